import Driving
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Pictures
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
  var objective = Objective()
  var cache: String?
  var dataset: LearningFrames?
  /// What is read, which `out` must not hold.
  var inputs: [String] = []
  /// The data set's path as it was given.
  var dataPath = ""
  /// The share of a cell's pixels that must have depth; nil: told by the data.
  var validShare: Double?
  var configuration = MariMetric2.Configuration.quick

  private var checkpoint: String { out + "/checkpoint" }

  /// Trains to the end, or goes on with what is there. Returns the scores on held-out scenes by kind of prediction.
  func train(vae choice: String) throws -> [(String, HeldOutScores)] {
    if dataset == nil { try world.frames(.train).admit(batch: options.batch, name: "--scenes") }
    if dataset?.isPartedByFrame == true {
      say(
        "\(dataPath): fewer than three scenes, so frames are parted: scores say less than those of scenes never seen\n")
    }
    _ = try OutputFolder(out, maker: "hazydepth train", inputs: inputs, goesOn: true)
    for part in ["vae", "checkpoint", "weights"] { try WholeFolder.admit("\(out)/\(part)") }
    try sources(choice).claim(out)
    let vae = try self.vae(choice)
    var configuration = configuration
    configuration.vae = vae.configuration
    configuration.trainedSize = try size()
    let trainer = try self.trainer(configuration)
    report(trainer)
    let encoder = try self.encoder(vae, trainer.model.configuration.depthCoding)
    let latents = try self.latents(frames(.train), encoder)
    guard latents.framesWithoutDepth.count < latents.count else {
      throw FileError(
        .damaged, dataset == nil ? "world" : dataPath,
        "no frame has a cell with valid depth, so nothing would be learnt of it: look at the depth files, or lower "
          + "--valid-share")
    }
    if !latents.framesWithoutDepth.isEmpty {
      say("\(latents.framesWithoutDepth.count) frames have no cell with valid depth and teach none\n")
    }
    let validation = try pictures(.validation)
    try loop(trainer, latents, vae, validation)
    let test = try pictures(.test)
    return try scores(vae, test)
  }

  /// What the run learns from, chooses by and reports, by content.
  private func sources(_ choice: String) throws -> TrainingSources {
    let digests = FileDigests(memory: cache.map { $0 + "/digests.txt" })
    var sources = TrainingSources()
    for split in DrivingWorld.Split.allCases {
      let name = dataset == nil ? "the world's \(split.rawValue) scenes" : "\(dataPath), \(split.rawValue)"
      let frames = self.frames(split)
      sources.add(
        "data for \(split.rawValue)", content: try frames.identity(digests), "\(name), \(frames.count) frames")
    }
    if let cache {
      try? FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
      try? digests.save()
    }
    if choice == "train" {
      sources.add("VAE", content: "trained \(preset.vaeSteps)", "trained here for \(preset.vaeSteps) steps")
    } else {
      sources.add("VAE", content: try VAE.contents(of: vaeFolder(choice)), choice)
    }
    sources.add("valid share", content: "\(validShare.map { "\($0)" } ?? "auto")", validShare.map { "\($0)" } ?? "auto")
    return sources
  }

  private func vaeFolder(_ choice: String) throws -> String {
    choice == "shipped" ? try ShippedWeights.folder("vae-small") : choice
  }

  private func frames(_ split: DrivingWorld.Split) -> any FrameSource {
    guard let dataset else { return world.frames(split) }
    return switch split {
    case .train: dataset.training
    case .validation: dataset.validation ?? dataset.test
    case .test: dataset.test
    }
  }

  private func size() throws -> PictureSide {
    guard dataset == nil else {
      let size = world.size ?? PictureSize(height: preset.size.height, width: preset.size.width)
      return PictureSide(height: size.height, width: size.width)
    }
    let frames = world.frames(.train)
    return PictureSide(height: frames.height, width: frames.width)
  }

  /// The world's depth is whole; a data set's own tells what of it can teach.
  private func encoder(_ vae: VAE, _ coding: DepthCoding) throws -> LatentEncoder {
    guard let dataset else { return LatentEncoder(vae, coding: coding, validShare: validShare ?? 1) }
    let density = try DepthDensity(of: dataset.training, factor: vae.configuration.factor)
    guard density.isSparse else { return LatentEncoder(vae, coding: coding, validShare: validShare ?? 1) }
    let side = vae.configuration.factor
    say(
      "depth is sparse (\(Int((density.pixels * 100).rounded())) % of pixels): a cell counts from "
        + "\(validShare.map { "\($0) of its pixels" } ?? "one pixel") on, and holes take the nearest depth\n")
    return LatentEncoder(vae, coding: coding, validShare: validShare ?? 1 / Double(side * side), fillsHoles: true)
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
      try FileManager.default.createDirectory(atPath: folder + "/vae", withIntermediateDirectories: true)
      try VAE.copy(from: out + "/vae", to: folder + "/vae")
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
        let from = try vaeFolder(choice)
        _ = try VAE(folder: from)
        try WholeFolder.write(place) { try VAE.copy(from: from, to: $0) }
      }
    }
    return try VAE(folder: place)
  }

  private func trainVAE(to place: String) throws {
    let pictures = try self.pictures(.train)
    var options = VAETrainer.Options()
    options.steps = preset.vaeSteps
    options.fit(height: pictures.height, width: pictures.width, factor: VAE.Configuration.small.factor)
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
    guard let trainer = try Trainer.resumed(from: checkpoint) else {
      return Trainer(configuration, options, objective: objective)
    }
    for constant in Objective.constants where constant.text(trainer.objective) != constant.text(objective) {
      throw FileError(
        .cannotCreate, out,
        "holds a run with \(constant.name)=\(constant.text(trainer.objective)), and \(constant.text(objective)) is asked "
          + "for: name a new folder, or --set \(constant.name)=\(constant.text(trainer.objective))")
    }
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
    var note = Objective()
    note.timesteps.lastShare = trainer.options.lastShare
    let changed = Objective.constants.filter { $0.text(trainer.objective) != $0.text(note) }
      .map { "\($0.name)=\($0.text(trainer.objective))" }
    if !changed.isEmpty { say("the note's objective, but \(changed.joined(separator: ", "))\n") }
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
    try pictures(frames(split), split.rawValue)
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
