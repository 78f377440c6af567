import NN
import Numerics

/// The denoising network of Stable Diffusion: x_t and its timestep -> what it was trained to predict (v, ε or x_0).
/// Any latent size. Source: diffusers `UNet2DConditionModel`, whose parameter names it keeps.
///
///     let unet = try Parameters(checkpoint: "stable-diffusion-2-1/unet").build { UNet($0, .sd21) }
///     let v_hat = unet(x_t, timesteps: [999], context: emptyPrompt)
public struct UNet: Sendable {
  public let encoder: UNetEncoder
  public let decoder: UNetDecoder

  public init(_ p: Parameters, _ c: Configuration) {
    encoder = UNetEncoder(p, c)
    decoder = UNetDecoder(p, c)
  }

  public var configuration: Configuration { encoder.configuration }

  /// x [B, H, W, in_channels], one timestep for all or one per image, context [B, M, cross_attention_dim] ->
  /// [B, H, W, out_channels].
  public func callAsFunction(_ x: Tensor, timesteps: [Int], context: Tensor) -> Tensor {
    decoder(encoder(x, timesteps: timesteps, context: context), context: context)
  }
}

extension UNet {
  /// The weight of `conv_in` for twice the input channels: repeated along them and halved, so that an input given twice
  /// has the same effect. The bias stays. `shape` [C, in, k, k]. Source: Marigold.
  public static func widenedConvIn(_ weight: [Float], shape: [Int]) -> (values: [Float], shape: [Int]) {
    require(
      shape.count == 4 && weight.count == shape.reduce(1, *), "widenedConvIn: \(weight.count) values for \(shape)")
    let row = shape[1] * shape[2] * shape[3]
    var values: [Float] = []
    values.reserveCapacity(2 * weight.count)
    for c in 0..<shape[0] {
      let halved = weight[c * row..<(c + 1) * row].map { $0 * 0.5 }
      values += halved + halved
    }
    return (values, [shape[0], 2 * shape[1], shape[2], shape[3]])
  }
}
