import Driving
import NN

/// One visibility per latent pixel from the hazy latent alone: three 3x3 convolutions with SiLU between them.
/// Source: the note, "Components"; the number of convolutions is the post's on the same work.
public struct VisibilityHead: Sendable {
  public let conv1: Conv2d
  public let conv2: Conv2d
  public let conv3: Conv2d

  /// `latent`: channels of z_hazy.
  public init(_ p: Parameters, latent: Int, width: Int) {
    conv1 = Conv2d(p / "conv1", in: latent, out: width, kernel: 3)
    conv2 = Conv2d(p / "conv2", in: width, out: width, kernel: 3)
    conv3 = Conv2d(p / "conv3", in: width, out: 1, kernel: 3)
  }

  /// z_hazy [B, h, w, 4] -> logits [B, h, w, 1]; v = sigmoid(logits).
  public func callAsFunction(_ z_hazy: Tensor) -> Tensor { conv3(silu(conv2(silu(conv1(z_hazy))))) }
}

/// The visibility of a batch. Losses that take logarithms of v work on its logits: a saturated sigmoid has no gradient.
public struct VisibilityMap: Sendable {
  /// In (0, 1), one value per latent pixel, [B, h, w, 1].
  public let v: Tensor
  public let logits: Tensor

  /// v = sigmoid(logits); logits [B, h, w, 1].
  public init(logits: Tensor) {
    self.logits = logits
    v = sigmoid(logits)
  }
}
