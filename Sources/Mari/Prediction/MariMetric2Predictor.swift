import Diffusion
import Driving
import Foundation
import NN
import Numerics
import Pictures
import World

/// Predicts with a `MariMetric2` and its VAE: a clean picture, metric depth and visibility from a hazy picture of any size.
///
///     let predictor = try MariMetric2Predictor(folder: "weights/mari-metric-2-small")
///     let prediction = try predictor.predict(image, intrinsics: nil, id: "street")
public struct MariMetric2Predictor: DepthPredictor {
  public struct Options: Sendable {
    /// Steps of DDIM, 1 to 50, timesteps trailing: one step starts from the last timestep.
    public var steps = 1
    /// Predictions from as many noises, reduced to one; more than one gives an uncertainty.
    public var members = 1
    public var reduction = EnsembleReduction.mean
    public var seed: UInt64 = 7
    /// Bytes that tensors may take, about: a larger picture is predicted in overlapping tiles.
    public var memoryLimit = 2 << 30
    /// The size at which the model looks at a picture; nil: the picture's own.
    public var workingSize: (height: Int, width: Int)?

    public init() {}
  }
  /// How members become one.
  public enum EnsembleReduction: String, Sendable, CaseIterable {
    case mean, median
  }

  public let name = "mari-metric-2"
  public let model: MariMetric2
  public let vae: VAE
  public var options: Options

  /// Traps unless `options` has 1 to 50 steps and at least one member.
  public init(_ model: MariMetric2, _ vae: VAE, _ options: Options = Options()) {
    require(
      (1...50).contains(options.steps) && options.members > 0,
      "MariMetric2Predictor: \(options.steps) steps, \(options.members) members, expected 1 to 50 and at least 1")
    (self.model, self.vae, self.options) = (model, vae, options)
  }

  /// From a folder of `config.json`, `model.safetensors` and, below `vae/`, the VAE. Throws for what does not fit.
  public init(folder: String, _ options: Options = Options()) throws {
    self.init(
      try MariMetric2.checkpoint(folder, isTrainable: false).0, try VAE(folder: folder + "/vae"), options)
  }

  /// A picture of any size -> clean picture, planar depth in metres, visibility and, of several members, uncertainty in
  /// metres, all at its size. `intrinsics` change nothing; noise comes from streams named by `id`. Throws
  /// `PredictionFault` where a depth is no distance.
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    let (h, w) = (image.height, image.width)
    guard let size = options.workingSize, size.height != h || size.width != w else {
      return try prediction(of: Tensor.picture(image), id).checked(model: name, id: id)
    }
    let small = resized(Tensor.picture(image), to: size, .bilinear, antialias: true)
    return try prediction(of: small, id).resized(height: h, width: w).checked(model: name, id: id)
  }

  /// x [1, H, W, 3] in [-1, 1].
  private func prediction(of x: Tensor, _ id: String) -> DepthPrediction {
    let sides = Tiling(height: x.shape[1], width: x.shape[2], side: vae.configuration.factor, pixelLimit: pixelLimit)
    var blend = TileBlend(height: x.shape[1], width: x.shape[2])
    for tile in sides.tiles {
      let part = x.narrowed(1, tile.top, tile.height).narrowed(2, tile.left, tile.width)
      let fields = self.fields(of: part, [id], at: (tile.top, tile.left))
      blend.add(fields[0], tile)
    }
    return blend.prediction(hasUncertainty: options.members > 1)
  }

  /// Pictures of one size at once, in one batch: for scoring many small ones. Equals one after the other.
  public func predict(_ x: Tensor, ids: [String]) -> [DepthPrediction] {
    require(x.rank == 4 && x.shape[0] == ids.count, "predict: \(x.shape) with \(ids.count) names")
    return fields(of: x, ids, at: (0, 0)).map { fields in
      var blend = TileBlend(height: x.shape[1], width: x.shape[2])
      blend.add(fields, Tile(top: 0, left: 0, height: x.shape[1], width: x.shape[2]))
      return blend.prediction(hasUncertainty: options.members > 1)
    }
  }

  /// Everything predicted of a batch of pictures or tiles; `origin` tells a tile's noise from another's.
  private func fields(of x: Tensor, _ ids: [String], at origin: (Int, Int)) -> [PredictedFields] {
    withoutGradients {
      let (h, w) = (x.shape[1], x.shape[2])
      let z_hazy = vae.encode(paddedByEdge(x, toMultipleOf: vae.configuration.factor))
      let visibility = model.visibility(z_hazy).v
      let v = resized(visibility, to: (z_hazy.shape[1] * factor, z_hazy.shape[2] * factor), .bilinear)
      var members: [[PredictedFields]] = []
      for member in 0..<options.members {
        let z = denoised(z_hazy, visibility, ids, member, origin)
        let clean = vae.decode(z.dehaze).narrowed(1, 0, h).narrowed(2, 0, w).pictures
        let depth = vae.decode(z.depth).narrowed(1, 0, h).narrowed(2, 0, w).metres(model.configuration.depthCoding)
        let seen = v.narrowed(1, 0, h).narrowed(2, 0, w).scalars
        members.append(
          ids.indices.map { b in
            PredictedFields(
              depth: depth[b], spread: nil, clean: clean[b], v: Array(seen[b * h * w..<(b + 1) * h * w]))
          })
      }
      return ids.indices.map { b in PredictedFields(members.map { $0[b] }, options.reduction) }
    }
  }

  /// Both tasks' latents, denoised from a member's noise by DDIM. The last step ends at its x_0, without the trace of noise
  /// that the published schedule leaves.
  private func denoised(
    _ z_hazy: Tensor, _ v: Tensor, _ ids: [String], _ member: Int, _ origin: (Int, Int)
  ) -> PerTask<Tensor> {
    let schedule = model.configuration.schedule
    let count = z_hazy.count / ids.count
    var x = PerTask.each { k in
      Tensor(z_hazy.shape) { noise in
        for (b, id) in ids.enumerated() {
          var stream = Generator(seed: options.seed).stream("prediction").stream(id)
            .stream(k.rawValue, member, origin.0, origin.1)
          stream.fillNormal(UnsafeMutableBufferPointer(rebasing: noise[b * count..<(b + 1) * count]))
        }
      }
    }
    var x_0 = x
    let n = options.steps
    for t in TimestepSpacing.trailing.timesteps(n, of: schedule.count) {
      let step = DDIMStep(schedule, t: t, of: n)
      let v_hat = model(x, z_hazy, v: v, timesteps: [t])
      for k in DenoisingTask.allCases { (x[k], x_0[k]) = step(x[k], v_hat[k]) }
    }
    return x_0
  }

  private var factor: Int { vae.configuration.factor }

  /// Pixels that fit into the memory limit. The widest maps count: the VAE's finest level, some six of them alive at a
  /// time, and the UNet's, of both tasks, some sixteen with its skips.
  private var pixelLimit: Int {
    let (outer, inner) = (vae.configuration, model.configuration.unet)
    let vaeFloats = 6 * Double(outer.block_out_channels.max()!) / Double(outer.patch_size * outer.patch_size)
    let unetFloats = 32 * Double(inner.block_out_channels[0]) / Double(factor * factor)
    return max(factor * factor * 64, Int(Double(options.memoryLimit) / (4 * (vaeFloats + unetFloats + 12))))
  }
}

extension Tensor {
  /// A picture as [1, H, W, 3] in [-1, 1].
  static func picture(_ image: Image) -> Tensor {
    Tensor(image.rgb.floats.map { 2 * $0 - 1 }, [1, image.height, image.width, 3])
  }
}

/// x [B, H, W, C] with its last row and column repeated until both sides are multiples of n.
package func paddedByEdge(_ x: Tensor, toMultipleOf n: Int) -> Tensor {
  let (h, w) = (x.shape[1], x.shape[2])
  let (below, right) = ((n - h % n) % n, (n - w % n) % n)
  var y = x
  if below > 0 {
    y = concatenated([y] + Array(repeating: y.narrowed(1, h - 1, 1), count: below), axis: 1)
  }
  if right > 0 {
    y = concatenated([y] + Array(repeating: y.narrowed(2, w - 1, 1), count: right), axis: 2)
  }
  return y
}
