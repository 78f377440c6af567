import Evaluation
import Testing

@Suite struct DepthGoldenTests {
  /// sqrt of a variance that is 0 but for rounding: the oracle's own noise is up to 1e-8, ours is 0.
  /// A bias of 0 is what is left of sums of e, each up to 100 m.
  static let noise: [DepthMetric: Double] = [.siLog: 3e-8, .siLogX100: 3e-6, .siLogSample: 3e-6, .bias: 1e-12]

  static func compare(_ sums: ErrorSums, _ expected: [String: Any], _ name: String, _ comparison: inout Comparison) {
    comparison.check(name + "/n", Double(sums.n), expected["n"], rtol: 0, atol: 0)
    for metric in DepthMetric.allCases {
      guard let value = expected[metric.rawValue] else { continue }
      let isShare = metric.better == .higher
      let atol = isShare ? 0 : noise[metric] ?? 1e-13
      comparison.check("\(name)/\(metric.rawValue)", sums[metric], value, rtol: isShare ? 1e-15 : 1e-10, atol: atol)
    }
  }

  @Test func `every case and protocol of the depth goldens`() throws {
    let folder = GoldenFolder.metrics("depth")
    let expected = try folder.json()
    var comparison = Comparison()
    for (name, any) in (expected["cases"] as! [String: [String: Any]]).sorted(by: { $0.key < $1.key }) {
      let files = GoldenFolder(path: folder.path + "/" + name)
      let (g, p, mask) = try (files.floats("gt.npy"), files.floats("pred.npy"), files.bytes("mask.npy"))
      for (protocolName, values) in any["protocols"] as! [String: [String: Any]] {
        let evaluation = try #require(EvaluationProtocol.named(protocolName))
        var errors = DepthErrors(evaluation)
        errors.accumulate(image: 0, truth: g, prediction: p, mask: mask)
        let row = errors.rows[0]
        Self.compare(row.sums, values, "\(name)/\(protocolName)", &comparison)
        let info = values["info"] as! [String: Any]
        comparison.check("\(name)/\(protocolName)/n_gt_valid", Double(row.coverage.truth), info["n_gt_valid"], atol: 0)
        if let ratio = info["median_ratio"] { comparison.check("\(name)/ratio", row.fit?.scale, ratio) }
        if let scale = info["scale"] {
          comparison.check("\(name)/scale", row.fit?.scale, scale, atol: 1e-12)
          comparison.check("\(name)/shift", row.fit?.shift, info["shift"], atol: 1e-11)
        }
        if row.sums.n > 0 { #expect(row.isScored == (info["skipped_below_10_px"] == nil), "\(name) \(protocolName)") }
      }
    }
    print("depth goldens:", comparison.checked, comparison.worst)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }

  @Test func `least squares in disparity`() throws {
    let folder = GoldenFolder.metrics("align_disparity")
    let expected = try folder.json()
    var errors = DepthErrors(.marigoldDisparity)
    try errors.accumulate(image: 0, truth: folder.floats("gt.npy"), prediction: folder.floats("pred_disparity.npy"))
    var comparison = Comparison()
    comparison.check("scale", errors.rows[0].fit?.scale, expected["scale"])
    comparison.check("shift", errors.rows[0].fit?.shift, expected["shift"])
    Self.compare(errors.rows[0].sums, expected["metrics"] as! [String: Any], "disparity", &comparison)
    #expect(comparison.failures.isEmpty, "\(comparison.failures.joined(separator: "\n"))")
  }
}
