import Evaluation
import Numerics
import Testing

@Suite struct StatisticsGoldenTests {
  let folder = GoldenFolder.metrics("stats")

  func rows(_ name: String) throws -> [[Int]] {
    let (shape, values) = try folder.array(name)
    return (0..<shape[0]).map { b in values[b * shape[1]..<(b + 1) * shape[1]].map { Int($0) } }
  }

  @Test func `paired tests, bootstraps and intraclass correlation`() throws {
    let expected = try folder.json()
    var comparison = Comparison()
    for (name, any) in expected.sorted(by: { $0.key < $1.key }) {
      guard let entry = any as? [String: Any], let result = entry["result"] as? [String: Any] else { continue }
      let clear = entry["clear"] as! [Double]
      let hazy = entry["hazy"] as! [Double]
      let paired = PairedComparison(clear: clear, hazy: hazy, scenes: entry["cluster"] as? [Int])
      comparison.check("\(name)/mean", paired.mean, result["mean_diff"])
      comparison.check("\(name)/median", paired.median, result["median_diff"])
      comparison.check("\(name)/sd", paired.standardDeviation, result["sd_diff_ddof1"])
      comparison.check("\(name)/dz", paired.effectSize, result["cohen_dz"])
      comparison.check("\(name)/hodges-lehmann", paired.hodgesLehmann, result["hodges_lehmann"])
      let t = result["t_rel"] as! [String: Any]
      comparison.check("\(name)/t", paired.tTest()?.result.statistic, t["statistic"])
      comparison.check("\(name)/t p", paired.tTest()?.result.pValue, t["pvalue"])
      let ci = t["ci95"] as! [Double]
      comparison.check("\(name)/t low", paired.tTest()?.interval.lowerBound, ci[0])
      comparison.check("\(name)/t high", paired.tTest()?.interval.upperBound, ci[1])
      let sign = result["sign_test"] as! [String: Any]
      comparison.check("\(name)/sign p", paired.signTest?.pValue, sign["pvalue"], rtol: 1e-12)
      comparison.check("\(name)/sign n", paired.signTest.map { Double($0.positive) }, sign["n_positive"], atol: 0)
      wilcoxon(name, paired, result["wilcoxon_hazy_minus_clear"] as! [String: Any], &comparison)
      if let flip = result["signflip_exact"] as? [String: Any] {
        let test = SignFlipTest.exact(paired.differences)
        comparison.check("\(name)/flips", test.map { Double($0.patterns) }, flip["n_perm"], rtol: 0, atol: 0)
        comparison.check("\(name)/flip two", test?.twoSided, flip["two_sided"], rtol: 1e-12)
        comparison.check("\(name)/flip less", test?.less, flip["less"], rtol: 1e-12)
        comparison.check("\(name)/flip greater", test?.greater, flip["greater"], rtol: 1e-12)
      }
      if let boot = result["bootstrap_image"] as? [String: Any] {
        try bootstrap(name, paired, boot, &comparison)
      }
      if let boot = result["bootstrap_cluster"] as? [String: Any] {
        let draws = try paired.sceneBootstrap(resamples: rows("\(name)_cluster_boot_index.npy"))
        comparison.check("\(name)/cluster n", Double(paired.sceneSums.count), boot["n_clusters"], atol: 0)
        spread(name + "/cluster", draws, boot, &comparison)
      }
      if let icc = result["icc1_anova"] as? [String: Any] {
        comparison.check("\(name)/msb", paired.intraclass?.between, icc["msb"])
        comparison.check("\(name)/msw", paired.intraclass?.within, icc["msw"])
        comparison.check("\(name)/n0", paired.intraclass?.size, icc["n0"])
        comparison.check("\(name)/icc", paired.intraclass?.value, icc["icc"])
      }
    }
    print("paired goldens:", comparison.checked, comparison.worst)
    #expect(comparison.checked > 200)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  func spread(_ name: String, _ draws: Bootstrap, _ expected: [String: Any], _ comparison: inout Comparison) {
    comparison.check(name + " mean", draws.mean, expected["mean"])
    comparison.check(name + " sd", draws.standardError, expected["sd_ddof1"])
    let interval = expected["percentile95"] as! [Double]
    comparison.check(name + " low", draws.percentile().lowerBound, interval[0])
    comparison.check(name + " high", draws.percentile().upperBound, interval[1])
  }

  func bootstrap(
    _ name: String, _ paired: PairedComparison, _ expected: [String: Any], _ comparison: inout Comparison
  ) throws {
    let draws = try Bootstrap.mean(paired.differences, resamples: rows("\(name)_boot_index.npy"))
    spread(name + "/boot", draws, expected, &comparison)
    let basic = expected["basic95"] as! [Double]
    comparison.check(name + "/basic low", draws.basic().lowerBound, basic[0])
    comparison.check(name + "/basic high", draws.basic().upperBound, basic[1])
    let bca = draws.bca(jackknife: paired.jackknife)
    let values = expected["bca"] as! [String: Any]
    comparison.check(name + "/z0", bca?.z0, values["z0"], rtol: 1e-9)
    comparison.check(name + "/acceleration", bca?.acceleration, values["acceleration"], rtol: 1e-9)
    for k in 0..<2 {
      comparison.check(name + "/bca level", bca?.levels[k], (values["levels"] as! [Double])[k], rtol: 1e-9)
    }
    comparison.check(name + "/bca low", bca?.interval.lowerBound, (values["ci95"] as! [Double])[0], rtol: 1e-9)
    comparison.check(name + "/bca high", bca?.interval.upperBound, (values["ci95"] as! [Double])[1], rtol: 1e-9)
  }

  func wilcoxon(_ name: String, _ paired: PairedComparison, _ expected: [String: Any], _ comparison: inout Comparison) {
    for (key, any) in expected {
      let parts = key.split(separator: "_")
      let zeros: WilcoxonTest.Zeros =
        parts.contains("pratt") ? .pratt : parts.contains("zsplit") ? .split : .wilcox
      let alternative: Alternative = parts.contains("less") ? .less : parts.contains("greater") ? .greater : .twoSided
      let test = paired.wilcoxon(zeros: zeros)
      let isExact = key == "exact"
      let result = isExact ? test?.exact() : test?.normal(alternative, continuity: parts.contains("cc"))
      let values = any as? [String: Any]
      let refusal: Any? = values == nil ? any : nil
      comparison.check("\(name)/\(key) W", result?.statistic, values?["statistic"] ?? refusal)
      comparison.check("\(name)/\(key) p", result?.pValue, values?["pvalue"] ?? refusal, rtol: isExact ? 1e-12 : 1e-10)
      if let z = values?["z"] { comparison.check("\(name)/\(key) z", result?.z, z) }
    }
  }

  @Test func `corrections for many tests`() throws {
    let expected = try folder.json()["multiplicity"] as! [String: [Double]]
    var comparison = Comparison()
    let p = expected["p"]!
    for (name, values) in [
      ("holm", Multiplicity.holm(p)), ("benjamini_hochberg", Multiplicity.benjaminiHochberg(p)),
      ("benjamini_yekutieli", Multiplicity.benjaminiYekutieli(p)),
    ] {
      for (i, value) in values.enumerated() { comparison.check("\(name) \(i)", value, expected[name]![i]) }
    }
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `two samples`() throws {
    let expected = try folder.json()["two_sample"] as! [String: Any]
    let samples = TwoSamples(expected["a"] as! [Double], expected["b"] as! [Double])
    var comparison = Comparison()
    comparison.check("U", samples.mannWhitney.statistic, expected["mannwhitney_U_a"])
    comparison.check("p", samples.mannWhitney.pValue, expected["mannwhitney_p_asymptotic"])
    comparison.check("a12", samples.a12, expected["a12"])
    comparison.check("cliff", samples.cliffsDelta, expected["cliffs_delta"])
    comparison.check("ks", samples.kolmogorovSmirnov, expected["ks_statistic"])
    comparison.check("ks p", samples.kolmogorovSmirnovP, expected["ks_p_asymp"])
    comparison.check("wasserstein", samples.wasserstein, expected["wasserstein"])
    comparison.check("energy", samples.energyDistance, expected["energy"])
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `association`() throws {
    let expected = try folder.json()["association"] as! [String: Any]
    let (x, y) = (expected["x"] as! [Double], expected["y"] as! [Double])
    var comparison = Comparison()
    let rho = Association.spearman(x, y)
    comparison.check("pearson", Association.pearson(x, y), expected["pearson"])
    comparison.check("spearman", rho, expected["spearman"])
    comparison.check("spearman p", Association.pValue(correlation: rho!, n: x.count), expected["spearman_p"])
    comparison.check("kendall", Association.kendall(x, y), expected["kendall_tau_b"])
    func tens(_ v: [Double]) -> [Double] { v.map { ($0 / 10).rounded(.toNearestOrEven) * 10 } }
    comparison.check("kendall ties", Association.kendall(tens(x), tens(y)), expected["kendall_tau_b_with_ties"])
    let line = Association.leastSquares(x, y)
    let values = expected["linregress"] as! [String: Any]
    comparison.check("slope", line?.slope, values["slope"])
    comparison.check("intercept", line?.intercept, values["intercept"])
    comparison.check("r", line?.correlation, values["r"])
    comparison.check("stderr", line?.slopeError, values["stderr"])
    comparison.check("intercept_stderr", line?.interceptError, values["intercept_stderr"])
    comparison.check("p", line?.pValue, values["p"])
    let sen = Association.theilSen(x, y)
    let theil = expected["theil_sen"] as! [String: Any]
    comparison.check("sen", sen?.slope, theil["slope"])
    comparison.check("sen intercept", sen?.intercept, theil["intercept"])
    comparison.check("sen low", sen?.interval?.lowerBound, theil["low"])
    comparison.check("sen high", sen?.interval?.upperBound, theil["high"])
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }
}
