import Exhibits
import Metrics
import Numerics

/// What changing one thing does to a metric: a paired difference over images, with its interval, and over seeds.
public struct PairedEffect: Sendable, CustomStringConvertible {
  /// The mean over images of (with - without), each image the mean over seeds; 95 % by the bootstrap over images.
  public let estimate: Estimate
  /// The difference of each seed's means.
  public let perSeed: [Double]

  /// The interval excludes zero on this side, and every seed says so too.
  public var isIncrease: Bool { estimate.low > 0 && perSeed.allSatisfy { $0 > 0 } }
  public var isDecrease: Bool { estimate.high < 0 && perSeed.allSatisfy { $0 < 0 } }

  /// "−0.083 [−0.091, −0.075], 128 images, 3 of 3 seeds agree in sign".
  public var description: String {
    let sign = { (x: Double) in x > 0 ? 1 : x < 0 ? -1 : 0 }
    let agreeing = perSeed.count { sign($0) == sign(estimate.value) }
    return Digits.interval(estimate.value, estimate.low, estimate.high)
      + ", \(estimate.n ?? 0) images, \(agreeing) of \(perSeed.count) seeds agree in sign"
  }
}

extension Results {
  /// The effect on a column of a per-image series of going from the cells of `without` to those of this result, which must
  /// have the same seeds and images; nil if no image is left. Images in which either side is not defined are left out.
  public func effect(on column: String, against without: Results, in series: String = "images", draws: Int = 10_000)
    -> PairedEffect?
  {
    guard let a = without.perImage(column, in: series), let b = perImage(column, in: series) else { return nil }
    require(a.ids == b.ids, "effect: the two sides were measured on different images")
    let differences = zip(a.values, b.values).map { $1 - $0 }.filter { !$0.isNaN }
    guard differences.count > 1 else { return nil }
    let bootstrap = PairedComparison(differences: differences)
      .bootstrap(draws: draws, random: Generator(seed: 0).stream("effect", differences.count))
    let bySeed = { (results: Results) in
      results.cells.map { cell in cell.series(series).map { FixedOrder.mean($0[column].filter { !$0.isNaN }) } ?? .nan }
    }
    return PairedEffect(
      estimate: Estimate(bootstrap.observed, bootstrap.percentile(), n: differences.count),
      perSeed: zip(bySeed(without), bySeed(self)).map { $1 - $0 })
  }

  /// A column of a per-image series, the mean over these cells (seeds); nil if a cell lacks it, or if they differ in their
  /// images.
  func perImage(_ column: String, in series: String) -> ImageMeans? {
    let all = self.series(series)
    guard let first = all.first, let ids = first.ids, first.columns.contains(column), all.count == cells.count,
      all.allSatisfy({ $0.ids == ids })
    else { return nil }
    let columns = all.map { $0[column] }
    return ImageMeans(ids: ids, values: ids.indices.map { i in FixedOrder.mean(columns.map { $0[i] }) })
  }
}

/// One number per image, the mean over seeds; NaN where it is not defined for some seed.
struct ImageMeans {
  let ids: [String]
  let values: [Double]

  /// All of them; nil if one is not defined.
  var defined: [Double]? { values.allSatisfy(\.isFinite) ? values : nil }
}

extension Study {
  /// Decides an expectation by an effect, and gives it as evidence; nil (the grid lacks a side) leaves it open.
  public func decide(_ claim: String, _ effect: PairedEffect?, holds: (PairedEffect) -> Bool) {
    self.claim(claim, holds: effect.map(holds), evidence: effect.map { "\($0)" } ?? "not in this grid")
  }
}
