import Numerics

/// Is hazy better than clear by MAE and not by RMSE? Both differences with scene-bootstrap intervals, and the verdict
/// that follows from them by rule.
public struct OddityTest: Sendable {
  public enum Verdict: String, Sendable, CaseIterable {
    /// MAE is better in haze and RMSE worse, both intervals without 0.
    case odd
    case bothBetter = "both better"
    case bothWorse = "both worse"
    /// At least one interval contains 0, or MAE is worse and RMSE better.
    case undecided
  }

  /// hazy - clear, metres; scenes drawn whole, MAE and RMSE of the same resamples.
  public let mae: Bootstrap
  public let rmse: Bootstrap
  public let images: Int
  public let scenes: Int
  /// Images that only one side could score: they take no part.
  public let unpaired: Int

  /// Rows of both conditions are paired by image; `scene` names the scene of an image. nil if no image is scored on both
  /// sides. The image mean averages per-image values, the pixel pool takes all pixels of a resample together.
  ///
  /// Score both on the common mask, or the difference may be one of pixels and not of errors.
  public init?(
    clear: DepthErrors, hazy: DepthErrors, reducer: Reducer = .pixelPool, draws: Int = 10_000, random: Generator,
    scene: (Int) -> Int
  ) {
    require(
      clear.evaluation == hazy.evaluation, "OddityTest: protocol \(clear.evaluation.name) vs \(hazy.evaluation.name)")
    require(reducer != .imageMedian, "OddityTest: medians do not add up over scenes")
    let hazyRows = Dictionary(uniqueKeysWithValues: hazy.rows.filter(\.isScored).map { ($0.image, $0) })
    let clearRows = clear.rows.filter(\.isScored)
    let pairs = clearRows.compactMap { row in hazyRows[row.image].map { (clear: row, hazy: $0) } }
    guard !pairs.isEmpty else { return nil }
    images = pairs.count
    unpaired = clearRows.count + hazyRows.count - 2 * pairs.count

    // Sums of a scene: what both statistics of both conditions are made of.
    var byScene: [Int: [Double]] = [:]
    for pair in pairs {
      let sums = OddityTest.terms(pair.clear.sums, reducer) + OddityTest.terms(pair.hazy.sums, reducer)
      let key = scene(pair.clear.image)
      byScene[key] = byScene[key].map { zip($0, sums).map { $0 + $1 } } ?? sums
    }
    let clusters = byScene.sorted { $0.key < $1.key }.map(\.value)
    scenes = clusters.count
    let resamples = Bootstrap.resamples(of: clusters.count, count: draws, random: random)
    mae = .clustered(clusters, resamples: resamples) { $0[4] / $0[3] - $0[1] / $0[0] }
    rmse = .clustered(clusters, resamples: resamples) { s in
      reducer == .pixelPool
        ? (s[5] / s[3]).squareRoot() - (s[2] / s[0]).squareRoot() : s[5] / s[3] - s[2] / s[0]
    }
  }

  /// Both differences of stored sums in one view, of the draws that all its questions share.
  public init(
    _ frames: PairedFrames, _ draws: SceneDraws, view: ScoringView = .common, reducer: Reducer = .pixelPool
  ) {
    mae = frames.bootstrap(.mae(view, reducer), draws)
    rmse = frames.bootstrap(.rmse(view, reducer), draws)
    scenes = frames.scenes.count
    images = Int(frames.sum(view, .clear, .images))
    unpaired = abs(images - Int(frames.sum(view, .hazy, .images)))
  }

  /// Pool: n, sum |e|, sum e^2. Image mean: 1, MAE, RMSE.
  private static func terms(_ sums: ErrorSums, _ reducer: Reducer) -> [Double] {
    reducer == .pixelPool ? [Double(sums.n), sums.absE, sums.e2] : [1, sums[.mae]!, sums[.rmse]!]
  }

  /// Fewer scenes say nothing of other scenes, whatever their bootstrap says.
  public static let fewestScenes = 8

  /// The verdict by percentile intervals at `level`; undecided below `fewestScenes`.
  public func verdict(level: Double = 0.95) -> Verdict {
    guard scenes >= OddityTest.fewestScenes else { return .undecided }
    let (a, b) = (mae.percentile(level: level), rmse.percentile(level: level))
    return OddityTest.verdict(OddityTest.sign(a), OddityTest.sign(b))
  }

  /// The p-value of "both differences are separable from 0": the larger one of the two (an intersection-union test).
  public var pValue: Double { max(mae.pValue, rmse.pValue) }

  /// The verdicts of a table of comparisons, Holm's correction over all of them.
  public static func verdicts(_ tests: [OddityTest], level: Double = 0.95) -> [Verdict] {
    zip(tests, Multiplicity.holm(tests.map(\.pValue))).map { test, p in
      guard p <= 1 - level, test.scenes >= fewestScenes else { return .undecided }
      return verdict(test.mae.observed < 0 ? -1 : 1, test.rmse.observed < 0 ? -1 : 1)
    }
  }

  private static func verdict(_ mae: Int, _ rmse: Int) -> Verdict {
    switch (mae, rmse) {
    case (-1, 1): .odd
    case (-1, -1): .bothBetter
    case (1, 1): .bothWorse
    default: .undecided
    }
  }

  private static func sign(_ interval: ClosedRange<Double>) -> Int {
    interval.upperBound < 0 ? -1 : interval.lowerBound > 0 ? 1 : 0
  }
}
