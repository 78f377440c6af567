import Metrics
import Numerics

/// The learning rate at which a score is lowest, read off a sweep, with an interval.
nonisolated struct RateOptimum: Sendable, Equatable {
  /// A rate and the score there.
  struct Draw: Sendable, Equatable {
    let rate: Double
    let score: Double
  }
  /// The lowest point of a parabola in (ln rate, score) through the best rate tried and its neighbours.
  let rate: Double
  /// The score of the best rate tried: what the parabola says of a place between rates nobody has measured.
  let score: Double
  /// Where the optimum lies in 95 % of resamples of seeds and images.
  let interval: ClosedRange<Double>
  /// The same of each resample.
  let draws: [Draw]
  /// The best rate is the first or the last of the sweep: the optimum may lie beyond.
  let isAtEdge: Bool

  /// `scores[rate][seed][image]`, lower is better, rates ascending; every rate with the same seeds and images. Leave out
  /// rates at which a training diverged. At least one rate.
  init(rates: [Double], scores: [[[Double]]], _ resamples: CrossedBootstrap.Resamples, level: Double = 0.95) {
    require(
      !rates.isEmpty && rates.count == scores.count && rates.allSatisfy { $0 > 0 }
        && zip(rates, rates.dropFirst()).allSatisfy { $0 < $1 },
      "RateOptimum: \(rates.count) rates, \(scores.count) rows of scores, expected as many, rates ascending")
    let curves = scores.map { CrossedBootstrap.mean($0, resamples) }
    let logs = rates.map { Portable.log($0) }
    let best = RateOptimum.lowest(logs, curves.map(\.observed))
    draws = (0..<resamples.count).map { b in
      let lowest = RateOptimum.lowest(logs, curves.map { $0.draws[b] })
      return Draw(rate: Portable.exp(lowest.log), score: lowest.score)
    }
    let tail = (1 - level) / 2
    rate = Portable.exp(best.log)
    score = best.score
    let drawn = draws.map(\.rate)
    interval = Quantiles.quantile(drawn, tail)...Quantiles.quantile(drawn, 1 - tail)
    isAtEdge = best.index == 0 || best.index == rates.count - 1
  }

  /// By how much another sweep's best score differs from this one's, the search for the best repeated in each resample:
  /// what was gained by choosing among many rates is then no finding. Both from the same resamples.
  func difference(to other: RateOptimum) -> Bootstrap {
    require(draws.count == other.draws.count, "RateOptimum: \(draws.count) draws against \(other.draws.count)")
    return Bootstrap(observed: other.score - score, draws: zip(draws, other.draws).map { $1.score - $0.score })
  }

  /// Where the parabola through the lowest of the points and its neighbours is lowest; the point itself at an edge. Its
  /// score, and which it is.
  static func lowest(_ x: [Double], _ y: [Double]) -> (log: Double, score: Double, index: Int) {
    let i = y.indices.min { y[$0] < y[$1] }!
    guard i > 0, i < y.count - 1 else { return (x[i], y[i], i) }
    // Newton's form: y = y_i + left (x - x_i) + c (x - x_i)(x - x_{i-1}).
    let left = (y[i] - y[i - 1]) / (x[i] - x[i - 1])
    let right = (y[i + 1] - y[i]) / (x[i + 1] - x[i])
    let c = (right - left) / (x[i + 1] - x[i - 1])
    guard c > 0 else { return (x[i], y[i], i) }  // three equal scores
    let at = (x[i] + x[i - 1]) / 2 - left / (2 * c)
    return (at, y[i], i)
  }
}
