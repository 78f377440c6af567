import NN
import Numerics

/// Noise with structure at all sizes: base + Σ_i strength^i enlarged(maps[i]), divided by one standard deviation of the
/// whole batch (so that an image's noise depends on the others beside it).
///
/// base [B, h, w, C], each map [B, h_i, w_i, C], strength per image. Map 0 has weight 1 whatever the strength.
/// Source: Marigold, `multi_res_noise_like`.
public func multiResolutionNoise(_ base: Tensor, maps: [Tensor], strength: [Float]) -> Tensor {
  require(strength.count == base.shape[0], "multiResolutionNoise: \(strength.count) strengths for \(base.shape)")
  return withoutGradients {
    var x = base
    var weight = [Double](repeating: 1, count: strength.count)
    for map in maps {
      let enlarged = resized(map, to: (base.shape[1], base.shape[2]), .bilinear)
      x = x + Tensor(weight.map { Float($0) }, [base.shape[0], 1, 1, 1]) * enlarged
      for i in weight.indices { weight[i] *= Double(strength[i]) }
    }
    let mean = Double(x.mean().value)
    let deviation = (square(x - Float(mean)).sum().value / Float(x.count - 1)).squareRoot()
    return x * (1 / deviation)
  }
}

/// The sizes of Marigold's maps: up to ten levels, the sides divided by ratioⁱ more at each level i with a ratio drawn
/// uniformly from [2, 4], until a side is 1.
///
/// The divisor compounds: each level divides the sides of the level before it.
public func multiResolutionSizes(_ height: Int, _ width: Int, _ random: inout Generator) -> [(height: Int, width: Int)]
{
  var sizes: [(height: Int, width: Int)] = []
  var (h, w) = (height, width)
  for level in 0..<10 {
    let ratio = Double(random.uniform()) * 2 + 2
    let divisor = (0..<level).reduce(1.0) { product, _ in product * ratio }
    h = max(1, Int(Double(h) / divisor))
    w = max(1, Int(Double(w) / divisor))
    sizes.append((h, w))
    if h == 1 || w == 1 { break }
  }
  return sizes
}
