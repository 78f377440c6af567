import Numerics

/// A number that scenes can be resampled for: hazy against clear, from the sums of the scenes drawn.
public struct Effect: Sendable {
  /// The columns it needs.
  let terms: [Int]
  let statistic: @Sendable ([Double]) -> Double

  private init(_ terms: [Int], _ statistic: @escaping @Sendable ([Double]) -> Double) {
    (self.terms, self.statistic) = (terms, statistic)
  }

  private static func columns(_ view: ScoringView, _ sums: [OddityLayout.Sum]) -> [Int] {
    Air.allCases.flatMap { air in sums.map { OddityLayout.index(view, air, $0) } }
  }

  /// MAE(hazy) - MAE(clear), metres. Medians over images do not add up: they trap.
  public static func mae(_ view: ScoringView = .common, _ reducer: Reducer = .pixelPool) -> Effect {
    require(reducer != .imageMedian, "Effect.mae: medians do not add up over scenes")
    let pool = reducer == .pixelPool
    return Effect(columns(view, pool ? [.n, .absE] : [.images, .mae])) { $0[3] / $0[2] - $0[1] / $0[0] }
  }

  /// RMSE(hazy) - RMSE(clear), metres; of the pool, or the mean of the images' own.
  public static func rmse(_ view: ScoringView = .common, _ reducer: Reducer = .pixelPool) -> Effect {
    require(reducer != .imageMedian, "Effect.rmse: medians do not add up over scenes")
    guard reducer == .pixelPool else {
      return Effect(columns(view, [.images, .rmse])) { $0[3] / $0[2] - $0[1] / $0[0] }
    }
    return Effect(columns(view, [.n, .e2])) { ($0[3] / $0[2]).squareRoot() - ($0[1] / $0[0]).squareRoot() }
  }

  /// The MAE of one condition, metres.
  public static func mae(of air: Air, _ view: ScoringView = .common) -> Effect {
    Effect([.n, .absE].map { OddityLayout.index(view, air, $0) }) { $0[1] / $0[0] }
  }

  /// The RMSE of one condition's pool, metres.
  public static func rmse(of air: Air, _ view: ScoringView = .common) -> Effect {
    Effect([.n, .e2].map { OddityLayout.index(view, air, $0) }) { ($0[1] / $0[0]).squareRoot() }
  }

  /// mean e of one condition, metres; above zero: predicted too far.
  public static func bias(of air: Air, _ view: ScoringView = .common) -> Effect {
    Effect([.n, .e].map { OddityLayout.index(view, air, $0) }) { $0[1] / $0[0] }
  }

  /// exp of the mean over images of ln(median truth / median prediction): the factor a condition's predictions lack.
  public static func scale(of air: Air) -> Effect {
    Effect([OddityLayout.index(.common, air, .images), OddityLayout.logScale(air)]) { Portable.exp($0[1] / $0[0]) }
  }

  /// The parts of MSE(hazy) - MSE(clear), square metres: see `SpreadIdentity`.
  public enum Part: String, Sendable, CaseIterable {
    /// MAE squared, and what is left: the spread of |e|.
    case mae = "MAE²"
    case spread = "Var|e|"
    /// Bias squared, and what is left: the variance of e.
    case bias = "bias²"
    case variance = "Var e"
  }

  /// One part of the difference of MSE, square metres: mae + spread = bias + variance = the whole.
  public static func mse(_ part: Part, _ view: ScoringView = .common) -> Effect {
    Effect(columns(view, [.n, .e, .absE, .e2])) { s in
      func value(_ at: Int) -> Double {
        let (e, absE, e2) = (s[at + 1] / s[at], s[at + 2] / s[at], s[at + 3] / s[at])
        switch part {
        case .mae: return absE * absE
        case .spread: return e2 - absE * absE
        case .bias: return e * e
        case .variance: return e2 - e * e
        }
      }
      return value(4) - value(0)
    }
  }

  /// MSE(hazy) - MSE(clear), square metres.
  public static func mse(_ view: ScoringView = .common) -> Effect {
    Effect(columns(view, [.n, .e2])) { $0[3] / $0[2] - $0[1] / $0[0] }
  }

  /// What the depth bins `bins` (of `OddityLayout.depthEdges`) add to the difference of MAE (metres) or of MSE (square
  /// metres): contributions of all bins add up to the whole. `view` must be a binned one.
  public static func contribution(_ metric: DepthMetric, bins: Range<Int>, _ view: ScoringView = .common) -> Effect {
    require(metric == .mae || metric == .mse, "contribution: \(metric.rawValue) is no mean over pixels of mae or mse")
    require(
      !bins.isEmpty && bins.lowerBound >= 0 && bins.upperBound <= OddityLayout.depthBins,
      "contribution: bins \(bins) of \(OddityLayout.depthBins)")
    let sum: OddityLayout.Sum = metric == .mae ? .absE : .e2
    let clear = bins.map { OddityLayout.index(view, .clear, bin: $0, sum) }
    let hazy = bins.map { OddityLayout.index(view, .hazy, bin: $0, sum) }
    return Effect([OddityLayout.index(view, .clear, .n)] + clear + hazy) { s in
      (s[(1 + bins.count)...].reduce(0, +) - s[1...bins.count].reduce(0, +)) / s[0]
    }
  }

  /// The same for the surfaces on one side of `split` metres, a bin edge.
  public static func contribution(
    _ metric: DepthMetric, nearerThan split: Double, _ view: ScoringView = .common
  ) -> Effect { contribution(metric, bins: 0..<edge(split), view) }
  /// The same for the surfaces beyond `split`.
  public static func contribution(
    _ metric: DepthMetric, fartherThan split: Double, _ view: ScoringView = .common
  ) -> Effect { contribution(metric, bins: edge(split)..<OddityLayout.depthBins, view) }

  private static func edge(_ split: Double) -> Int {
    guard let place = OddityLayout.depthEdges.firstIndex(of: split), place > 0, place < OddityLayout.depthBins else {
      fatalError(
        "contribution: a split at \(split) m, expected one of \(OddityLayout.depthEdges.dropFirst().dropLast())")
    }
    return place
  }

  /// sqrt(mean min(|e|, c)^2), hazy - clear, each condition cut at its own `q` quantile c. From the histogram: exact to
  /// about 0.1 %, the same for both. Source: `Winsorised.rmse`.
  public static func winsorisedRMSE(above q: Double) -> Effect {
    require(q > 0 && q < 1, "winsorisedRMSE: q = \(q), expected 0...1")
    return Effect(Air.allCases.flatMap { Array(OddityLayout.histogram($0)) }) { s in
      let (clear, hazy) = (s[..<OddityLayout.errorBins], s[OddityLayout.errorBins...])
      return BinnedErrors(hazy).winsorisedRMSE(q) - BinnedErrors(clear).winsorisedRMSE(q)
    }
  }

  /// The `q` quantile of |e|, hazy - clear, metres, from the histogram.
  public static func quantile(_ q: Double) -> Effect {
    Effect(Air.allCases.flatMap { Array(OddityLayout.histogram($0)) }) { s in
      let (clear, hazy) = (s[..<OddityLayout.errorBins], s[OddityLayout.errorBins...])
      return BinnedErrors(hazy).quantile(q) - BinnedErrors(clear).quantile(q)
    }
  }

  /// The q above which hazy errors are the larger ones, all the way to q = 0.99: 1 if hazy is better even there, 0 if
  /// it is worse everywhere.
  public static let crossing = Effect(Air.allCases.flatMap { Array(OddityLayout.histogram($0)) }) { s in
    BinnedErrors.crossing(clear: s[..<OddityLayout.errorBins], hazy: s[OddityLayout.errorBins...])
  }
}

/// Scenes drawn with replacement, the same draws for every effect: their differences are paired.
public struct SceneDraws: Sendable {
  public let scenes: Int
  let indices: [[Int]]

  /// `count` draws of `scenes` scenes each.
  public init(of scenes: Int, count: Int = 10_000, random: Generator) {
    self.scenes = scenes
    indices = Bootstrap.resamples(of: scenes, count: count, random: random)
  }
}

extension PairedFrames {
  /// An effect with its scene bootstrap; frames of another number of scenes than the draws trap.
  public func bootstrap(_ effect: Effect, _ draws: SceneDraws) -> Bootstrap {
    require(draws.scenes == scenes.count, "bootstrap: draws of \(draws.scenes) scenes for frames of \(scenes.count)")
    let clusters = rows.map { row in effect.terms.map { row[$0] } }
    return .clustered(clusters, resamples: draws.indices, statistic: effect.statistic)
  }

  /// An effect of all scenes together.
  public func value(_ effect: Effect) -> Double {
    let total = total
    return effect.statistic(effect.terms.map { total[$0] })
  }
}

extension Bootstrap {
  /// This statistic less `factor` times another one of the same draws.
  public func less(_ factor: Double, times other: Bootstrap) -> Bootstrap {
    require(draws.count == other.draws.count, "less: \(draws.count) draws against \(other.draws.count)")
    return Bootstrap(
      observed: observed - factor * other.observed, draws: zip(draws, other.draws).map { $0 - factor * $1 })
  }

  /// The two-sided p-value of 0: twice the smaller share of draws on either side, the data counted among the draws.
  public var pValue: Double {
    let (below, above) = (draws.count { $0 <= 0 }, draws.count { $0 >= 0 })
    return min(1, 2 * Double(min(below, above) + 1) / Double(draws.count + 1))
  }
}
