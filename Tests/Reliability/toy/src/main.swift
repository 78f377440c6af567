// # Toy
// Question. Does a random walk with drift end where it should?  The smallest study: it tests StudyKit, not a model.
import Numerics
import StudyKit

let study = Study("toy", title: "A random walk", question: "Does a walk of n steps with drift d end at n d?")
let steps = study.setting("steps", smoke: 20, quick: 200, full: 2000, "steps of a walk")
let drift = study.axis("drift", smoke: [0, 1], quick: [0, 0.5, 1], "drift per step")
let spread = study.axis("spread", quick: [0.1, 1], "standard deviation of a step")
study.seeds(smoke: 2, quick: 3)
study.metric("end", "end", unit: "m")
study.metric("error", "|end / n - drift|", unit: "m/step", better: .lower)
study.expects("spread makes error", "the error grows with the spread of the steps")

// ## 1. Walk
let results = study.run { cell in
  var noise = cell.stream("steps")
  var path = Series("step", "x")
  var x = 0.0
  for step in 0..<steps {
    x += cell[drift] + cell[spread] * Double(noise.normal())
    path.append(Double(step), x)
    cell.progress(step + 1, of: steps)
  }
  var out = CellResult()
  out["end"] = x
  out["error"] = abs(x / Double(steps) - cell[drift])
  out.series["path"] = path
  out.arrays["last"] = NumericArray(shape: [2, 2], values: [Float(x), 0, 1, 2])
  return out
}

// ## 2. Look
let errors = { (s: Double) in FixedOrder.mean(results.metric("error", where: spread == s)) }
study.claim("spread makes error", holds: errors(0.1) < errors(1), evidence: "\(errors(0.1)) < \(errors(1))")
study.finish()
