import NN

/// How a `Trainer` trains: everything that shapes its result but model and data.
public struct TrainingOptions: Sendable, Equatable, Codable {
  /// Optimiser steps, and images of each.
  public var steps: Int
  public var batch: Int
  /// The encoder's rate; the decoders learn `dehazeRatio` and `depthRatio` times as fast. Source: the note, 1 : 2 : 2.4.
  public var learningRate: Float
  public var dehazeRatio: Float = 2
  public var depthRatio: Float = 2.4
  /// Steps in which the rates rise; then they fall by half a cosine.
  public var warmUp: Int
  public var beta1: Float = 0.9
  public var beta2: Float = 0.99
  public var weightDecay: Float = 0
  /// The global norm that gradients are clipped to.
  public var gradientNorm = 1.0
  public var emaDecay: Double
  /// The share of images whose timestep is the last: there v-prediction is the regression of -z.
  public var lastShare: Double
  /// Parts that a batch is cut into, one after the other, to save memory. The gradient is that of the whole batch but for
  /// rounding, and but for the ratios over a batch (L_depth, L_preserve, L_rank), which are then taken part by part.
  public var accumulation = 1
  public var seed: UInt64 = 7

  public init(
    steps: Int, batch: Int = 8, learningRate: Float = 2e-3, warmUp: Int = 20, emaDecay: Double = 0.98,
    lastShare: Double = 0.5
  ) {
    (self.steps, self.batch, self.learningRate, self.warmUp) = (steps, batch, learningRate, warmUp)
    (self.emaDecay, self.lastShare) = (emaDecay, lastShare)
  }

  public var rates: MariMetric2.LearningRates {
    MariMetric2.LearningRates(base: learningRate, dehaze: dehazeRatio, depth: depthRatio)
  }

  /// Reaches 0 one step after the last.
  public var schedule: LearningRateSchedule { .cosine(warmUp: warmUp, total: max(steps, warmUp) + 1) }
}
