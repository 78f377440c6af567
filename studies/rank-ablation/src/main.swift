// # Rank ablation
// Question. What do lambda_rank and lambda_tv do to the visibility v, to depth and to dehazing?  Note, "Losses".
// Expected. Ranking turns v into an ordering of distance, at a price in L_vis; smoothing is mild; depth and dehazing do
// not move by an amount that so few seeds can resolve.  Cost. quick: 3 minutes on 2 cores.
import Exhibits
import Files
import HazyDepth
import Numerics
import StudyKit

let study = Study(
  "rank-ablation", title: "What the rank and TV weights do",
  question: "What do lambda_rank and lambda_tv do to the visibility v, to depth and to dehazing?",
  note: "research note, L_rank and L_tv")

// ## Constants, in the note's symbols
let lambda_rank = study.axis("lambda_rank", smoke: [0, 0.2], quick: [0, 0.005, 0.02, 0.05, 0.2, 1] as [Float])
let lambda_tv = study.axis("lambda_tv", smoke: [0.005], quick: [0, 0.005, 0.05] as [Float], "for maps 48 cells wide")
let rank_by = study.axis(
  "rank_by", smoke: ["depth"], quick: ["depth", "haze"], among: ["depth", "haze"], "what L_rank orders by")
let whole_rank = study.axis("whole.lambda_rank", smoke: [0, 0.2], quick: [0, 0.02, 0.2] as [Float], "whole model")
let steps = study.setting("head.steps", smoke: 5, quick: 300, full: 600, "optimiser steps of the head alone")
let rate: Float = study.setting("head.rate", 2e-3, "learning rate of the head alone")
let scenes = study.setting("scenes", smoke: [16, 8], quick: [400, 128], full: [2000, 256], "to learn from, to score")
let size = study.setting("size", smoke: [96, 32], quick: [192, 64], "width and height in pixels, of the head's part")
let whole_steps = study.setting("whole.steps", smoke: 3, quick: 300, full: 2000, "optimiser steps of a whole model")
let data = study.setting("data", "", "a data set of your own instead of the driving world")
let pairs = study.setting("pairs", "", "which hazy frame of it belongs to which clear one, e.g. suffix:_foggy")
let note = study.adjusted(
  Objective(), below: "objective", without: ["lambda.rank", "lambda.tv", "ranking", "last_share"])
let reading = study.dataReading(pairs: pairs)
study.seeds(smoke: 1, quick: 3, full: 5)
let vae_folder = study.input("weights/vae-small")
if !data.isEmpty {
  study.input(data)
  study.admit(data: data, reading)
}

let m = Measured(in: study)
// What is expected, written before the run.
study.expects("rank orders v", "lambda_rank = 0.05 has fewer order violations than 0: that is what it is for")
study.expects(
  "rank has a best value", "|v − t| is lowest between the ends: ranking mends the target, then overrides it")
study.expects("rank costs L_vis", "lambda_rank = 0.2 has a higher L_vis than 0: order and value are two wishes")
study.expects("tv smooths v", "lambda_tv = 0.05 has a lower TV(v) than 0 at lambda_rank = 0.02")
study.expects("tv keeps v alive", "lambda_tv = 0.05 costs less than a fifth of std(v)")
study.expects("haze ranks as well as depth", "ranked by haze, v has no more violations along depth (expected to fail)")
study.expects("rank improves depth", "lambda_rank = 0.02 lowers depth MAE of a whole model (expected to fail)")

// ## 1. The head alone, once per weight: cells of one seed share scenes, start and pairs
let vae = study.once { try VAE(folder: vae_folder) }
let streets = study.once { try Scenes(data, reading, scenes, size, vae()) }

let results = study.run("head", over: [rank_by, lambda_tv, lambda_rank]) { cell in
  let p = Parameters(seed: UInt64(cell.seed))
  let model = MariMetric2(p, .full)
  let adamw = AdamW((p / "visibility_head").all, groups: [ParameterGroup("", learningRate: rate)])
  let tv_scaled = cell[lambda_tv] * Float(try streets().learning.width) / 48  // differences grow as cells do
  var objective = note
  (objective.lambda[.rank], objective.lambda[.tv]) = (cell[lambda_rank], tv_scaled)
  objective.ranking = cell[rank_by] == "haze" ? .haze : .depth
  var loss = Series("step", "L_vis", "L_rank", "std_v")
  for step in 0..<steps {
    let batch = try streets().learning.batch(step: step, size: 8, seed: UInt64(cell.seed))
    let L = objective.headOnly(model, batch, step: step, random: cell.stream("pairs"))
    adamw.step(L.total.backward())
    if step % 10 == 0 {
      loss.append(Double(step), Double(L[.vis].value), Double(L[.rank].value), L.visibilityDeviation)
    }
    cell.progress(step + 1, of: steps)
  }
  var out = CellResult(
    try VisibilityEvaluation(model, on: streets().held_out, objective: objective), maps: cell.seed == 0 ? 3 : 0)
  out.series["loss"] = loss
  return out
}

let sights = study.run("sights", over: []) { cell in try streets().sights(of: cell.seed == 0 ? 3 : 0, note) }

// ## 2. The whole model, where lambda_rank could reach depth and dehazing
let small = study.once { try Scenes(data, reading, scenes, [96, 32], vae()) }
let pictures = study.once { try PictureSet(small().test, jobs: 1) }

let whole = study.run("whole", over: [whole_rank]) { cell in
  let trainer = try Trainer.resuming(in: cell.checkpointFolder) {
    var options = TrainingOptions(steps: whole_steps, emaDecay: 0.98)
    options.seed = UInt64(cell.seed)
    var objective = note
    (objective.lambda[.rank], objective.lambda[.tv]) = (cell[whole_rank], 0.0025)
    return Trainer(.quick, options, objective: objective)
  }
  while !trainer.isDone {
    try trainer.step(small().learning)
    try trainer.keep(in: cell.checkpointFolder, every: 500)
    cell.progress(trainer.steps, of: whole_steps)
  }
  return try trainer.ema.withAverages {
    var out = CellResult(
      try VisibilityEvaluation(trainer.model, on: small().held_out, objective: trainer.objective), maps: 0)
    out.add(HeldOutScores.each(MariMetric2Predictor(trainer.model, try vae()), on: try pictures()))
    return out
  }
}

// ## 3. Tables and figures
showHeads(results)
study.write(whole.summary("whole", "Whole models", m.ofWhole, images: "pictures"))
showMaps(results, sights)

// ## 4. What the run says
func at(_ rank: Float, tv: Float, by: String = "depth") -> Results {
  results.where(rank_by == by, lambda_tv == tv, lambda_rank == rank)
}
study.decide("rank orders v", at(0.05, tv: 0).effect(on: "violations", against: at(0, tv: 0)), holds: \.isDecrease)
study.decide("rank costs L_vis", at(0.2, tv: 0).effect(on: "L_vis", against: at(0, tv: 0)), holds: \.isIncrease)
study.decide("tv smooths v", at(0.02, tv: 0.05).effect(on: "tv", against: at(0.02, tv: 0)), holds: \.isDecrease)
let alive = at(0.02, tv: 0).metric("std_v").max() ?? 0
study.decide("tv keeps v alive", at(0.02, tv: 0.05).effect(on: "std_v", against: at(0.02, tv: 0))) {
  $0.estimate.low > -0.2 * alive
}
let best = [0.005, 0.02, 0.05, 0.2].map { at($0, tv: 0.005) }.filter { !$0.cells.isEmpty }
  .min { FixedOrder.mean($0.metric("mae_t")) < FixedOrder.mean($1.metric("mae_t")) }
study.decide("rank has a best value", best?.effect(on: "mae_t", against: at(1, tv: 0.005))) {
  $0.isDecrease && best?.effect(on: "mae_t", against: at(0, tv: 0.005))?.isDecrease == true
}
study.decide(
  "haze ranks as well as depth",
  at(0.05, tv: 0, by: "haze").effect(on: "violations", against: at(0.05, tv: 0)), holds: { !$0.isIncrease })
let (without, with) = (whole.where(whole_rank == 0), whole.where(whole_rank == 0.02))
study.decide("rank improves depth", with.effect(on: "mae", against: without, in: "pictures"), holds: \.isDecrease)
study.finish()
