// What the study shows of its measurements. Nothing here is measured, so a change runs no cell again.
import Exhibits
import Numerics
import StudyKit

func look(at results: Results) {
  study.write(results.summary("transmission", "How much is seen, by visibility", [t]))
  study.draw(
    .lines(
      "transmission", "What is seen through fog", from: results.table("cells", "", [t]), x: "visibility",
      y: "transmission", spread: .band))
  let (least, greatest) = (visibility.steps.min() ?? 0, visibility.steps.max() ?? 0)
  let seen = { (metres: Double) in FixedOrder.mean(results.metric("transmission", where: visibility == metres)) }
  study.claim(
    "thin fog shows more", holds: seen(greatest) > seen(least), evidence: "\(seen(least)) < \(seen(greatest))")
}
