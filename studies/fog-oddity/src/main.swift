// # Fog oddity
// Question. Is hazy really better than clear by MAE and not by RMSE, for which model, and why?  Note, result 3: seen with
// UniDepthV2 at a mean visibility of about 100 m, with the guess that fog lets a model "focus" on what is visible.
// Expected. In domain nothing of the kind. Under a camera narrower than in training the clear prediction is biased near;
// thin fog pushes it farther, which pays in MAE, while the far tail grows, which costs in RMSE.
// The narrow camera and its visibility were found on another world's scenes; everything here is of a world nobody saw.
import Driving
import Exhibits
import HazyDepth
import Metrics
import Numerics
import StudyKit
import World

let study = Study(
  "fog-oddity", title: "Fog oddity", question: "Is hazy better than clear by MAE and not by RMSE, for whom, and why?",
  note: "research note, what the note reports, 3")
let scenes = study.setting("scenes", smoke: 16, quick: 225, full: 600, "test scenes per cell, a frame each")
let case_scenes = study.setting("case_scenes", smoke: 16, quick: 1800, full: 4800, "test scenes of sections 2 to 5")
let blocks = study.setting("blocks", smoke: 8, quick: 75, full: 150, "blocks of scenes, drawn whole by the bootstrap")
let case_model = study.setting("case_model", "direct-conv", "the model of sections 2 to 5")
let case_view = study.setting("case_view", 50.0, "its field of view, degrees")
let case_V = study.setting("case_visibility", 1450.0, "its visibility, metres")
let trained_view = study.setting("trained_view", 78.0, "the field of view of the training, degrees")
let split = study.setting("split", 40.0, "metres between near and far")
let worst = study.setting("worst", smoke: 2, quick: 12, "frames to look at")
let draws = study.setting("draws", smoke: 1000, quick: 10000, "bootstrap draws")
let predictions = study.setting("predictions", "", "another model's: name=clear:DIR,hazy:DIR")
let data = study.setting("data", "", "the data set with the truth of these")
let reading = study.dataReading()
let model = study.axis(
  "model", smoke: ["direct-conv"],
  quick: ["direct-conv", "direct-conv-augmented", "direct-vit", "mari-metric-2-small"])
let view = study.axis(
  "field_of_view", smoke: [50.0, 78], quick: [50.0, 60, 78, 95], needing: [case_view, trained_view], "degrees")
let visibility = study.axis(
  "visibility", smoke: [1000.0, 100], quick: [2000.0, 1000, 500, 300, 100, 25],
  full: [2000.0, 1700, 1400, 1200, 1000, 700, 500, 300, 200, 100, 50, 25], "metres")
let every_change = Intervention.allCases.map(\.rawValue)
let change = study.axis("change", quick: every_change, needing: every_change, "what is done to the clear picture")
for name in model { study.input("weights/\(name)") }
let pair = predictions.isEmpty ? nil : study.require(try PredictionPair(predictions)).placed { study.input($0) }
let truth = data.isEmpty ? "" : study.input(data)
if !data.isEmpty { study.admit(data: data, reading) }
for name in ["mae", "rmse", "bias"] {
  for side in ["clear", "hazy"] { study.metric("\(name)_\(side)", "\(name.uppercased()) \(side)", unit: "m") }
}
study.expects("in domain nothing is odd", "with the camera of the training, fog never lowers the MAE of a direct model")
study.expects(
  "odd in the gap", "\(case_model) at \(case_view)°, V = \(case_V) m: MAE better, RMSE worse, both separably")
study.expects("a matter of scale", "scaling each image by its medians takes the gain away")
study.expects("no focus", "fog on far surfaces only does not bring the gain of near ones")
let streets = Streets(blocks: blocks, width: 192, height: 64)

// ## 1. Detect: every model, camera and visibility, hazy against clear on the pixels that both can score
let dose = study.run("dose", over: [model, view, visibility]) { cell in
  let street = try streets(cell[view], scenes: scenes)
  let found = try street.compared(Streets.model(cell[model]), .fog, visibility: cell[visibility]) {
    cell.progress($0, of: street.count)
  }
  return CellResult(found, histograms: false)
}
let detected = Detection(dose, model, view, visibility, draws: draws)
let detect = detected.table
study.write(detect)
for y in ["dmae", "drmse"] {
  study.draw(
    .lines(
      y, "Dose response", from: detect, x: "visibility", y: y, series: "model", panels: "view", scales: .logX,
      zero: true))
}
let inDomain = detected.inDomain(trained_view)
study.claim("in domain nothing is odd", holds: inDomain.holds, evidence: inDomain.evidence)

// ## 2. Explain: one case in detail; whatever is done instead of its fog (section 3) is done to the same scenes
func isWanted(_ point: Point) -> Bool {
  point[view] == case_view || (point[view] == trained_view && point[change] == Intervention.fog.rawValue)
}
let single = study.run("case", over: [view, change], keep: isWanted) { cell in
  let street = try streets(cell[view], scenes: case_scenes)
  let (seen, done) = (try Streets.model(case_model), Intervention(rawValue: cell[change])!)
  let ratio = Streets.focalRatio(cell[view], trained: trained_view)
  let found = try street.compared(seen, done, visibility: case_V, split: split, scale: ratio) {
    cell.progress($0, of: street.count)
  }
  let isCase = cell[view] == case_view && done == .fog
  var out = CellResult(found, histograms: isCase, scaled: isCase)
  guard isCase else { return out }
  let oddest = FrameErrors.oddest(found.images).prefix(worst)
  out.keep(
    try oddest.map { found.images[$0].inspected(try street.exhibit($0, seen, done, visibility: case_V)) }, as: "oddest")
  return out
}
func frames(_ done: Intervention) -> PairedFrames {
  single.where(view == case_view, change == done.rawValue).cells[0].frames
}
let fogged = single.where(view == case_view, change == Intervention.fog.rawValue).cells[0]
let (fog, inTraining) = (fogged.frames, single.where(view == trained_view).cells[0].frames)
let drawn = resamples(fog, draws)
let odd = OddityTest(fog, drawn)
study.claim(
  "odd in the gap", holds: odd.verdict() == .odd,
  evidence: "ΔMAE \(odd.mae.estimate.text) m, ΔRMSE \(odd.rmse.estimate.text) m, \(odd.images) frames, as many scenes")

let table = DecisionTable(
  DecisionTable.Question.ofPredictions(fog, drawn, split: split) + [
    .focus(odd, fog, farFog: frames(.farFog), drawn, split: split),
    .created(.contrast, odd, when: "every pixel loses the mean contrast", frames(.veil), drawn),
    .removed(.cue, odd, when: "the fog is that of another street's depth", frames(.shuffledFog), drawn),
    .created(.camera, odd, when: "there is no fog, but exposure, glare and noise", frames(.camera), drawn),
    .removed(.sky, odd, when: "the sky is left clear", frames(.clearSky), drawn),
    .removed(.domainGap, odd, when: "the camera is that of the training", inTraining, drawn),
    .removed(.focalLength, odd, when: "predictions take the ratio of focal lengths", fogged.scaled, drawn),
  ])
study.write(fog.identity(drawn))
study.draw(
  .quantileDifference(
    "quantiles", "Quantiles of |e|", table.line(.tail), from: fog.quantiles(drawn), q: "q", difference: "difference"))
for y in ["mae", "mse"] {
  study.draw(
    .bars("bins-\(y)", "What each depth adds", table.line(.distance), from: fog.bins(drawn), label: "depth", value: y))
}
study.draw(
  .lines(
    "bias", "Bias by density of the fog at \(case_view)°", table.line(.scaleDrift), from: detected.bias(at: case_view),
    x: "beta", y: "bias", series: "model", zero: true))
study.draw(
  .forest(
    "views", "The same predictions, scored in other ways", table.line(.cap, .coverage, .reducer, .rays, .oneScene),
    from: fog.views(drawn), label: "view", effect: "effect", group: "metric"))

// ## 3. Look at the interventions: what brings the oddity about, what takes it away?
let done = Intervention.allCases.map { (name: $0.rawValue, frames: frames($0)) }
let compared = effectTable(
  done + [("fog, camera of training", inTraining), ("fog, focal ratio", fogged.scaled)], drawn)
study.draw(
  .forest(
    "interventions", "What is done instead of the fog, and what comes of it",
    table.line(.domainGap, .focalLength, .focus, .contrast, .cue, .camera, .sky), from: compared, label: "change",
    effect: "effect", group: "metric"))

// ## 4. Look at the explanations, by the rules that stand in the table
study.write(table.exhibit())
study.claim("a matter of scale", holds: table.holds(.scaleDrift), evidence: table[.scaleDrift]!.evidence)
study.claim("no focus", holds: table.holds(.focus).map { !$0 }, evidence: table[.focus]!.evidence)

// ## 5. Inspect the oddest frames, and score any other model's predictions
let oddest = fogged.inspectedFrames("oddest")  // fog lowers their MAE and raises their RMSE most
study.draw(Panel.inspected("oddest", "The oddest frames.", oddest))
study.draw(Inspector.inspected("frames", "The same frames, in metres under the pointer.", oddest))
let scored = pair.map { pair in
  study.run("predictions", over: []) { _ in
    CellResult(try pair.compared(on: .open(truth, reading: reading)), histograms: true)
  }
}
if let pair, let scored {
  for table in importedTables(of: pair.name, scored.cells[0].frames, draws: draws, split: split) { study.write(table) }
}
study.finish()
