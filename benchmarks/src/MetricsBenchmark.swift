import Metrics
import Numerics

/// All default depth metrics of one 1024x2048 frame in memory, one thread; `numpy_evaluate.py` times the same in numpy.
/// Protocols that align look at the pixels twice, a pixel-by-pixel one shows what the one pass saves.
func benchmarkMetrics(_ report: inout Report, seconds: Double) {
  let count = 1024 * 2048
  var random = Generator(seed: 1).stream("metrics benchmark")
  let truth = (0..<count).map { _ in random.uniform(in: 1...100) }
  let prediction = truth.map { $0 * random.uniform(in: 0.8...1.2) }
  let mask = (0..<count).map { _ in UInt8(random.uniform() < 0.9 ? 1 : 0) }
  for evaluation in [EvaluationProtocol.recommended, .clipped, .marigoldAligned, .monodepth2Median] {
    let time = medianSeconds(lasting: seconds) {
      var errors = DepthErrors(evaluation)
      errors.accumulate(image: 0, truth: truth, prediction: prediction, mask: mask)
    }
    report.add(
      Measurement(
        group: "metrics", name: "1024x2048, \(evaluation.name)", threads: 1, milliseconds: time * 1e3))
  }
}
