import NN

/// Transformer blocks over the pixels of x [B, H, W, C] -> [B, H, W, C], x added.
/// Source: diffusers `Transformer2DModel`, whose names it keeps.
public struct Transformer2D: Sendable {
  public let norm: GroupNorm
  public let projIn: ChannelProjection
  public let blocks: [TransformerBlock]
  public let projOut: ChannelProjection

  public init(
    _ p: Parameters, channels c: Int, context d: Int, heads: Int, layers: Int, groups: Int, isLinear: Bool
  ) {
    norm = GroupNorm(p / "norm", groups: groups, channels: c, eps: 1e-6)
    projIn = ChannelProjection(p / "proj_in", channels: c, isLinear: isLinear)
    blocks = (0..<layers).map {
      TransformerBlock(p / "transformer_blocks" / $0, channels: c, context: d, heads: heads)
    }
    projOut = ChannelProjection(p / "proj_out", channels: c, isLinear: isLinear)
  }

  public func callAsFunction(_ x: Tensor, context: Tensor) -> Tensor {
    isCheckpointing ? checkpoint([x, context]) { run($0[0], context: $0[1]) } : run(x, context: context)
  }

  private func run(_ x: Tensor, context: Tensor) -> Tensor {
    var h = projIn(norm(x)).reshaped([x.shape[0], x.shape[1] * x.shape[2], x.shape[3]])
    for block in blocks { h = block(h, context: context) }
    return projOut(h.reshaped(x.shape), residual: x)
  }
}

/// A product over the channels, [..., C] -> [..., C], kept as a matrix [C, C] (Stable Diffusion 2) or as a 1x1
/// convolution [C, C, 1, 1] (Stable Diffusion 1). Either is read from a file that holds the other.
public enum ChannelProjection: Sendable {
  case matrix(Linear)
  case convolution(Conv2d)

  public init(_ p: Parameters, channels c: Int, isLinear: Bool) {
    self = isLinear ? .matrix(Linear(p, in: c, out: c)) : .convolution(Conv2d(p, in: c, out: c, kernel: 1))
  }

  /// `residual` is added on the way out.
  public func callAsFunction(_ x: Tensor, residual: Tensor? = nil) -> Tensor {
    switch self {
    case .matrix(let linear): linear(x, residual: residual)
    case .convolution(let conv): conv(x, residual: residual)
    }
  }
}
