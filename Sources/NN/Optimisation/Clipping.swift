import Autograd

/// Gradient clipping by the global norm.
public enum Clipping {
  /// √Σ g² over the gradients of these parameters, in Float64 and their order.
  public static func globalNorm(_ gradients: Gradients, of parameters: [Parameter]) -> Double {
    var total = 0.0
    for parameter in parameters {
      if let g = gradients[parameter] { total += g.sumOfSquares }
    }
    return total.squareRoot()
  }

  /// The factor on every gradient that brings a norm down to `limit`: min(1, limit / (norm + 1e-6)), as torch
  /// `clip_grad_norm_`.
  public static func scale(norm: Double, limit: Double) -> Float { Float(min(1, limit / (norm + 1e-6))) }
}
