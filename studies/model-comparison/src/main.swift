// # Model comparison
// Question. How well do depth models see in clear air and in fog, over 0 to 80 m?  Note: the comparison table and the
// two figures of the depth error.  Who: the project's small stand-ins always; UniDepthV2, Depth Anything 3, Marigold and a
// full mari_metric_2 where weights are given; folders of predictions made elsewhere.
// Cost. Two minutes on two cores (quick). README.md says how to come from published weights to the note's table.
import DriveData
import Evaluation
import HazyDepth
import Numerics
import StudyKit

let study = Study(
  "model-comparison", title: "Depth models on clear and hazy pictures",
  question: "How do mari_metric_2 and others see depth in clear air and in fog, over 0 to 80 m?",
  note: "research note: comparison table, depth-error plots")
let place = study.setting("data", "world", "world, or a data set's folder")
let key = study.setting("data.key", "", "array of npz files with the true depth, of a folder of depth files only")
let scenes = study.setting("scenes", smoke: 3, quick: 60, full: 300, "of the world's test split, one frame each")
let weights = Contender.Model.allCases.map {
  (model: $0, folder: study.setting("weights.\($0.rawValue)", "", "folder of published weights"))
}
let imported = study.settings(below: "predictions", "folder of predictions, with clear/ and hazy/ or of clear pictures")
let predictionKey = study.setting("predictions-key", "", "array of npz files with the predicted depth")
let draws = study.setting("draws", smoke: 200, quick: 2000, full: 10000, "bootstrap resamples of scenes")

let frames: any FrameSource =
  place == "world"
  ? WorldFrames(.test, scenes: scenes, width: 192, height: 64) : study.require(try ComparedFrames(place, key: key))
let contenders = study.require(
  try Contenders(
    weights: weights, predictions: imported.map { ($0.name, $0.text) },
    key: predictionKey.isEmpty ? nil : predictionKey,
    hasPictures: (frames as? ComparedFrames)?.hasPictures ?? true))
let model = study.axis("model", quick: contenders.names)
let condition = study.axis("condition", quick: contenders.conditions(on: frames).map(\.rawValue))
for contender in contenders.all { study.input(contender.folder, as: contender.name) }
if place != "world" { study.input(place, as: "data") }
for m in DepthMetric.allCases {
  study.metric(m.rawValue, m.rawValue, unit: m.unit, better: m.better == .higher ? .higher : .lower)
}
study.metric("coverage", "scored pixels of those in range", unit: "share", better: .higher)
let basis = ["basis_frames", "basis_pixels", "basis_alignment"]
for name in basis { study.metric(name, "digest of what scores rest on") }

study.expects("fog costs depth", "every model's MAE is larger on hazy pictures than on clear ones")
study.expects("no oddity", "for no model MAE falls in fog while RMSE rises: these fogs were not curated")
study.expects(
  "fog-trained loses least", "of the stand-ins mari_metric_2, the only one trained on fog, loses least MAE in it")
study.expects("far is worse", "every model's MAE is larger beyond 40 m than within 20 m, in both conditions")

// ## 1. Predict and score
let results = study.run { cell in
  let scores = try ConditionScores(
    contenders[cell[model]], Condition(rawValue: cell[condition]) ?? .clear, on: frames,
    checkpoints: cell.checkpointFolder, progress: { cell.progress($0, of: $1) })
  var out = CellResult()
  let means = scores.errors.scores()
  for metric in DepthMetric.allCases { out[metric.rawValue] = means[metric] }
  out["coverage"] = means.coverage.share
  for (name, number) in zip(basis, scores.basis.numbers) { out[name] = number }
  var images = Series(columns: ["image", "scene", "visibility"] + DepthMetric.allCases.map(\.rawValue))
  for (i, image) in scores.images.enumerated() {
    images.append(row: [Double(i), Double(image.scene), image.visibility] + image.values)
  }
  out.series["images"] = images
  for (grouping, errors) in scores.groups {
    out.series[grouping.rawValue] = Series(columns: GroupedErrors.columns, rows: errors.rows)
  }
  return out
}

// ## 2. The table: means over images, intervals from resampling scenes
let random = Generator(seed: 7).stream("intervals")
func images(_ name: String, _ air: String) -> Series {
  results.series("images", where: model == name, condition == air)[0]
}
/// The mean over images of a metric, or of its change since `before`.
func mean(_ metric: DepthMetric, _ name: String, _ air: String, since before: String? = nil) -> Estimate? {
  let now = images(name, air)
  let was = before.map { images(name, $0)[metric.rawValue] }
  let values = now[metric.rawValue].enumerated().map { $1 - (was?[$0] ?? 0) }
  let kept = values.indices.filter { values[$0].isFinite }
  guard !kept.isEmpty else { return nil }
  let comparison = PairedComparison(differences: kept.map { values[$0] }, scenes: kept.map { Int(now["scene"][$0]) })
  let bootstrap = comparison.sceneBootstrap(draws: draws, random: random)
  return Estimate(bootstrap.observed, bootstrap.percentile(), n: kept.count)
}
func alignment(_ name: String) -> String { contenders[name].alignment == .none ? "none" : "scale and shift" }
let bases = results.cells.map { cell in
  (name: cell[model], basis: ScoringBasis(numbers: basis.map { cell[$0] ?? 0 }))
}
let refusal = ScoringBasis.refusal(bases)

func table(_ name: String, _ caption: String, _ metrics: [DepthMetric]) -> Table {
  var table = Table(name, caption, columns: ["model", "condition", "alignment"] + metrics.map { Column($0) })
  table.groups = ["condition", "alignment"]
  for name in model {
    for air in condition {
      table.row([name.entry, air.entry, alignment(name).entry] + metrics.map { mean($0, name, air).entry })
    }
  }
  return table
}
let main: [DepthMetric] = [.mae, .rmse, .absRel, .siLog, .delta1, .bias]
let who = contenders.all.map { "\($0.name): \($0.note)" }.joined(separator: "; ")
study.write(table("comparison", "Depth over 0 to 80 m. \(who). \(refusal ?? "All on the same pixels.")", main))
study.write(table("all-metrics", "Every metric, means over images.", DepthMetric.allCases))
let isPaired = condition.steps.count == 2
if isPaired {
  var change = Table(
    "fog", "What fog changes: hazy minus clear, the same frames.", columns: ["model"] + main.map { Column($0) })
  for name in model { change.row([name.entry] + main.map { mean($0, name, "hazy", since: "clear").entry }) }
  study.write(change)
}

// ## 3. Where the error is: by distance, by class, by what can be seen
func groups(_ grouping: ConditionScores.Grouping, _ name: String, _ air: String) -> GroupedErrors {
  GroupedErrors(rows: results.series(grouping.rawValue, where: model == name, condition == air).first?.rows ?? [])
}
func byGroup(_ grouping: ConditionScores.Grouping, _ caption: String) -> Table {
  var table = Table(
    "by-\(grouping.rawValue)", caption,
    columns: [
      "model", "condition", Column(grouping.rawValue), Column("pixels"), Column(.mae), Column(.absRel), Column(.bias),
      Column(.delta1),
    ])
  for name in model {
    for air in condition {
      let errors = groups(grouping, name, air)
      for group in errors.groups {
        let numbers = [DepthMetric.mae, .absRel, .bias, .delta1].map { metric in
          errors.bootstrap(metric, of: group, draws: draws, random: random).map {
            Estimate($0.observed, $0.percentile())
          }.entry
        }
        table.row(
          [
            name.entry, air.entry, grouping.label(group, isWorld: place == "world").entry,
            errors.count(of: group).entry,
          ] + numbers)
      }
    }
  }
  return table
}
let depth = byGroup(.depth, "Errors by true distance, pixels pooled.")
study.write(depth)
study.write(byGroup(.visibility, "Errors by the fog's visibility, hazy frames and their clear twins."))
study.write(byGroup(.transmission, "Errors by the share of light that fog leaves of a pixel, in clear twins too."))
study.write(byGroup(.classes, "Errors by what a pixel shows."))

// ## 4. What the run says
func value(_ metric: DepthMetric, _ name: String, _ air: String) -> Double { mean(metric, name, air)?.value ?? .nan }
func list(_ text: (String) -> String) -> String { model.steps.map { "\($0) \(text($0))" }.joined(separator: ", ") }
func rounded(_ x: Double) -> String { "\((x * 100).rounded() / 100)" }
let changes = Dictionary(
  uniqueKeysWithValues: !isPaired
    ? []
    : model.steps.map { name in
      (name, [DepthMetric.mae, .rmse].map { mean($0, name, "hazy", since: "clear")?.value ?? .nan })
    })
study.claim(
  "fog costs depth", holds: isPaired ? changes.values.allSatisfy { $0[0] > 0 } : nil,
  evidence: isPaired ? "change of MAE in m: " + list { rounded(changes[$0]![0]) } : "one condition only")
study.claim(
  "no oddity", holds: isPaired ? changes.values.allSatisfy { !($0[0] < 0 && $0[1] > 0) } : nil,
  evidence: isPaired
    ? "changes of MAE and RMSE in m: " + list { changes[$0]!.map(rounded).joined(separator: " and ") }
    : "one condition only")
let standing = Set(Contender.standIns.map(\.name)).intersection(model.steps)
let ours = changes.filter { standing.contains($0.key) }.min { $0.value[0] < $1.value[0] }?.key
study.claim(
  "fog-trained loses least", holds: isPaired && standing.count > 1 ? ours?.hasPrefix("mari") : nil,
  evidence: ours.map { "\($0) loses least" } ?? "nothing to compare")
func nearAndFar(_ name: String, _ air: String) -> (near: Double, far: Double) {
  let errors = groups(.depth, name, air)
  return (errors.mean(.mae, over: 0..<4) ?? .nan, errors.mean(.mae, over: 8..<16) ?? .nan)
}
let pairs = model.steps.flatMap { name in condition.steps.map { nearAndFar(name, $0) } }
study.claim(
  "far is worse", holds: pairs.allSatisfy { $0.near < $0.far },
  evidence:
    "smallest ratio of the MAE beyond 40 m to that within 20 m: \(rounded(pairs.map { $0.far / $0.near }.min() ?? .nan))"
)
study.finish()
