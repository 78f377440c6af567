import NN
import Numerics

/// Two convolutions with the timestep added between them: x [B, H, W, C_in], emb [B, E] -> [B, H, W, C_out].
///
/// The VAE's have no timestep. Source: diffusers `ResnetBlock2D`, whose names it keeps.
public struct ResnetBlock: Sendable {
  public let norm1: GroupNorm
  public let conv1: Conv2d
  public let timeEmbProj: Linear?
  public let norm2: GroupNorm
  public let conv2: Conv2d
  public let convShortcut: Conv2d?

  /// `embedding`: E, or nil for a block without timestep.
  public init(
    _ p: Parameters, in c_in: Int, out c_out: Int, embedding e: Int?, groups: Int, eps: Float
  ) {
    norm1 = GroupNorm(p / "norm1", groups: groups, channels: c_in, eps: eps)
    conv1 = Conv2d(p / "conv1", in: c_in, out: c_out, kernel: 3)
    timeEmbProj = e.map { Linear(p / "time_emb_proj", in: $0, out: c_out) }
    norm2 = GroupNorm(p / "norm2", groups: groups, channels: c_out, eps: eps)
    conv2 = Conv2d(p / "conv2", in: c_out, out: c_out, kernel: 3)
    convShortcut = c_in == c_out ? nil : Conv2d(p / "conv_shortcut", in: c_in, out: c_out, kernel: 1)
  }

  /// x' = shortcut(x) + conv2(SiLU(norm2(conv1(SiLU(norm1 x)) + time_emb_proj(SiLU emb)))).
  public func callAsFunction(_ x: Tensor, emb: Tensor? = nil) -> Tensor {
    require((emb == nil) == (timeEmbProj == nil), "ResnetBlock \(conv1.weight.name): embedding given or not")
    if isCheckpointing {
      return checkpoint(emb.map { [x, $0] } ?? [x]) { run($0[0], emb: $0.count > 1 ? $0[1] : nil) }
    }
    return run(x, emb: emb)
  }

  private func run(_ x: Tensor, emb: Tensor?) -> Tensor {
    if emb == nil && RowBands.areWanted(for: x) { return inBands(x) }
    let shift = emb.flatMap { timeEmbProj?(silu($0)) }  // [B, C_out]
    let h = conv1(norm1(x, silu: true), perImage: shift)
    return conv2(norm2(h, silu: true), residual: convShortcut?(x) ?? x)
  }

  /// The same for maps so large that normalised copies of them do not fit: x and one map of the output's channels are
  /// all that is held.
  private func inBands(_ x: Tensor) -> Tensor {
    let h = RowBands.convolution(conv1, of: norm1, x)
    return RowBands.convolution(conv2, of: norm2, h) { rows in
      let band = RowBands.rows(rows, of: x)
      return convShortcut?(band) ?? band
    }
  }
}
