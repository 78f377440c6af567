import Autograd

/// A convolution of x [B, H, W, in] -> [B, OH, OW, out]; the weight [out, in, k, k] as in a checkpoint.
/// Source: torch `Conv2d`, whose names and initialisation it keeps.
public struct Conv2d: Sendable {
  public let weight: Parameter
  public let bias: Parameter?
  let stride: Int
  let padding: Padding

  /// `padding` is (kernel - 1) / 2 on every side unless given, the same size out as in at stride 1.
  public init(
    _ p: Parameters, in c_in: Int, out c_out: Int, kernel: Int, stride: Int = 1, padding: Padding? = nil,
    bias hasBias: Bool = true, initial: Initialisation? = nil
  ) {
    let fanIn = Initialisation.fanIn(c_in * kernel * kernel)
    weight = p.tensor("weight", [c_out, c_in, kernel, kernel], initial ?? fanIn)
    bias = hasBias ? p.tensor("bias", [c_out], initial ?? fanIn) : nil
    self.stride = stride
    self.padding = padding ?? .all((kernel - 1) / 2)
  }

  /// `upsampledTo`: x is enlarged first, nearest neighbour. `perImage` [B, out] and `residual` are added on the way out.
  public func callAsFunction(
    _ x: Tensor, upsampledTo size: (height: Int, width: Int)? = nil, perImage: Tensor? = nil, residual: Tensor? = nil
  ) -> Tensor {
    conv2d(
      x, weight.value, bias: bias?.value, stride: stride, padding: padding, upsampledTo: size, perImage: perImage,
      residual: residual)
  }
}
