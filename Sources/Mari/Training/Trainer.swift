import NN
import Numerics

/// Trains a `MariMetric2`, step by step, so that a study keeps the loop in sight:
///
///     let trainer = Trainer(.quick, options)
///     while !trainer.isDone { let L = try trainer.step(latents) }
///     try trainer.save(to: "run/step-300")
///
/// All draws come from streams named after step and image: a run that was saved and resumed has the bits of one that
/// was not.
public final class Trainer {
  public let options: TrainingOptions
  public let objective: Objective
  public let model: MariMetric2
  public let parameters: Parameters
  /// The averages, which predictions are made with.
  public let ema: ExponentialMovingAverage
  /// Steps taken.
  public private(set) var steps = 0
  /// The last folder written by `save`.
  public internal(set) var lastCheckpoint: String?
  let adamw: AdamW
  private let update: Update
  private let trainable: [Parameter]
  private let byComponent: [(component: MariMetric2.Component, parameters: [Parameter])]
  private let random: Generator

  /// What a step did, beside its loss terms.
  public struct StepReport: Sendable {
    /// From 0.
    public let step: Int
    /// L by term, weighted by nothing, and their weighted sum.
    public let terms: [LossTerm: Float]
    public let total: Float
    /// The schedule's factor on all rates.
    public let rate: Double
    /// Before clipping: of all gradients, and of each component's.
    public let gradientNorm: Double
    public let gradientNorms: [MariMetric2.Component: Double]
    /// The standard deviation of v over the batch.
    public let visibilityDeviation: Double
    public let imagesWithoutDepth: [Int]
  }
  /// Of the last step; nil before the first.
  public private(set) var report: StepReport?

  /// A fresh model, drawn from the options' seed.
  public convenience init(
    _ configuration: MariMetric2.Configuration, _ options: TrainingOptions, objective: Objective = Objective()
  ) {
    let p = Parameters(seed: options.seed)
    self.init(MariMetric2(p, configuration), p, options, objective: objective)
  }

  /// A model that was made from `parameters`: a checkpoint, or a diffusers folder. The objective's distribution of
  /// timesteps is that of the options. Frozen parameters stay as they are.
  public init(
    _ model: MariMetric2, _ parameters: Parameters, _ options: TrainingOptions, objective: Objective = Objective()
  ) {
    require(
      options.steps > 0 && options.batch > 0 && (1...options.batch).contains(options.accumulation),
      "Trainer: \(options.steps) steps of \(options.batch) images in \(options.accumulation) parts")
    var objective = objective
    objective.timesteps = TimestepDistribution(lastShare: options.lastShare)
    (self.options, self.objective, self.model, self.parameters) = (options, objective, model, parameters)
    trainable = parameters.all.filter(\.isTrainable)
    adamw = AdamW(
      trainable, groups: options.rates.groups(weightDecay: options.weightDecay), beta1: options.beta1,
      beta2: options.beta2)
    ema = ExponentialMovingAverage(trainable, decay: options.emaDecay, warmup: .ratio)
    random = Generator(seed: options.seed).stream("training")
    let trainable = trainable
    byComponent = MariMetric2.Component.allCases.map { component in
      (component, trainable.filter { MariMetric2.Component(of: $0.name) == component })
    }
    update = Update(
      adamw, options.schedule, limit: options.gradientNorm, ema: ema,
      groups: byComponent.map { ($0.component.rawValue, $0.parameters) }, of: trainable)
  }

  public var isDone: Bool { steps >= options.steps }

  /// One optimiser step on the images that this step draws.
  @discardableResult
  public func step(_ latents: LatentSet) throws -> Losses {
    let drawn = latents.batch(step: steps, size: options.batch, seed: options.seed)
    let parts = options.accumulation
    guard parts > 1 else { return try step(drawn) }
    return try step(
      (0..<parts).map { k in
        drawn.images(k * drawn.count / parts..<(k + 1) * drawn.count / parts)
      })
  }

  /// One optimiser step on this batch; returns its loss terms. Throws a `TrainingFault`, before anything has changed, if
  /// a term or a gradient is no number.
  @discardableResult
  public func step(_ batch: LatentBatch) throws -> Losses { try step([batch]) }

  /// The same on a batch in several parts, whose gradients are averaged by their numbers of images. The terms returned
  /// are those of the last part.
  @discardableResult
  public func step(_ parts: [LatentBatch]) throws -> Losses {
    require(!parts.isEmpty, "Trainer.step: no batch")
    let images = parts.reduce(0) { $0 + $1.count }
    var gradients: Gradients?
    var terms: [LossTerm: Float] = [:]
    var last: Losses?
    for part in parts {
      let L = objective(model, part, step: steps, random: random)
      if let term = L.nonFiniteTerm { throw fault("L_\(term.name)", nil, L[term].value) }
      let share = Float(part.count) / Float(images)
      for term in Objective.terms { terms[term, default: 0] += share * L[term].value }
      let part = (parts.count == 1 ? L.total : share * L.total).backward()
      if gradients == nil { gradients = part } else { gradients?.add(part) }
      last = L
    }
    try apply(gradients!, terms, last!)
    return last!
  }

  private func apply(_ gradients: Gradients, _ terms: [LossTerm: Float], _ last: Losses) throws {
    let norms: Update.Norms
    do throws(Update.Fault) {
      norms = try update(gradients, step: steps)
    } catch {
      throw fault("the gradient's norm", error.group.flatMap { MariMetric2.Component(rawValue: $0) }, Float(error.norm))
    }
    let total = Objective.terms.reduce(Float(0)) { $0 + objective.lambda[$1] * terms[$1]! }
    report = StepReport(
      step: steps, terms: terms, total: total, rate: update.rate(at: steps), gradientNorm: norms.total,
      gradientNorms: Dictionary(
        uniqueKeysWithValues: byComponent.map { ($0.component, norms.byGroup[$0.component.rawValue] ?? 0) }),
      visibilityDeviation: last.visibilityDeviation, imagesWithoutDepth: last.imagesWithoutDepth)
    steps += 1
  }

  private func fault(_ term: String, _ component: MariMetric2.Component?, _ value: Float) -> TrainingFault {
    TrainingFault(
      step: steps, term: term, component: component?.rawValue ?? broken?.rawValue, value: value,
      checkpoint: lastCheckpoint)
  }

  /// The first component with a parameter that is no number.
  private var broken: MariMetric2.Component? {
    byComponent.first { $0.parameters.contains { p in p.variable.read { !$0.allSatisfy(\.isFinite) } } }?.component
  }

  /// For a checkpoint that is being read.
  func resume(at step: Int) { steps = step }
}

extension LatentBatch {
  /// Some of its images.
  func images(_ range: Range<Int>) -> LatentBatch {
    func part(_ x: Tensor) -> Tensor { x.narrowed(0, range.lowerBound, range.count) }
    return LatentBatch(
      z_hazy: part(z_hazy), z_clean: part(z_clean), z_depth: part(z_depth), mask: part(mask), depth: part(depth),
      transmission: transmission.map(part), imageIDs: Array(imageIDs[range]))
  }
}
