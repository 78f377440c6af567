import Autograd
import Numerics

/// GroupNorm over the channels of x [B, ..., C]. Source: torch `GroupNorm`.
public struct GroupNorm: Sendable {
  public let weight: Parameter
  public let bias: Parameter
  public let groups: Int
  public let eps: Float

  public init(_ p: Parameters, groups: Int, channels c: Int, eps: Float) {
    require(groups > 0 && c % groups == 0, "GroupNorm \(p.path): \(c) channels in \(groups) groups")
    weight = p.tensor("weight", [c], .ones)
    bias = p.tensor("bias", [c], .zeros)
    self.groups = groups
    self.eps = eps
  }

  /// `silu`: followed by SiLU, in the same pass.
  public func callAsFunction(_ x: Tensor, silu: Bool = false) -> Tensor {
    groupNorm(x, weight: weight.value, bias: bias.value, groups: groups, eps: eps, silu: silu)
  }
}

/// LayerNorm over the last axis of x [..., C]. Source: torch `LayerNorm`.
public struct LayerNorm: Sendable {
  public let weight: Parameter
  public let bias: Parameter
  let eps: Float

  public init(_ p: Parameters, _ c: Int, eps: Float = 1e-5) {
    weight = p.tensor("weight", [c], .ones)
    bias = p.tensor("bias", [c], .zeros)
    self.eps = eps
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    layerNorm(x, weight: weight.value, bias: bias.value, eps: eps)
  }
}
