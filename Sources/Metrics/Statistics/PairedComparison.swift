import Numerics

/// The same images under two conditions: differences hazy - clear of one metric, and what can be claimed of them.
///
/// The unit is the image; images of one scene share their errors, so claims rest on the scene bootstrap. Values must be
/// finite and paired: leave out images that either side could not score, and say how many.
public struct PairedComparison: Sendable {
  public let differences: [Double]
  /// The scene of each image.
  public let scenes: [Int]?

  /// A value per image under each condition, in one order; different counts and values that are not finite trap.
  public init(clear: [Double], hazy: [Double], scenes: [Int]? = nil) {
    require(clear.count == hazy.count, "PairedComparison: \(clear.count) clear, \(hazy.count) hazy values")
    self.init(differences: zip(clear, hazy).map { $1 - $0 }, scenes: scenes)
  }

  /// hazy - clear of each image. No image, a difference that is not finite, and a scene too many or too few trap.
  public init(differences: [Double], scenes: [Int]? = nil) {
    require(!differences.isEmpty, "PairedComparison: no images")
    require(differences.allSatisfy(\.isFinite), "PairedComparison: a difference is not finite")
    if let scenes {
      require(
        scenes.count == differences.count, "PairedComparison: \(scenes.count) scenes, \(differences.count) images")
    }
    self.differences = differences
    self.scenes = scenes
  }

  public var n: Int { differences.count }
  public var mean: Double { FixedOrder.mean(differences) }
  public var median: Double { Quantiles.median(differences) }
  /// Sample standard deviation; nil for one image.
  public var standardDeviation: Double? { n > 1 ? FixedOrder.variance(differences).squareRoot() : nil }
  /// Cohen's d_z: mean over standard deviation; nil without spread.
  public var effectSize: Double? { standardDeviation.flatMap { $0 > 0 ? mean / $0 : nil } }

  /// The median of all (d_i + d_j) / 2, i <= j.
  public var hodgesLehmann: Double {
    var walsh: [Double] = []
    walsh.reserveCapacity(n * (n + 1) / 2)
    for i in 0..<n { for j in i..<n { walsh.append((differences[i] + differences[j]) / 2) } }
    return Quantiles.median(walsh)
  }

  /// Student's t of the mean with its two-sided p-value and interval; nil without spread.
  public func tTest(level: Double = 0.95) -> (result: TestResult, df: Int, interval: ClosedRange<Double>)? {
    guard let s = standardDeviation, s > 0 else { return nil }
    let error = s / Double(n).squareRoot()
    let t = mean / error
    let df = Double(n - 1)
    let reach = StudentT.twoSidedQuantile(1 - level, df: df) * error
    return (
      TestResult(statistic: t, pValue: StudentT.twoSided(t, df: df)), n - 1, mean - reach...mean + reach
    )
  }

  /// How many of the non-zero differences are positive, and the exact two-sided p-value; nil if all are zero.
  public var signTest: (positive: Int, nonZero: Int, pValue: Double)? {
    let nonZero = differences.count { $0 != 0 }
    let positive = differences.count { $0 > 0 }
    return nonZero > 0 ? (positive, nonZero, Binomial.twoSided(positive, of: nonZero)) : nil
  }

  /// Wilcoxon's signed-rank test; nil if all differences are zero.
  public func wilcoxon(zeros: WilcoxonTest.Zeros = .wilcox) -> WilcoxonTest? {
    WilcoxonTest(differences, zeros: zeros)
  }

  /// The sign-flip permutation test: all patterns to n = 16, else 9,999 random ones.
  public func signFlip(random: Generator) -> SignFlipTest? {
    n <= 16 ? SignFlipTest.exact(differences) : SignFlipTest.sampled(differences, random: random)
  }

  /// The mean difference, images resampled.
  public func bootstrap(draws: Int = 10_000, random: Generator) -> Bootstrap {
    .mean(differences, resamples: Bootstrap.resamples(of: n, count: draws, random: random))
  }

  /// The mean difference with each image left out, for BCa intervals.
  public var jackknife: [Double] {
    require(n > 1, "jackknife: one image")
    let sum = FixedOrder.sum(differences)
    return differences.map { (sum - $0) / Double(n - 1) }
  }
}

// MARK: - Scenes

extension PairedComparison {
  /// Sum and number of differences per scene, scenes in the order of their ids. Without scenes each image is its own.
  public var sceneSums: [[Double]] {
    guard let scenes else { return differences.map { [$0, 1] } }
    var sums: [Int: [Double]] = [:]
    for (scene, d) in zip(scenes, differences) {
      sums[scene, default: [0, 0]][0] += d
      sums[scene]![1] += 1
    }
    return sums.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The mean difference over images, whole scenes resampled.
  public func sceneBootstrap(draws: Int = 10_000, random: Generator) -> Bootstrap {
    sceneBootstrap(resamples: Bootstrap.resamples(of: sceneSums.count, count: draws, random: random))
  }

  /// The same with given resamples of scene indices (in the order of scene ids).
  public func sceneBootstrap(resamples: some Sequence<[Int]>) -> Bootstrap {
    .clustered(sceneSums, resamples: resamples) { $0[0] / $0[1] }
  }

  /// The one-way analysis of variance of scenes.
  public struct IntraclassCorrelation: Sendable, Equatable {
    public let between: Double
    public let within: Double
    /// The effective scene size.
    public let size: Double
    /// ICC(1): near 1, the images of a scene say the same thing.
    public let value: Double
    /// By how much the variance of a mean grows over independent images.
    public var designEffect: Double { 1 + (size - 1) * value }
  }

  /// ICC(1); nil with fewer than two scenes or one image per scene.
  public var intraclass: IntraclassCorrelation? {
    guard let scenes else { return nil }
    let groups = Dictionary(grouping: zip(scenes, differences), by: \.0).sorted { $0.key < $1.key }
      .map { $0.value.map(\.1) }
    let (k, total) = (groups.count, Double(n))
    guard k > 1, n > k else { return nil }
    let center = mean
    let between =
      FixedOrder.sum(groups.map { Double($0.count) * square(FixedOrder.mean($0) - center) }) / Double(k - 1)
    let within =
      FixedOrder.sum(groups.map { FixedOrder.variance($0, correction: 0) * Double($0.count) }) / Double(n - k)
    let size = (total - groups.reduce(0) { $0 + square(Double($1.count)) } / total) / Double(k - 1)
    let denominator = between + (size - 1) * within
    guard denominator > 0 else { return nil }
    return IntraclassCorrelation(
      between: between, within: within, size: size, value: (between - within) / denominator)
  }

  /// The mean difference without each scene in turn, in the order of scene ids: does one scene carry the finding?
  public var leaveOneSceneOut: [Double] {
    let sums = sceneSums
    guard sums.count > 1 else { return [] }
    return sums.indices.map { out in
      let rest = sums.indices.filter { $0 != out }
      return FixedOrder.sum(rest.map { sums[$0][0] }) / rest.reduce(0) { $0 + sums[$1][1] }
    }
  }

  private func square(_ x: Double) -> Double { x * x }
}
