import Diffusion
import Driving
import Files
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
    /// The size at which the model looks at a picture; nil: the width it was trained at, where that is known, else the
    /// picture's own.
    public var workingSize: PictureSide?

    public init() {}

    /// What a user asked for, over the defaults.
    public init(_ settings: PredictionSettings) {
      if let steps = settings.steps { self.steps = steps }
      if let members = settings.members { self.members = members }
      if settings.reduction == .median { reduction = .median }
      if let seed = settings.seed { self.seed = seed }
      if let memory = settings.memory { memoryLimit = memory << 20 }
      workingSize = settings.workingSize
    }
  }
  /// How members become one.
  public enum EnsembleReduction: String, Sendable, CaseIterable {
    case mean, median
  }

  public let name = "mari-metric-2"
  public let model: MariMetric2
  public let vae: VAE
  public var options: Options
  /// Rows and columns of the pictures that the model learned from, where that is known.
  public let trainedSize: PictureSide?

  /// Traps unless `options` has 1 to 50 steps and at least one member.
  public init(_ model: MariMetric2, _ vae: VAE, _ options: Options = Options()) {
    self.init(model, vae, options, trainedSize: model.configuration.trainedSize)
  }

  private init(_ model: MariMetric2, _ vae: VAE, _ options: Options, trainedSize: PictureSide?) {
    require(
      (1...50).contains(options.steps) && options.members > 0,
      "MariMetric2Predictor: \(options.steps) steps, \(options.members) members, expected 1 to 50 and at least 1")
    (self.model, self.vae, self.options, self.trainedSize) = (model, vae, options, trainedSize)
  }

  /// From a folder of `config.json`, `model.safetensors` and, below `vae/`, the VAE. Throws for what does not fit.
  public init(folder: String, _ options: Options = Options()) throws {
    let model = try MariMetric2.checkpoint(folder, isTrainable: false).0
    let vae = try VAE(folder: folder + "/vae")
    guard vae.configuration == model.configuration.vae else {
      throw FileError(
        .damaged, folder + "/vae/config.json", "is not the VAE that \(folder)/config.json was made for: take that one")
    }
    self.init(
      model, vae, options, trainedSize: model.configuration.trainedSize ?? ShippedWeights.trainedSize(of: folder))
  }

  public var ran: [PredictionFact] {
    var facts: [PredictionFact] = [.count("steps", options.steps), .count("members", options.members)]
    if options.members > 1 { facts.append(.text("reduction", options.reduction.rawValue)) }
    facts.append(.text("seed", "\(options.seed)"))
    if let size = options.workingSize {
      facts.append(.text("working_size", "\(size.height)x\(size.width)"))
    } else {
      facts.append(trainedSize.map { .count("columns", $0.width) } ?? .text("columns", "the picture's"))
    }
    return facts + [.count("memory", options.memoryLimit >> 20)]
  }

  /// The size at which a picture is looked at. One of another width than the model learned from is brought to that width:
  /// with the same horizontal field of view a pixel then spans the angle it spanned in training.
  public func inner(height: Int, width: Int) -> PictureSide {
    if let size = options.workingSize { return size }
    guard let columns = trainedSize?.width, columns != width else { return PictureSide(height: height, width: width) }
    let rows = (Double(height) * Double(columns) / Double(width)).rounded()
    return PictureSide(height: max(1, Int(rows)), width: columns)
  }

  /// A picture of any size -> clean picture, planar depth in metres, visibility and, of several members, uncertainty in
  /// metres, all at its size. `intrinsics` change nothing; noise comes from streams named by `id`. Throws
  /// `PredictionFault` where a depth is no distance.
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    try admit(image, id: id)
    let (h, w) = (image.height, image.width)
    let size = inner(height: h, width: w)
    let rest = options.memoryLimit - MariMetric2Predictor.bytesPerPixel * max(h * w, size.height * size.width)
    guard rest > 0, rest / bytesPerTilePixel >= smallestTile else {
      let needed = options.memoryLimit - rest + smallestTile * bytesPerTilePixel
      throw FileError(
        .configuration, id,
        "is \(w) x \(h), which takes \((needed >> 20) + 1) MiB in the smallest tiles: give --memory \((needed >> 20) + 1), or "
          + "scale it down")
    }
    guard size != PictureSide(height: h, width: w) else {
      return try prediction(of: Tensor.picture(image), id, within: rest).checked(model: name, id: id)
    }
    let small = withoutGradients {
      resized(Tensor.picture(image), to: (size.height, size.width), .bilinear, antialias: true)
    }
    return try prediction(of: small, id, within: rest).resized(height: h, width: w).checked(model: name, id: id)
  }

  /// x [1, H, W, 3] in [-1, 1], in tiles whose tensors take about so many bytes.
  private func prediction(of x: Tensor, _ id: String, within bytes: Int) -> DepthPrediction {
    let sides = Tiling(
      height: x.shape[1], width: x.shape[2], side: vae.configuration.factor, pixelLimit: bytes / bytesPerTilePixel)
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

  /// What a picture takes whatever its tiles are: itself as floats, the fields that tiles are laid into, and the results.
  static let bytesPerPixel = 64

  /// What a tile's pixel takes. The widest maps count: the VAE's finest level, some six of them alive at a time, and the
  /// UNet's, of both tasks, some sixteen with its skips.
  private var bytesPerTilePixel: Int {
    let (outer, inner) = (vae.configuration, model.configuration.unet)
    let vaeFloats = 6 * Double(outer.block_out_channels.max()!) / Double(outer.patch_size * outer.patch_size)
    let unetFloats = 32 * Double(inner.block_out_channels[0]) / Double(factor * factor)
    return Int(4 * (vaeFloats + unetFloats + 12))
  }

  /// The fewest pixels a tile has: below 8 latent pixels a side little is left to see.
  private var smallestTile: Int { factor * factor * 64 }
}

extension Tensor {
  /// A picture as [1, H, W, 3] in [-1, 1].
  static func picture(_ image: Image) -> Tensor {
    let rgb = image.rgb
    return Tensor([1, image.height, image.width, 3]) { x in
      switch rgb.samples {
      case .bytes(let bytes): for i in x.indices { x[i] = 2 * (Float(bytes[i]) / 255) - 1 }
      case .floats(let values): for i in x.indices { x[i] = 2 * values[i] - 1 }
      }
    }
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
