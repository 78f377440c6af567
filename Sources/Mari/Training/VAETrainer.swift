import Diffusion
import NN
import Numerics
import Processes

/// Trains a VAE on crops of clear, hazy and depth pictures.
///
///     let trainer = VAETrainer(.small, options, seed: 7)
///     while trainer.step < options.steps { try trainer.advance(on: pictures) }
///     trainer.setScale(on: pictures)
public final class VAETrainer {
  public struct Options: Sendable, Codable, Equatable {
    public var steps = 1500
    public var batch = 16
    /// Rows and columns of a crop.
    public var height = 32
    public var width = 96
    /// Images of a batch that are depth, and those that are hazy; the others are clear.
    public var depthImages = 4
    public var hazyImages = 4
    public var learningRate: Float = 2e-3
    public var warmUp = 20
    public var gradientNorm = 1.0
    /// The share of crops taken from the picture at half its size, where it is large enough.
    public var halfShare: Float = 0.5

    public init() {}

    /// Makes crops no larger than pictures of this size, whose sides are multiples of `factor`, the pixels of a latent
    /// pixel's side; crops are, too.
    public mutating func fit(height: Int, width: Int, factor: Int) {
      self.height = min(max(self.height / factor, 1) * factor, height)
      self.width = min(max(self.width / factor, 1) * factor, width)
    }
  }
  public let options: Options
  public let coding: DepthCoding
  public let parameters: Parameters
  public private(set) var vae: VAE
  public private(set) var step = 0
  private let update: Update
  private let random: Generator

  /// A fresh VAE of this configuration.
  public init(
    _ configuration: VAE.Configuration, _ options: Options, coding: DepthCoding = DepthCoding(.log, nearest: 2),
    seed: UInt64
  ) {
    (self.options, self.coding) = (options, coding)
    parameters = Parameters(seed: seed)
    vae = VAE(parameters, configuration)
    random = Generator(seed: seed).stream("vae")
    let adamw = AdamW(
      parameters.all, groups: [ParameterGroup("", learningRate: options.learningRate, weightDecay: 1e-4)])
    update = Update(
      adamw, .cosine(warmUp: options.warmUp, total: max(options.steps, options.warmUp) + 1),
      limit: options.gradientNorm, of: parameters.all)
  }

  /// One optimiser step; returns the loss. Throws if it is no number.
  @discardableResult
  public func advance(on pictures: PictureSet) throws -> (total: Float, reconstruction: Float, colour: Float) {
    let x = batch(of: pictures)
    let (mean, wide) = vae.posterior(x)
    let logVariance = clamp(wide, -30, 20)
    var noise = random.stream("noise", step)
    let eps = Tensor(noise.normal(count: mean.count), mean.shape)
    let z = mean + exp(0.5 * logVariance) * eps
    let loss = AutoencoderLoss(vae.decode(unscaled: z), x, mean: mean, logVariance: logVariance)
    let total = loss.total
    let values = (total.value, loss.reconstruction.value, loss.colour.value)
    guard values.0.isFinite else { throw TrainingFault(step: step, term: "the VAE's loss", value: values.0) }
    do throws(Update.Fault) {
      try update(total.backward(), step: step)
    } catch {
      throw TrainingFault(step: step, term: "the VAE's gradient norm", value: Float(error.norm))
    }
    step += 1
    return values
  }

  /// Sets the scaling factor so that the latents of clear, hazy and depth pictures together have unit deviation.
  public func setScale(on pictures: PictureSet, images: Int = 64) {
    var (sum, squares, count) = (0.0, 0.0, 0)
    withoutGradients {
      for i in 0..<min(images, pictures.items.count) {
        let item = pictures.items[i * pictures.items.count / min(images, pictures.items.count)]
        let rgb = Tensor(pictures: [item.clear, item.hazy[0]], width: pictures.width, height: pictures.height)
        let depth = Tensor(depths: [item.metres], width: pictures.width, height: pictures.height, coding: coding)
        let z = vae.posterior(concatenated(rgb, depth, axis: 0)).mean
        z.withUnsafeBufferPointer { values in
          for x in values {
            sum += Double(x)
            squares += Double(x) * Double(x)
          }
          count += values.count
        }
      }
    }
    let mean = sum / Double(count)
    var configuration = vae.configuration
    configuration.scaling_factor = Float(1 / (squares / Double(count) - mean * mean).squareRoot())
    vae = VAE(parameters, configuration)
  }

  /// The pictures of this step: hazy, clear, then depth, each a crop of its own frame.
  private func batch(of pictures: PictureSet) -> Tensor {
    var draw = random.stream("crops", step)
    let (h, w) = (options.height, options.width)
    require(
      pictures.height >= h && pictures.width >= w,
      "VAETrainer: crops of \(w) x \(h) from pictures of \(pictures.width) x \(pictures.height)")
    return Tensor([options.batch, h, w, 3]) { out in
      for b in 0..<options.batch {
        let item = pictures.items[draw.integer(below: pictures.items.count)]
        let canHalve = pictures.height >= 2 * h && pictures.width >= 2 * w
        let scale = draw.uniform() < options.halfShare && canHalve ? 2 : 1
        let top = draw.integer(below: pictures.height - scale * h + 1)
        let left = draw.integer(below: pictures.width - scale * w + 1)
        let fog = draw.integer(below: item.hazy.count)
        let crop = Crop(top: top, left: left, height: h, width: w, scale: scale, stride: pictures.width)
        let target = UnsafeMutableBufferPointer(rebasing: out[b * h * w * 3..<(b + 1) * h * w * 3])
        if b < options.depthImages {
          crop.copy(depth: item.metres, coding, to: target)
        } else {
          crop.copy(picture: b < options.depthImages + options.hazyImages ? item.hazy[fog] : item.clear, to: target)
        }
      }
    }
  }
}

/// A rectangle of a picture, taken at full or half size.
private struct Crop {
  let top, left, height, width, scale, stride: Int

  /// Means of scale² pixels.
  func copy(picture: [UInt8], to out: UnsafeMutableBufferPointer<Float>) {
    let factor = 1 / (127.5 * Float(scale * scale))
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<3 {
          var sum = 0
          for j in 0..<scale {
            for i in 0..<scale {
              sum += Int(picture[((top + scale * y + j) * stride + left + scale * x + i) * 3 + c])
            }
          }
          out[(y * width + x) * 3 + c] = Float(sum) * factor - 1
        }
      }
    }
  }

  /// Every scale-th pixel: a mean of depths would be a place where nothing is.
  func copy(depth: [Float], _ coding: DepthCoding, to out: UnsafeMutableBufferPointer<Float>) {
    for y in 0..<height {
      for x in 0..<width {
        let metres = depth[(top + scale * y) * stride + left + scale * x]
        let coded = coding.encode(metres > 0 ? metres : Float(coding.farthest))
        for c in 0..<3 { out[(y * width + x) * 3 + c] = coded }
      }
    }
  }
}
