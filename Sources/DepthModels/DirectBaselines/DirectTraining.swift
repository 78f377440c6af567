import Mari
import NN
import Numerics

/// How a direct baseline is trained: AdamW, warm-up and cosine, clipped gradients, and an average of the parameters that
/// is what counts in the end.
public struct DirectTraining: Sendable {
  public var steps = 3000
  public var batchSize = 16
  public var learningRate: Float = 2e-3
  public var weightDecay: Float = 1e-4
  public var warmUp = 100
  public var clip = 1.0
  public var emaDecay = 0.995
  public var loss = LogDepthLoss.l1
  /// Colours change at random, or not at all.
  public var colour: ColourAugmentation?
  /// The weight of |ln f̂ - ln f|, where the camera is predicted.
  public var lambda_camera: Float = 0.25
  /// Metres: what lies beyond does not count.
  public var farthest: Float = 300
  public var seed: UInt64 = 7

  public init() {}

  /// What a step tells.
  public struct Report: Sendable {
    /// From 0.
    public let step: Int
    public let loss: Float
    /// The norm of all gradients before clipping.
    public let gradientNorm: Double
  }

  /// A baseline trained from nothing on these examples. The same bits for any number of threads. Throws a
  /// `TrainingFault` where the loss or the gradient is not finite.
  public func run(
    _ configuration: DirectBaseline.Configuration, on examples: DirectExamples,
    report: (Report) throws -> Void = { _ in }
  ) throws -> DirectBaseline {
    let random = Generator(seed: seed)
    let model = DirectBaseline(Parameters(seed: random.seed("weights")), configuration)
    let parameters = model.parameters.all
    let adamw = AdamW(
      parameters, groups: [ParameterGroup("", learningRate: learningRate, weightDecay: weightDecay)], beta2: 0.99)
    let ema = ExponentialMovingAverage(parameters, decay: emaDecay, warmup: .ratio)
    let update = Update(
      adamw, .cosine(warmUp: warmUp, total: steps), limit: clip, ema: ema, of: parameters)
    for step in 0..<steps {
      let batch = examples.batch(
        step: step, size: batchSize, colour: colour, farthest: farthest, random.stream("batch"))
      let (logDepth, logFocal) = model(batch.images, logFocal: batch.logFocal)
      var L = loss(logDepth, batch.logDepth, mask: batch.mask)
      if let logFocal { L = L + abs(logFocal - batch.logFocal).mean() * lambda_camera }
      let value = L.value
      let norm: Double
      guard L.hasGradient else { continue }  // no pixel of the batch has a depth
      guard value.isFinite else { throw TrainingFault(step: step, term: "the loss of log depth", value: value) }
      do throws(Update.Fault) {
        norm = try update(L.backward(), step: step).total
      } catch {
        throw TrainingFault(step: step, term: "the gradient norm", value: Float(error.norm))
      }
      try report(Report(step: step, loss: value, gradientNorm: norm))
    }
    for parameter in parameters {
      let average = ema.average(of: parameter)!
      parameter.variable.update { _ = $0.update(fromContentsOf: average) }
    }
    return model
  }
}
