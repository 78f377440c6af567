import NN
import Numerics

/// L_tv: the mean of |∂x v| plus the mean of |∂y v|, forward differences. An axis of length 1 adds 0; the derivative of
/// |.| at 0 is 0.
///
/// v [B, h, w, 1]. Source: the note, "L_tv".
public func totalVariation(_ v: Tensor) -> Tensor {
  require(v.rank == 4, "totalVariation: v \(v.shape), expected [B, h, w, 1]")
  func along(_ axis: Int) -> Tensor {
    let n = v.shape[axis]
    guard n > 1 else { return sumOfNothing(of: v) }
    return abs(v.narrowed(axis, 1, n - 1) - v.narrowed(axis, 0, n - 1)).mean()
  }
  return along(2) + along(1)
}

extension LossTerm {
  public static let tv = LossTerm("tv", weight: 0.005) { totalVariation($0.visibility.v) }
}
