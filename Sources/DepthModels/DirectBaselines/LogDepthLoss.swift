import NN
import Numerics

/// How far ln of predicted distances is from ln of the true ones, over the pixels that have a distance.
public enum LogDepthLoss: String, Sendable, CaseIterable {
  /// mean |Δ|, Δ = ln d̂ - ln d.
  case l1
  /// √(mean Δ² - ½ (mean Δ)²): an error of scale that all pixels share counts half.
  /// Source: Eigen, Puhrsch, Fergus, NIPS 2014 (their λ = 0.5), with the root of later work.
  case scaleInvariant = "scale-invariant"

  /// logDepth, target [B, H, W, 1] in ln of metres, mask the same with 0 or 1 -> a scalar, exactly 0 with zero gradient
  /// if no pixel counts. One mean over the batch. `target` must be finite where the mask is 0, too.
  public func callAsFunction(_ logDepth: Tensor, _ target: Tensor, mask: Tensor) -> Tensor {
    require(
      logDepth.shape == target.shape && mask.shape == target.shape,
      "LogDepthLoss: prediction \(logDepth.shape), target \(target.shape), mask \(mask.shape)")
    let count = mask.sum().value
    guard count > 0 else { return .zero }
    let delta = (logDepth - target) * mask
    switch self {
    case .l1: return abs(delta).sum() * (1 / count)
    case .scaleInvariant:
      let mean = delta.sum() * (1 / count)
      // The floor keeps the root's gradient finite at a perfect prediction.
      return sqrt(square(delta).sum() * (1 / count) - square(mean) * 0.5 + 1e-8)
    }
  }
}
