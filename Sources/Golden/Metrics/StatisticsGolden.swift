import Files
import Metrics
import NN

extension MetricsGolden {
  /// Paired tests with shipped resamples, corrections for many tests, two samples, association.
  func runStatistics() throws {
    for member in expected.members {
      guard let result = member.value["result"], let clear = member.value["clear"]?.numbers,
        let hazy = member.value["hazy"]?.numbers
      else { continue }
      let paired = PairedComparison(clear: clear, hazy: hazy, scenes: member.value["cluster"]?.integers)
      runTests(member.name, paired, result)
      try runBootstraps(member.name, paired, result)
    }
    runMultiplicity()
    runSamples()
    runAssociation()
  }

  private func runTests(_ name: String, _ paired: PairedComparison, _ result: JSONValue) {
    let t = paired.tTest()
    let sign = paired.signTest
    group("\(name) tests") {
      $0.check(
        result,
        [
          "n": Double(paired.n), "mean_diff": paired.mean, "median_diff": paired.median,
          "sd_diff_ddof1": paired.standardDeviation, "cohen_dz": paired.effectSize,
          "hodges_lehmann": paired.hodgesLehmann,
        ])
      $0.check(
        result["t_rel"],
        ["statistic": t?.result.statistic, "df": t.map { Double($0.df) }, "pvalue": t?.result.pValue])
      $0.check("ci95", t.map { [$0.interval.lowerBound, $0.interval.upperBound] } ?? [], result["t_rel"]?["ci95"])
      $0.check(
        result["sign_test"],
        [
          "n_nonzero": Double(sign?.nonZero ?? 0), "n_positive": Double(sign?.positive ?? 0), "pvalue": sign?.pValue,
        ]
      ) { _ in (1e-12, 0) }
      if let flips = result["signflip_exact"], let ours = SignFlipTest.exact(paired.differences) {
        $0.check(
          flips,
          [
            "n_perm": Double(ours.patterns), "two_sided": ours.twoSided, "less": ours.less, "greater": ours.greater,
          ]
        ) { _ in (1e-12, 0) }
      }
    }
    for member in result["wilcoxon_hazy_minus_clear"]?.members ?? [] {
      let words = member.name.split(separator: "_")
      let test = paired.wilcoxon(
        zeros: words.contains("pratt") ? .pratt : words.contains("zsplit") ? .split : .wilcox)
      let side: Alternative = words.contains("less") ? .less : words.contains("greater") ? .greater : .twoSided
      let isExact = words.contains("exact")
      let ours = isExact ? test?.exact(side) : test?.normal(side, continuity: words.contains("cc"))
      group("\(name) Wilcoxon \(member.name)") {
        guard member.value.string == nil else { return $0.check("refused", ours?.pValue, member.value) }
        $0.check(
          member.value, ["statistic": ours?.statistic, "pvalue": ours?.pValue, "z": ours?.z],
          ignoring: isExact ? ["z"] : []
        ) { _ in (isExact ? 1e-12 : 1e-10, 0) }
      }
    }
  }

  private func runBootstraps(_ name: String, _ paired: PairedComparison, _ result: JSONValue) throws {
    func spread(_ draws: Bootstrap) -> [String: Double?] {
      ["B": Double(draws.draws.count), "mean": draws.mean, "sd_ddof1": draws.standardError]
    }
    func ends(_ range: ClosedRange<Double>) -> [Double] { [range.lowerBound, range.upperBound] }
    if let reference = result["bootstrap_image"] {
      let draws = Bootstrap.mean(paired.differences, resamples: try rows("\(name)_boot_index.npy"))
      let bca = draws.bca(jackknife: paired.jackknife)
      group("\(name) bootstrap") {
        $0.check(reference, spread(draws))
        $0.check("percentile", ends(draws.percentile()), reference["percentile95"])
        $0.check("basic", ends(draws.basic()), reference["basic95"])
        $0.check(reference["bca"], ["z0": bca?.z0, "acceleration": bca?.acceleration]) { _ in (1e-9, 1e-12) }
        $0.check("levels", bca?.levels ?? [], reference["bca"]?["levels"], rtol: 1e-9)
        $0.check("bca", bca.map { ends($0.interval) } ?? [], reference["bca"]?["ci95"], rtol: 1e-9)
      }
    }
    if let reference = result["bootstrap_cluster"] {
      let draws = paired.sceneBootstrap(resamples: try rows("\(name)_cluster_boot_index.npy"))
      group("\(name) scene bootstrap") {
        $0.check(reference, spread(draws).merging(["n_clusters": Double(paired.sceneSums.count)]) { $1 })
        $0.check("percentile", ends(draws.percentile()), reference["percentile95"])
      }
    }
    if let reference = result["icc1_anova"] {
      let icc = paired.intraclass
      group("\(name) intraclass") {
        $0.check(reference, ["msb": icc?.between, "msw": icc?.within, "n0": icc?.size, "icc": icc?.value])
      }
    }
  }

  private func runMultiplicity() {
    let reference = expected["multiplicity"]
    let p = reference?["p"]?.numbers ?? []
    group("multiplicity") {
      $0.check("holm", Multiplicity.holm(p), reference?["holm"])
      $0.check("bh", Multiplicity.benjaminiHochberg(p), reference?["benjamini_hochberg"])
      $0.check("by", Multiplicity.benjaminiYekutieli(p), reference?["benjamini_yekutieli"])
    }
  }

  private func runSamples() {
    guard let reference = expected["two_sample"], let a = reference["a"]?.numbers, let b = reference["b"]?.numbers
    else { return }
    let ours = TwoSamples(a, b)
    group("two samples") {
      $0.check(
        reference,
        [
          "mannwhitney_U_a": ours.mannWhitney.statistic, "mannwhitney_p_asymptotic": ours.mannWhitney.pValue,
          "a12": ours.a12, "cliffs_delta": ours.cliffsDelta, "ks_statistic": ours.kolmogorovSmirnov,
          "ks_p_asymp": ours.kolmogorovSmirnovP, "wasserstein": ours.wasserstein, "energy": ours.energyDistance,
        ])
    }
  }

  private func runAssociation() {
    guard let reference = expected["association"], let x = reference["x"]?.numbers, let y = reference["y"]?.numbers
    else { return }
    func tens(_ v: [Double]) -> [Double] { v.map { ($0 / 10).rounded(.toNearestOrEven) * 10 } }
    let spearman = Association.spearman(x, y)
    let (line, sen) = (Association.leastSquares(x, y), Association.theilSen(x, y))
    group("association") {
      // p-values down to 1e-53: relative digits only.
      $0.check(
        reference,
        [
          "pearson": Association.pearson(x, y), "spearman": spearman,
          "spearman_p": spearman.flatMap { Association.pValue(correlation: $0, n: x.count) },
          "kendall_tau_b": Association.kendall(x, y),
          "kendall_tau_b_with_ties": Association.kendall(tens(x), tens(y)),
        ]
      ) { _ in (1e-10, 0) }
      $0.check(
        reference["linregress"],
        [
          "slope": line?.slope, "intercept": line?.intercept, "r": line?.correlation, "stderr": line?.slopeError,
          "intercept_stderr": line?.interceptError, "p": line?.pValue,
        ]
      ) { _ in (1e-10, 0) }
      $0.check(
        reference["theil_sen"],
        [
          "slope": sen?.slope, "intercept": sen?.intercept, "low": sen?.interval?.lowerBound,
          "high": sen?.interval?.upperBound,
        ])
    }
  }
}
