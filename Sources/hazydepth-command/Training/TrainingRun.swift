import Driving
import Files
import Foundation
import HazyDepth
import NN
import Processes
import StudyKit
import World

/// Which scenes of the world a run sees.
struct WorldChoice {
  let preset: TrainingPreset
  let scenes: Int?
  let size: PictureSize?
  let seed: UInt64

  func frames(_ split: DrivingWorld.Split) -> WorldFrames {
    let counts = preset.scenes
    let count =
      switch split {
      case .train: scenes ?? counts.train
      case .validation: counts.validation
      case .test: counts.test
      }
    // Held-out frames are seen in one fog each; almost clear air is for training only.
    let isTraining = split == .train
    return WorldFrames(
      split, scenes: count, width: size?.width ?? preset.size.width, height: size?.height ?? preset.size.height,
      seed: seed,
      draws: isTraining ? 2 : 1, clearShare: isTraining ? 0.1 : 0)
  }
}

/// One training run in its folder: VAE, latents, steps, checkpoints, scores.
struct TrainingRun {
  let out: String
  let preset: TrainingPreset
  let options: TrainingOptions
  let world: WorldChoice
  let running: RunOptions
  var cache: String?
  /// The share of a cell's pixels that must have depth for the cell to count.
  var validShare = 1.0
  var dataset: LearningFrames?
  var configuration = MariMetric2.Configuration.quick

  private var checkpoint: String { out + "/checkpoint" }

  /// Trains to the end, or goes on with what is there. Returns the scores on held-out scenes by kind of prediction.
  func train(vae choice: String) throws -> [(String, HeldOutScores)] {
    if dataset == nil { try world.frames(.train).admit(batch: options.batch, name: "--scenes") }
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    let vae = try self.vae(choice)
    var configuration = configuration
    configuration.vae = vae.configuration
    let trainer = try self.trainer(configuration)
    report(trainer)
    let encoder = LatentEncoder(vae, coding: trainer.model.configuration.depthCoding, validShare: validShare)
    let latents =
      try dataset.map { try self.latents($0.training, encoder) } ?? self.latents(world.frames(.train), encoder)
    guard latents.framesWithoutDepth.count < latents.count else {
      throw FileError(
        .damaged, out,
        "none of \(latents.count) frames has a cell with enough valid depth: nothing teaches depth; see --valid-share")
    }
    if !latents.framesWithoutDepth.isEmpty {
      say("\(latents.framesWithoutDepth.count) frames have no cell with valid depth and teach none\n")
    }
    let validation = try pictures(.validation)
    try loop(trainer, latents, vae, validation)
    let test = try pictures(.test)
    return try scores(vae, test)
  }

  private func loop(_ trainer: Trainer, _ latents: LatentSet, _ vae: VAE, _ validation: PictureSet) throws {
    let log = try TrainingLog(folder: out, from: trainer.steps)
    let progress = Progress(
      "training", total: options.steps - trainer.steps, style: running.progress, unit: "steps")
    let interval = max(1, options.steps / preset.evaluations)
    while !trainer.isDone {
      do { try StopSignal.check() } catch {
        try trainer.save(to: checkpoint)
        throw error
      }
      try trainer.step(latents)
      let report = trainer.report!
      try log.write(report, images: options.batch)
      progress.advance("step \(report.step) L \(report.total) std(v) \(Float(report.visibilityDeviation))")
      if trainer.steps % interval == 0 || trainer.isDone {
        try keepBest(trainer, vae, validation)
        try trainer.save(to: checkpoint)
      }
    }
    progress.finish()
  }

  /// Scores the averages on validation scenes and writes them where they are the best so far.
  private func keepBest(_ trainer: Trainer, _ vae: VAE, _ validation: PictureSet) throws {
    let scores = trainer.ema.withAverages {
      HeldOutScores(MariMetric2Predictor(trainer.model, vae), on: validation)
    }
    let place = out + "/weights/best.json"
    let best = FileManager.default.contents(atPath: place).flatMap { try? JSONDecoder().decode(Best.self, from: $0) }
    let isBest = best.map { $0.step == trainer.steps || $0.joint < scores.joint } ?? true
    say("step \(trainer.steps): validation \(ScoreLine("", scores))\(isBest ? ", the best so far" : "")\n")
    guard isBest else { return }
    try WholeFolder.write(out + "/weights") { folder in
      try trainer.writeAverages(to: folder)
      try FileManager.default.copyItem(atPath: out + "/vae", toPath: folder + "/vae")
      let best = Best(step: trainer.steps, joint: scores.joint, validation: scores)
      try AtomicFile.write(try jsonText(best), to: folder + "/best.json")
    }
  }

  private struct Best: Codable {
    let step: Int
    let joint: Double
    let validation: HeldOutScores
  }

  /// The VAE of this run, in the folder `vae`: made now, or copied.
  private func vae(_ choice: String) throws -> VAE {
    let place = out + "/vae"
    if !FileManager.default.fileExists(atPath: place + "/config.json") {
      if choice == "train" {
        try trainVAE(to: place)
      } else {
        let from = choice == "shipped" ? try ShippedWeights.folder("vae-small") : choice
        _ = try VAE(folder: from)
        try WholeFolder.write(place) { folder in
          for file in ["config.json", "diffusion_pytorch_model.safetensors"] {
            try FileManager.default.copyItem(atPath: "\(from)/\(file)", toPath: "\(folder)/\(file)")
          }
        }
      }
    }
    return try VAE(folder: place)
  }

  private func trainVAE(to place: String) throws {
    let pictures = try self.pictures(.train)
    var options = VAETrainer.Options()
    options.steps = preset.vaeSteps
    let trainer = VAETrainer(.small, options, seed: self.options.seed)
    let progress = Progress("vae", total: options.steps, style: running.progress, unit: "steps")
    for _ in 0..<options.steps {
      try StopSignal.check()
      progress.advance("loss \(try trainer.advance(on: pictures).total)")
    }
    progress.finish()
    trainer.setScale(on: pictures)
    try WholeFolder.write(place) { try trainer.vae.write(trainer.parameters, to: $0) }
  }

  private func trainer(_ configuration: MariMetric2.Configuration) throws -> Trainer {
    guard FileManager.default.fileExists(atPath: checkpoint + "/training.json") else {
      return Trainer(configuration, options)
    }
    let trainer = try Trainer.resume(from: checkpoint)
    guard trainer.options == options, trainer.model.configuration == configuration else {
      throw FileError(
        .cannotCreate, out, "holds a run with other options: name a new folder, or give the options of that run")
    }
    say("going on from step \(trainer.steps)\n")
    return trainer
  }

  private func report(_ trainer: Trainer) {
    let rates = trainer.options.rates
    say("\(trainer.parameters.scalarCount) parameters; learning rates:")
    for component in MariMetric2.Component.allCases { say(" \(component.rawValue) \(rates[component])") }
    say("\n")
  }

  private func latents(_ source: some FrameSource, _ encoder: LatentEncoder) throws -> LatentSet {
    let progress = Progress("latents", total: source.count, style: running.progress)
    defer { progress.finish() }
    return try LatentSet(source, encoder, cache: cache, jobs: running.workers) { id in
      try StopSignal.check()
      progress.advance(id)
    }
  }

  private func pictures(_ split: DrivingWorld.Split) throws -> PictureSet {
    if let dataset {
      let source = split == .train ? dataset.training : dataset.test
      return try pictures(source, split.rawValue)
    }
    return try pictures(world.frames(split), split.rawValue)
  }

  private func pictures(_ source: some FrameSource, _ name: String) throws -> PictureSet {
    let progress = Progress("\(name) scenes", total: source.count, style: running.progress)
    defer { progress.finish() }
    return try PictureSet(source, jobs: running.workers) { id in
      try StopSignal.check()
      progress.advance(id)
    }
  }

  private func scores(_ vae: VAE, _ test: PictureSet) throws -> [(String, HeldOutScores)] {
    let all = try [(1, 1), (4, 1)].map { steps, members in
      var options = MariMetric2Predictor.Options()
      (options.steps, options.members) = (steps, members)
      let predictor = try MariMetric2Predictor(folder: out + "/weights", options)
      return ("\(steps) step\(steps == 1 ? "" : "s")", HeldOutScores(predictor, on: test))
    }
    try AtomicFile.write(
      try jsonText(Dictionary(uniqueKeysWithValues: all)), to: out + "/scores.json")
    return all
  }
}
