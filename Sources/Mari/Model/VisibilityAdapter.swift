import NN

/// Tells a decoder's features how much can be seen: features + conv2(SiLU(conv1 [features, v])). The last convolution
/// starts at zero, so that a fresh adapter is the identity.
/// Source: the note, "Components" (visibility residual adapters).
public struct VisibilityAdapter: Sendable {
  public let conv1: Conv2d
  public let conv2: Conv2d

  /// `c`: channels of the features; `width`: channels between the two convolutions.
  public init(_ p: Parameters, channels c: Int, width: Int) {
    conv1 = Conv2d(p / "conv1", in: c + 1, out: width, kernel: 1)
    conv2 = Conv2d(p / "conv2", in: width, out: c, kernel: 3, initial: .zeros)
  }

  /// features [B, H, W, C] and v of the same size, [B, H, W, 1] -> [B, H, W, C].
  public func callAsFunction(_ features: Tensor, v: Tensor) -> Tensor {
    conv2(silu(conv1(concatenated(features, v, axis: 3))), residual: features)
  }
}

/// v at the sizes of a decoder's levels, each made once for both decoders.
struct VisibilityPyramid {
  private var levels: [Tensor]

  init(_ v: Tensor) { levels = [v] }

  /// v averaged down (or interpolated up) to a size.
  mutating func at(_ height: Int, _ width: Int) -> Tensor {
    if let known = levels.first(where: { $0.shape[1] == height && $0.shape[2] == width }) { return known }
    let made = resized(levels[0], to: (height, width), .bilinear, antialias: true)
    levels.append(made)
    return made
  }
}
