import NN
import Numerics
import Processes

/// The table of sines and cosines that stands for timesteps: t [B] -> [B, width], cos(t f_i) in the first half if
/// `flip_sin_to_cos`, f_i = exp(-ln(10000) i / (width/2 - freq_shift)).
///
/// In Float64 and rounded once, so that the last bit of a frequency does not shift an argument near 999.
/// Source: diffusers `get_timestep_embedding`.
public func timestepTable(_ t: [Int], width: Int, flip_sin_to_cos: Bool = true, freq_shift: Int = 0) -> Tensor {
  let half = width / 2
  require(width % 2 == 0 && half > freq_shift, "timestep table: width \(width), freq_shift \(freq_shift)")
  return Tensor([t.count, width]) { table in
    for i in 0..<half {
      let f = Portable.exp(-Portable.log(10000) * Double(i) / Double(half - freq_shift))
      for (row, step) in t.enumerated() {
        let (s, c) = (Float(Portable.sin(Double(step) * f)), Float(Portable.cos(Double(step) * f)))
        table[row * width + i] = flip_sin_to_cos ? c : s
        table[row * width + half + i] = flip_sin_to_cos ? s : c
      }
    }
  }
}

/// linear_2(SiLU(linear_1(table))): [B, C] -> [B, E]. Source: diffusers `TimestepEmbedding`, whose names it keeps.
public struct TimestepEmbedding: Sendable {
  public let linear1: Linear
  public let linear2: Linear

  public init(_ p: Parameters, in c: Int, out e: Int) {
    linear1 = Linear(p / "linear_1", in: c, out: e)
    linear2 = Linear(p / "linear_2", in: e, out: e)
  }

  public func callAsFunction(_ table: Tensor) -> Tensor { linear2(silu(linear1(table))) }
}
