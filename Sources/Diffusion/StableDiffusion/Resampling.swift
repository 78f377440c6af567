import NN

/// Half the size: x [B, H, W, C] -> a 3x3 convolution of stride 2. The UNet pads all around, so that a side n becomes
/// ceil(n/2); the VAE only below and on the right, so that it becomes floor(n/2).
/// Source: diffusers `Downsample2D`, whose names it keeps.
public struct Downsampler: Sendable {
  public let conv: Conv2d

  public init(_ p: Parameters, channels c: Int, padding: Padding = .all(1)) {
    conv = Conv2d(p / "conv", in: c, out: c, kernel: 3, stride: 2, padding: padding)
  }

  /// x [B, H, W, C] -> [B, ceil(H/2), ceil(W/2), C], or rounded down with the VAE's padding.
  public func callAsFunction(_ x: Tensor) -> Tensor { conv(x) }
}

/// Twice the size, or another one: nearest neighbour, then a 3x3 convolution, in one pass.
/// Source: diffusers `Upsample2D`, whose names it keeps.
public struct Upsampler: Sendable {
  public let conv: Conv2d

  public init(_ p: Parameters, channels c: Int) { conv = Conv2d(p / "conv", in: c, out: c, kernel: 3) }

  /// `size`: that of the skip connection that follows; twice x if nil.
  public func callAsFunction(_ x: Tensor, to size: (height: Int, width: Int)? = nil) -> Tensor {
    conv(x, upsampledTo: size ?? (2 * x.shape[1], 2 * x.shape[2]))
  }
}
