// # Model comparison
// Question. How well do depth models see in clear air and in fog, over 0 to 80 m?  Note: comparison table, error figures.
// Who: the project's small stand-ins always; UniDepthV2, Depth Anything 3, Marigold and a full mari_metric_2 where weights
// are given; folders of predictions made elsewhere.  Cost. Two minutes on two cores (quick).
import Driving
import Exhibits
import Files
import HazyDepth
import Metrics
import Numerics
import StudyKit
import World

let study = Study(
  "model-comparison", title: "Depth models on clear and hazy pictures",
  question: "How do mari_metric_2 and others see depth in clear air and in fog, over 0 to 80 m?",
  note: "research note: comparison table, depth-error plots")
let place = study.setting("data", "world", "world, or a data set's folder")
let reading = study.dataReading()
let scenes = study.setting("scenes", smoke: 3, quick: 60, full: 300, "of the world's test split, one frame each")
let weights = ModelCatalogue.all.map {
  (model: $0, folder: study.setting("weights.\($0.name)", "", "folder of published weights"))
}
let imported = study.settings(below: "predictions", "folder of predictions, with clear/ and hazy/ or of clear pictures")
let predictionKey = study.setting("predictions-key", "", "array of npz files with the predicted depth")
let draws = study.setting("draws", smoke: 200, quick: 2000, full: 10000, "bootstrap resamples of scenes")
let world = WorldFrames(.test, scenes: scenes, width: 192, height: 64)
let frames: any FrameSource = place == "world" ? world : study.require(try ComparedFrames(place, reading: reading))
let contenders = study.require(
  try Contenders(
    weights: weights, predictions: imported.map { ($0.name, $0.text) }, key: predictionKey,
    hasPictures: (frames as? ComparedFrames)?.hasPictures ?? true))
if place != "world" { study.admit(data: place, reading) }
let model = study.axis("model", quick: contenders.names, among: contenders.names)
let conditions = contenders.conditions(on: frames).map(\.rawValue)
let condition = study.axis("condition", quick: conditions, among: conditions)
for (name, folder) in contenders.folders + (place == "world" ? [] : [("data", place)]) { study.input(folder, as: name) }
for m in DepthMetric.allCases {
  study.metric(m.rawValue, m.rawValue, unit: m.unit, better: m.better == .higher ? .higher : .lower)
}
study.metric("coverage", "scored pixels of those in range", unit: "share", better: .higher)
let basis = ["basis_frames", "basis_pixels", "basis_alignment"].map { study.metric($0, "digest of the basis").name }
study.expects("fog costs depth", "every model's MAE is larger on hazy pictures than on clear ones")
study.expects("no oddity", "for no model MAE falls in fog while RMSE rises: these fogs were not curated")
study.expects("fog-trained loses least", "of the stand-ins mari_metric_2, trained on fog, loses least MAE in it")
study.expects("far is worse", "every model's MAE is larger beyond 40 m than within 20 m, in both conditions")

// ## 1. Predict and score
let results = study.run { cell in
  let scores = try ConditionScores(
    contenders[cell[model]], Air(rawValue: cell[condition])!, on: frames,
    checkpoints: cell.checkpointFolder,
    progress: { cell.progress($0, of: $1) })
  var out = CellResult()
  let means = scores.errors.scores()
  for metric in DepthMetric.allCases { out[metric.rawValue] = means[metric] }
  out["coverage"] = means.coverage.share
  for (name, number) in zip(basis, scores.basis.numbers) { out[name] = number }
  out.series["images"] = Series(columns: ImageScores.columns, rows: scores.imageScores.rows)
  for (grouping, errors) in scores.groups {
    out.series[grouping.rawValue] = Series(columns: GroupedErrors.columns, rows: errors.rows)
  }
  for (name, map) in scores.example?.maps(withPicture: cell[model] == model.steps[0]) ?? [] {
    out.arrays[name] = NumericArray(shape: map.shape, values: map.values)
  }
  return out
}

// ## 2. The note's table, means over images, intervals from resampling scenes; ranked on one basis only
let random = Generator(seed: 7).stream("intervals")
let views = condition.steps.flatMap { air in model.steps.map { (air: air, name: $0) } }
showTables()

// ## 3. Where the error is: by distance, visibility, transmission and class
let curves = showGroups()

// ## 4. The note's figures: error against depth with bands; paired errors of two models, image by image; one frame
showFigures(curves)

// ## 5. What the run says
func said(_ values: [Double?]) -> String { "\(values.map { (($0 ?? .nan) * 100).rounded() / 100 })" }
let mae = model.steps.compactMap { fogChange(.mae, $0)?.observed }
let rmse = model.steps.compactMap { fogChange(.rmse, $0)?.observed }
let changes = mae.isEmpty ? "one condition only" : "changes of MAE in m: \(said(mae)); of RMSE: \(said(rmse))"
study.claim("fog costs depth", holds: mae.isEmpty ? nil : mae.allSatisfy { $0 > 0 }, evidence: changes)
study.claim("no oddity", holds: mae.isEmpty ? nil : !zip(mae, rmse).contains { $0 < 0 && $1 > 0 }, evidence: changes)
let least = zip(model.steps, mae).filter { contenders[$0.0].isStandIn }.min { $0.1 < $1.1 }?.0
study.claim("fog-trained loses least", holds: least?.hasPrefix("mari"), evidence: "least by \(least ?? "nobody")")
let ratios = views.map { errors(.depth, $0.name, $0.air).ratio(.mae, of: 8..<16, to: 0..<4) }
study.claim("far is worse", holds: ratios.allSatisfy { $0 ?? 0 > 1 }, evidence: "far over near: \(said(ratios))")
study.finish()
