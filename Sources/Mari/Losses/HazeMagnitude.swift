import NN
import Numerics

/// How much fog changes each latent pixel, and how much of it is much in this image. Constants: no gradient.
///
/// delta [B, h, w, 1] is the mean over the channels of |z_hazy - z_clean|; q[b] its 0.9 quantile over image b, linear
/// between neighbours. An image with q = 0 shows no haze: it takes no part in terms that divide by q.
/// Source: the note, "Losses", delta.
public struct HazeMagnitude: Sendable {
  public let delta: Tensor
  public let q: [Double]

  /// z_hazy, z_clean [B, h, w, 4].
  public init(_ z_hazy: Tensor, _ z_clean: Tensor, quantile: Double = 0.9) {
    self.init(delta: withoutGradients { abs(z_hazy - z_clean).mean(axes: [3]) }, quantile: quantile)
  }

  /// From delta [B, h, w, 1] itself. Quantiles below `floor` are raised to it: with a positive one every image takes part.
  public init(delta: Tensor, quantile: Double = 0.9, floor: Double = 0) {
    require(delta.rank == 4 && delta.shape[3] == 1, "HazeMagnitude: delta \(delta.shape), expected [B, h, w, 1]")
    self.delta = delta.detached
    let cells = delta.shape[1] * delta.shape[2]
    q = delta.withUnsafeBufferPointer { values in
      (0..<delta.shape[0]).map { image in
        max(floor, Quantiles.quantile(values[image * cells..<(image + 1) * cells].map(Double.init), quantile))
      }
    }
  }

  /// Images that take part.
  public var isHazy: [Bool] { q.map { $0 > 0 } }

  /// delta / q, [B, h, w, 1]; 0 in images that take no part.
  public var relative: Tensor { mapped { delta, q in q > 0 ? Float(Double(delta) / q) : 0 } }

  /// v_star_vis = exp(-gamma delta / q), in [0, 1]: what L_vis asks of v; 0 in images that take no part.
  public func visibilityTarget(gamma: Double) -> Tensor {
    let target = withoutGradients { exp(relative * Float(-gamma)) }
    return withoutGradients { target * participation }
  }

  /// w = max(0, 1 - delta / q): where there is little haze; 0 in images that take no part.
  public var clearness: Tensor { mapped { delta, q in q > 0 ? Float(max(0, 1 - Double(delta) / q)) : 0 } }

  /// 1 for images that take part, else 0, [B, 1, 1, 1].
  var participation: Tensor { Tensor(isHazy.map { $0 ? 1 : 0 }, [q.count, 1, 1, 1]) }

  private func mapped(_ f: (_ delta: Float, _ q: Double) -> Float) -> Tensor {
    let cells = delta.shape[1] * delta.shape[2]
    return delta.withUnsafeBufferPointer { values in
      Tensor(delta.shape) { out in for i in out.indices { out[i] = f(values[i], q[i / cells]) } }
    }
  }
}
