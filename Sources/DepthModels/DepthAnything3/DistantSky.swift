import NN
import Numerics

/// Where the network sees sky its depth means nothing: it is set to a far one.
public enum DistantSky {
  /// Below it a pixel is ground.
  static let threshold: Float = 0.3

  /// depth and sky of one shape -> depth with the 0.99 quantile of the ground's in the place of the sky's, unless ground
  /// or sky has ten pixels or fewer.
  ///
  /// The reference draws 100,000 ground pixels at random where there are more; all are taken here.
  public static func filled(_ depth: Tensor, sky: Tensor) -> Tensor {
    require(depth.shape == sky.shape, "DistantSky: depth \(depth.shape), sky \(sky.shape)")
    return sky.withUnsafeBufferPointer { sky in
      depth.withUnsafeBufferPointer { d in
        let ground = d.indices.filter { sky[$0] < threshold }
        guard ground.count > 10, d.count - ground.count > 10 else { return depth }
        let far = Quantiles.quantile(ground.lazy.map { d[$0] }, 0.99)
        return Tensor(depth.shape) { out in for i in out.indices { out[i] = sky[i] < threshold ? d[i] : far } }
      }
    }
  }
}
