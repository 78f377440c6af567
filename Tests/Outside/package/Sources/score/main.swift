// Scores a depth map of four pixels, one without truth and one beyond 80 m; the numbers are worked by hand in Tests/Outside/run.
import Metrics

var errors = DepthErrors(.recommended)
errors.accumulate(image: 0, truth: [2, 4, 0, 95], prediction: [3, 3, 7, 90])
let scores = errors.scores()
for metric in [DepthMetric.mae, .rmse, .absRel, .sqRel, .delta1, .delta2] {
  print(metric.rawValue, scores[metric] ?? .nan)
}
print("pixels", scores.coverage.scored)
