// # Learning-rate sweep
// Question. Which base rate for the shared trunk, and how much faster should the two decoders learn?  Note, "Components":
// 1.5e-5 and 1 : 2 : 2.4, for a pretrained trunk.
// Expected. From scratch a broad optimum near 2e-3, two decades above the note's rate; ratios that so small a model
// cannot tell apart; degraded depth or a collapsed v above 1e-2.  Cost. quick: 5 minutes on 2 cores.
import Driving
import Exhibits
import HazyDepth
import Metrics
import NN
import Processes
import StudyKit

let study = Study(
  "lr-sweep", title: "Which learning rate, and which ratio",
  question: "Which base rate for the shared trunk, and how much faster should the two decoders learn?",
  note: "research note, components and their rates")

// ## Constants
let rate = study.axis(
  "rate", smoke: [1e-3, 1e-2], quick: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
  full: [3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 5e-3, 1e-2, 3e-2] as [Float], "of the shared trunk, from scratch")
let ratio = study.axis(
  "ratio", smoke: ["1:1:1", "1:2:2.4"], quick: ["1:1:1", "1:2:2.4", "1:4:4.8", "1:0.5:0.6"],
  "trunk : dehaze decoder : depth decoder")
let tuned_rate = study.axis(
  "tuned.rate", smoke: [0, 1.5e-5], quick: [0, 1.5e-6, 1.5e-5, 1.5e-4, 1.5e-3],
  full: [0, 1.5e-6, 5e-6, 1.5e-5, 5e-5, 1.5e-4, 5e-4, 1.5e-3, 5e-3] as [Float], "when fine-tuning; 0: as shipped")
let steps = study.setting("steps", smoke: 8, quick: 300, full: 1500, "optimiser steps from scratch")
let trial_steps = study.setting("trial.steps", smoke: 4, quick: 0, full: 300, "of the trial that prunes; 0: none")
let tuned_steps = study.setting("tuned.steps", smoke: 4, quick: 150, full: 600, "optimiser steps of fine-tuning")
let warm_up = study.setting("warm_up", smoke: 2, quick: 20, full: 50, "steps in which the rates rise")
let clip = study.setting("clip", 1.0, "the global norm that gradients are clipped to")
let scenes = study.setting("scenes", smoke: [16, 8], quick: [400, 96], full: [2000, 256], "to learn from, to score")
let data = study.setting("data", "", "a data set of your own instead of the driving world")
let pairs = study.setting("pairs", "", "which hazy frame of it belongs to which clear one, e.g. suffix:_foggy")
let objective = study.adjusted(Objective(), below: "objective", without: ["last_share"])
let reading = study.dataReading(pairs: pairs)
study.seeds(smoke: 1, quick: 3, full: 5)
let vae_folder = study.input("weights/vae-small")
let shipped_folder = study.input("weights/mari-metric-2-small")
if !data.isEmpty {
  study.input(data)
  study.admit(data: data, reading)
}
let abs_rel = study.metric("abs_rel", "AbsRel", better: .lower)
let mae = study.metric("mae", "depth MAE, 0–80 m", unit: "m", better: .lower)
let psnr = study.metric("psnr", "dehazing PSNR", unit: "dB", better: .higher)
let loss = study.metric("loss", "L_total at the end", better: .lower)
let std_v = study.metric("std_v", "std(v)")
study.metric("depth_spread", "spread of ln depth over the truth's")

// What is expected, written before the run.
study.expects("far above the note", "from scratch the best rate of every ratio is above 1.5e-4, ten times the note's")
study.expects("inside the sweep", "no ratio is best at the first or at the last rate")
study.expects("high rates hurt", "at 3e-2 no training counts as learned")
study.expects("the ratio matters", "1:2:2.4 and 1:1:1 differ in AbsRel, each at its best rate (expected to fail)")
study.expects("the note's rate forgets nothing", "fine-tuned at 1.5e-5, AbsRel is not separably higher than as shipped")
study.expects("the note's rate is best to fine-tune", "no other rate ends separably lower (expected to fail)")

// ## 1. From scratch: cells of one seed share scenes, start and noise
let vae = study.once { try VAE(folder: vae_folder) }
let frames = study.once {
  try LearningFrames(data: data, reading: reading, scenes: (scenes[0], scenes[1]), width: 96, height: 32)
}
func latents(_ frames: any FrameSource) throws -> LatentSet {
  try LatentSet(frames, LatentEncoder(vae(), coding: DepthCoding(.log, nearest: 2)), cache: LatentSet.sharedCache)
}
let training = study.once { try latents(frames().training) }
let test = study.once { try latents(frames().test) }
let pictures = study.once { try PictureSet(frames().test, jobs: 1) }

/// Trains and scores. A number that is none ends the training, not the cell: the rules call it diverged.
func result(_ cell: Cell, _ model: MariMetric2, _ p: Parameters, steps: Int, base: Float) throws -> CellResult {
  let trainer = Trainer(model, p, options(cell, steps: steps, base: base), objective: objective)
  var course = Course()
  do {
    while base > 0, !trainer.isDone {
      let before = trainer.steps % 10 == 0 ? UpdateRatios(p) : nil
      let L = try trainer.step(training())
      course.add(trainer.steps, L, before?.ratios())
      cell.progress(trainer.steps, of: steps)
    }
  } catch is TrainingFault {}
  return try trainer.ema.withAverages {
    var out = CellResult(course)
    guard base == 0 || trainer.isDone, p.areFinite else { return out }
    out.add(HeldOutScores.each(MariMetric2Predictor(model, try vae()), on: try pictures()))
    out["std_v"] = try VisibilityEvaluation(model, on: test(), count: 32).mean { $0.scores.spread }
    return out
  }
}
func fromScratch(_ cell: Cell, steps: Int) throws -> CellResult {
  let p = Parameters(seed: UInt64(cell.seed))
  return try result(cell, MariMetric2(p, TrainingPreset.quick.configuration), p, steps: steps, base: cell[rate])
}
let trial =
  trial_steps == 0 ? nil : study.run("trial", over: [rate, ratio]) { try fromScratch($0, steps: trial_steps) }
let survivors = trial.map { trial in Set(ratio.flatMap { trial.where(ratio == $0).betterHalf(by: abs_rel) }) }
let isKept = { (point: Point) in survivors?.contains(point) ?? true }
let sweep = study.run("sweep", over: [rate, ratio], keep: isKept) { try fromScratch($0, steps: steps) }

// ## 2. Fine-tuning, the note's own regime: the shipped model brought to pictures of half the size it knows
let isTuned = { (point: Point) in ["1:1:1", "1:2:2.4"].contains(point[ratio]) }
let tuned = study.run("tuned", over: [tuned_rate, ratio], keep: isTuned) { cell in
  let (model, p) = try MariMetric2.checkpoint(shipped_folder)
  return try result(cell, model, p, steps: tuned_steps, base: cell[tuned_rate])
}

// ## 3. Scores and steps against the rate; where the optimum is, what failed, whether ratios differ
showSweep(sweep)
let optima = Optima(sweep, images: scenes[1])
showOptima(optima)
showTuned(tuned)

// ## 4. What the run says
study.claim("far above the note", holds: optima.all { $0.interval.lowerBound > 1.5e-4 }, evidence: optima.words)
study.claim("inside the sweep", holds: optima.all { !$0.isAtEdge }, evidence: optima.words)
let hot = optima.outcomes(where: rate == 3e-2)
study.claim("high rates hurt", holds: hot.isEmpty ? nil : hot[.learned] == nil, evidence: "at 3e-2: \(words(hot))")
decide("the ratio matters", optima.difference("1:2:2.4", from: "1:1:1")) { !$0.contains(0) }
let atNote = { (step: Float) in tuned.where(tuned_rate == step, ratio == "1:2:2.4") }
decide("the note's rate forgets nothing", pairedDifference(atNote(0), atNote(1.5e-5))) { $0.lowerBound <= 0 }
let lower = tuned_rate.filter { (pairedDifference(atNote(1.5e-5), atNote($0))?.percentile().upperBound ?? 0) < 0 }
let isKnown = !atNote(1.5e-5).cells.isEmpty
study.claim("the note's rate is best to fine-tune", holds: isKnown ? lower.isEmpty : nil, evidence: "lower: \(lower)")
study.finish()
