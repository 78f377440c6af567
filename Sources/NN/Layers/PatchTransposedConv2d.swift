import Autograd

/// A transposed convolution whose stride is its kernel, so that every input pixel becomes one k x k patch:
/// x [B, h, w, in] -> [B, kh, kw, out]; the weight [in, out, k, k] as in a checkpoint.
/// Source: torch `ConvTranspose2d`, whose names and initialisation it keeps.
public struct PatchTransposedConv2d: Sendable {
  public let weight: Parameter
  public let bias: Parameter

  public init(_ p: Parameters, in c_in: Int, out c_out: Int, kernel: Int) {
    let fanIn = Initialisation.fanIn(c_out * kernel * kernel)
    weight = p.tensor("weight", [c_in, c_out, kernel, kernel], fanIn)
    bias = p.tensor("bias", [c_out], fanIn)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (c_in, c_out, k) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let (B, h, w) = (x.shape[0], x.shape[1], x.shape[2])
    // One product gives every pixel its patch, (row, column, channel); then patch rows go between image rows.
    let rows = weight.value.transposed([2, 3, 1, 0]).reshaped([k * k * c_out, c_in])
    let patches = linear(x, rows).reshaped([B * h, w, k, k * c_out])
    let y = patches.transposed([0, 2, 1, 3]).reshaped([B, k * h, k * w, c_out])
    return y + bias.value.reshaped([1, 1, 1, c_out])
  }
}
