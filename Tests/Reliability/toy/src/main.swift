// # Toy
// Question. Does a random walk with drift end where it should?  The smallest study: it tests StudyKit, not a model.
import Exhibits
import Files
import Numerics
import StudyKit

let study = Study("toy", title: "A random walk", question: "Does a walk of n steps with drift d end at n d?")
let steps = study.setting("steps", smoke: 20, quick: 200, full: 2000, "steps of a walk")
let pause = study.setting("pause", 0, "microseconds a step takes at least, so that a run can be disturbed")
let fault = study.setting("fault", "none", "what goes wrong at drift 1, seed 1: none, nan, throw, trap, missing")
let drift = study.axis("drift", smoke: [0, 1], quick: [0, 0.5, 1], "drift per step")
let spread = study.axis("spread", quick: [0.1, 1], "standard deviation of a step")
study.seeds(smoke: 2, quick: 3)
study.metric("end", "end", unit: "m")
study.metric("error", "|end / n - drift|", unit: "m/step", better: .lower)
study.expects("spread makes error", "The error grows with the spread of the steps")

// ## 1. Walk
let results = study.run("walk") { cell in
  noteStart(of: cell)
  if cell[drift] == 1, cell.seed == 1 { try fail(fault) }
  var walk = try Walk.resumed(from: cell.checkpointFolder) ?? Walk(noise: cell.stream("steps"))
  while walk.path.count < steps {
    walk.step(drift: cell[drift], spread: cell[spread])
    if walk.path.count % 20 == 0 { try walk.save(to: cell.checkpointFolder) }
    cell.progress(walk.path.count, of: steps)
    sleep(microseconds: pause)
  }
  let end = walk.path.last ?? 0
  var out = CellResult()
  out["end"] = fault == "nan" && cell[drift] == 1 && cell.seed == 1 ? .nan : end
  out["error"] = abs(end / Double(steps) - cell[drift])
  out.series["path"] = Series(columns: ["step", "x"], rows: walk.path.enumerated().map { [Double($0), $1] })
  out.arrays["path"] = NumericArray(shape: [steps], values: walk.path.map { Float($0) })
  return out
}

// ## 2. Walk on from where the first walks ended on average, without their drift
let mean = FixedOrder.mean(results.metric("end"))
let further = study.run("further", over: [spread], after: [results]) { cell in
  var noise = cell.stream("further")
  var out = CellResult()
  out["end"] = mean + cell[spread] * Double(noise.normal())
  return out
}

// ## 3. Look
study.write(results.summary("error", "How far a walk ends from where it should", study.metrics))
study.draw(
  .lines(
    "paths", "Walks", from: results.where(spread == 1).curves("path"), x: "step", y: "x", series: "drift", spread: .band
  ))
if let small = results.mean("error", where: spread == 0.1), let large = results.mean("error", where: spread == 1) {
  study.claim("spread makes error", holds: small < large, evidence: "\(small) < \(large)")
}
study.finish()
