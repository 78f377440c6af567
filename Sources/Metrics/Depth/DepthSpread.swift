import Numerics

/// How much a predicted depth varies beside how much it should: near 0 the prediction is a constant, whatever its errors.
public enum DepthSpread {
  /// The standard deviation of ln p over that of ln g, over the pixels whose truth is in range and whose prediction is a
  /// distance. nil with fewer than two such pixels, or where the truth does not vary. One factor on p changes nothing.
  public static func ratio(
    truth: [Float], prediction: [Float], range: EvaluationRange = .driving
  ) -> Double? {
    require(
      truth.count == prediction.count, "DepthSpread: \(truth.count) true, \(prediction.count) predicted distances")
    let known = truth.indices.filter {
      range.contains(Double(truth[$0])) && prediction[$0] > 0 && prediction[$0] < .infinity
    }
    guard known.count > 1 else { return nil }
    func deviation(_ metres: [Float]) -> Double {
      FixedOrder.variance(known.map { Portable.log(Double(metres[$0])) }).squareRoot()
    }
    let scale = deviation(truth)
    return scale > 0 ? deviation(prediction) / scale : nil
  }
}
