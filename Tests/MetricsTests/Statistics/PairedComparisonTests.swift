import Metrics
import Numerics
import Testing

@Suite struct PairedComparisonTests {
  static func normals(_ n: Int, _ seed: UInt64) -> [Double] {
    var random = Generator(seed: seed)
    return random.normal(count: n).map { Double($0) }
  }

  @Test func `the exact Wilcoxon test counts all sign patterns`() {
    let d = [0.3, -1.1, 2.2, 0.9, -0.4, 3.5, 1.7]
    let test = WilcoxonTest(d)!
    #expect(test.plus == 22 && test.minus == 6)  // ranks 1, -4, 6, 3, -2, 7, 5
    let ranks = Ranks.averaged(d.map { abs($0) }).ranks
    var (low, high) = (0, 0)
    for pattern in 0..<128 {
      let w = (0..<7).reduce(0.0) { $0 + (pattern >> $1 & 1 == 1 ? ranks[$1] : 0) }
      if w <= test.plus { low += 1 }
      if w >= test.plus { high += 1 }
    }
    #expect(test.exact(.less)?.pValue == Double(low) / 128)
    #expect(test.exact(.greater)?.pValue == Double(high) / 128)
    #expect(test.exact()?.pValue == min(1, 2 * Double(min(low, high)) / 128))
  }

  @Test func `differences that are all zero are undefined and not significant`() {
    let paired = PairedComparison(differences: [0, 0, 0])
    #expect(paired.wilcoxon() == nil)
    #expect(paired.wilcoxon(zeros: .split) == nil)
    #expect(paired.tTest() == nil)
    #expect(paired.effectSize == nil)
    #expect(paired.signTest == nil)
    #expect(SignFlipTest.exact([0, 0, 0])?.twoSided == 1)
  }

  @Test func `sign flips of three differences by hand`() {
    // Sums of ±1 ±2 ±4: only +++ and --- reach 7.
    let test = SignFlipTest.exact([1, 2, 4])!
    #expect(test.patterns == 8)
    #expect(test.twoSided == 0.25)
    #expect(test.greater == 0.125)
    #expect(test.less == 1)
  }

  @Test func `sampled sign flips come near the exact test`() {
    let d = Self.normals(14, 8).map { $0 + 0.4 }
    let exact = SignFlipTest.exact(d)!
    let sampled = SignFlipTest.sampled(d, patterns: 20_000, random: Generator(seed: 1))!
    #expect(abs(exact.twoSided - sampled.twoSided) < 0.02)
    #expect(!sampled.isExact && sampled.twoSided > 0)
  }

  @Test func `a draw does not depend on how many are drawn`() {
    let random = Generator(seed: 4)
    let few = Bootstrap.resamples(of: 9, count: 5, random: random)
    let many = Bootstrap.resamples(of: 9, count: 50, random: random)
    #expect(few == Array(many.prefix(5)))
    #expect(few[0] != few[1])
  }

  @Test func `scenes of one image make the scene bootstrap the image bootstrap`() {
    let d = Self.normals(12, 2)
    let alone = PairedComparison(differences: d, scenes: Array(0..<12))
    let a = alone.bootstrap(draws: 300, random: Generator(seed: 6))
    let b = alone.sceneBootstrap(draws: 300, random: Generator(seed: 6))
    for (x, y) in zip(a.draws, b.draws) { #expect(abs(x - y) < 1e-15) }
  }

  @Test func `images that repeat their scene add nothing to what is known`() {
    let scenes = Self.normals(6, 3)
    let repeated = PairedComparison(
      differences: scenes.flatMap { [Double](repeating: $0, count: 20) },
      scenes: (0..<6).flatMap { [Int](repeating: $0, count: 20) })
    let single = PairedComparison(differences: scenes, scenes: Array(0..<6))
    let (many, few) = (
      repeated.sceneBootstrap(draws: 2000, random: Generator(seed: 1)),
      single.sceneBootstrap(draws: 2000, random: Generator(seed: 1))
    )
    #expect(abs(many.standardError - few.standardError) < 1e-12)
    #expect(repeated.bootstrap(draws: 2000, random: Generator(seed: 1)).standardError < 0.3 * many.standardError)
    #expect(repeated.intraclass?.value == 1)
    #expect(repeated.intraclass?.designEffect == 20)
  }

  @Test func `the 95 percent scene interval covers the truth about as often as it says`() {
    var covered = 0
    for trial in 0..<200 {
      var random = Generator(seed: 21).stream("trial", trial)
      var (d, scenes): ([Double], [Int]) = ([], [])
      for scene in 0..<30 {
        let shared = Double(random.normal())
        for _ in 0..<4 {
          d.append(shared + 0.3 * Double(random.normal()))
          scenes.append(scene)
        }
      }
      let interval = PairedComparison(differences: d, scenes: scenes).sceneBootstrap(draws: 400, random: random)
        .percentile()
      if interval.contains(0) { covered += 1 }
    }
    #expect((176...199).contains(covered), "\(covered) of 200")
  }

  @Test func `leaving one scene out shows who carries the mean`() {
    let paired = PairedComparison(differences: [1, 1, 1, 1, 10, 10], scenes: [0, 0, 1, 1, 2, 2])
    #expect(paired.mean == 4)
    #expect(paired.leaveOneSceneOut == [5.5, 5.5, 1])
  }

  @Test func `Holm, Benjamini-Hochberg and Benjamini-Yekutieli by hand, in the order given`() {
    let p = [0.04, 0.01, 0.03]
    #expect(Multiplicity.holm(p) == [0.06, 0.03, 0.06])
    let bh = Multiplicity.benjaminiHochberg(p)
    for (a, b) in zip(bh, [0.04, 0.03, 0.04]) { #expect(abs(a - b) < 1e-15) }
    let by = Multiplicity.benjaminiYekutieli(p)
    for (a, b) in zip(by, bh) { #expect(abs(a - b * (1 + 0.5 + 1.0 / 3)) < 1e-15) }
    #expect(Multiplicity.holm([]) == [])
  }

  @Test func `Kendall's tau equals the count of all pairs, ties and all`() {
    var random = Generator(seed: 14)
    let x = (0..<60).map { _ in Double(random.integer(below: 12)) }
    let y = x.map { $0 + Double(random.integer(below: 9)) }
    var (concordant, discordant, xTies, yTies) = (0, 0, 0, 0)
    for i in 0..<60 {
      for j in 0..<i {
        let product = (x[i] - x[j]) * (y[i] - y[j])
        if product > 0 { concordant += 1 }
        if product < 0 { discordant += 1 }
        if x[i] == x[j] { xTies += 1 }
        if y[i] == y[j] { yTies += 1 }
      }
    }
    let all = 60 * 59 / 2
    let expected = Double(concordant - discordant) / (Double((all - xTies) * (all - yTies))).squareRoot()
    #expect(abs(Association.kendall(x, y)! - expected) < 1e-14)
    #expect(Association.kendall(x, [Double](repeating: 2, count: 60)) == nil)
    #expect(abs(Association.spearman([1, 2, 3], [10, 30, 20])! - 0.5) < 1e-15)
  }

  @Test func `unpaired distances of shifted samples`() {
    let samples = TwoSamples([0, 1, 2, 3], [1, 2, 3, 4])
    #expect(samples.wasserstein == 1)
    #expect(samples.kolmogorovSmirnov == 0.25)
    #expect(samples.a12 == 4.5 / 16)  // three pairs with x > y, three ties
    #expect(samples.cliffsDelta == 2 * samples.a12 - 1)
  }
}
