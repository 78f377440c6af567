import Autograd

/// y = x Wᵀ + b: x [..., in] -> [..., out]. Source: torch `Linear`, whose names and initialisation it keeps.
public struct Linear: Sendable {
  public let weight: Parameter
  public let bias: Parameter?

  public init(_ p: Parameters, in c_in: Int, out c_out: Int, bias hasBias: Bool = true) {
    weight = p.tensor("weight", [c_out, c_in], .fanIn(c_in))
    bias = hasBias ? p.tensor("bias", [c_out], .fanIn(c_in)) : nil
  }

  /// `residual` [..., out] is added on the way out.
  public func callAsFunction(_ x: Tensor, residual: Tensor? = nil) -> Tensor {
    linear(x, weight.value, bias: bias?.value, residual: residual)
  }
}
