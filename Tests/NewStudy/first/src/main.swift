// # first
// Question. How much of a street is seen through fog?  Expected. The more, the farther one sees.  Cost. Seconds.
import Driving
import Exhibits
import HazyDepth
import Numerics
import Pictures
import StudyKit
import World

let study = Study("first", title: "first", question: "How much of a street is seen through fog?")
let visibility = study.axis(
  "visibility", smoke: [50.0, 200], quick: [25.0, 50, 100, 200, 400], "of the fog, in metres")
let streets = study.setting("streets", smoke: 2, quick: 8, full: 32, "pictures per cell")
study.seeds(smoke: 1, quick: 3, full: 5)
let t = study.metric("transmission", "mean transmission", better: .higher)
study.expects("thin fog shows more", "The mean transmission is higher at the greatest visibility than at the least")

// ## 1. Lay fog over the same streets
let results = study.run("fog") { cell in
  let world = DrivingWorld(seed: UInt64(cell.seed))
  let fog = Fog(Visibility(metres: cell[visibility]))
  var means: [Double] = []
  for street in 0..<streets {
    let frame = world.frame(street * world.framesPerScene, fog: fog)
    means.append(FixedOrder.mean((frame.transmission?.values ?? []).map { Double($0) }))
    cell.progress(street + 1, of: streets)
  }
  var out = CellResult()
  out["transmission"] = FixedOrder.mean(means)
  return out
}

// ## 2. Look: tables, figures, verdicts
look(at: results)
study.finish()
