import ArgumentParser
import CKernels
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Processes

/// `hazydepth train --preset quick --out DIR`
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train mari_metric_2 from nothing: world, VAE, latents, model.",
    discussion: """
      DIR/weights holds what `predict` takes: config.json, model.safetensors (the averages, Float16) and vae/. Beside it: \
      losses.csv (a line for every step), timing.csv, scores.json, and the last checkpoint, from which the same command \
      goes on after it was stopped, to the same bytes. Scores are those of held-out scenes. The results are the same for \
      any number of threads and any instruction set. The objective is the note's; --set changes any of its constants: \
      \(Objective.constants.map(\.name).joined(separator: ", ")).
      """)

  @Option(help: "smoke (seconds), quick (three minutes on two cores) or full (the weights that ship).")
  var preset = TrainingPreset.quick
  @Option(help: "The run's folder; a run that was stopped there goes on.") var out: String
  @Option(
    help: ArgumentHelp(
      """
      Train on a data set with clear, hazy and depth instead of the world; of five scenes one chooses the best weights and \
      one is reported; pictures are brought to --size.
      """,
      valueName: "PATH"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      """
      The share of a latent cell's pixels that must have depth for the cell to teach it. (default: 1; of depth measured at \
      points, from one pixel on)
      """, valueName: "share"))
  var validShare: Double?
  @Option(help: "A VAE's folder; `shipped` for the small one that comes along; `train` for one made now.")
  var vae: String?
  @Option(help: "Optimiser steps.") var steps: Int?
  @Option(help: "Images of a step.") var batch: Int?
  @Option(help: "The encoder's learning rate; the decoders learn 2 and 2.4 times as fast.") var learningRate: Float?
  @Option(help: "The share of images trained at the last timestep.") var lastShare: Double?
  @Option(help: "The decay of the averages.") var emaDecay: Double?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A constant of the objective, such as lambda.rank=0.1 or gamma=2; may be given again.", valueName: "name=value"))
  var constants: [String] = []
  @Option(help: "Scenes to train on.") var scenes: Int?
  @Option(help: ArgumentHelp("Rows by columns of the frames.", valueName: "HxW")) var size: PictureSize?
  @Option(help: "The model's size, if not the preset's: smoke (8/16/24 channels), quick (16/32/48) or full (24/48/72).")
  var model: TrainingPreset?
  @Option(help: "The seed of the world, its fogs, the first weights and all draws.") var seed: UInt64 = 7
  @Option(help: "Where latents are kept between runs. (default: .hazydepth/latents in the package)") var cache: String?
  @OptionGroup(title: "--data") var reading: ReadingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try check("--steps", steps, in: OptionRange.steps)
    try check("--batch", batch, in: OptionRange.batch)
    try check("--scenes", scenes, in: OptionRange.frames)
    try check("--learning-rate", learningRate, in: OptionRange.rate)
    try check("--last-share", lastShare, in: 0...1)
    try check("--ema-decay", emaDecay, in: 0...0.999_999_999)
    let side = VAE.Configuration.small.factor
    if let size, size.height % side != 0 || size.width % side != 0 {
      throw ValidationError("--size \(size): expected multiples of \(side), the pixels of a latent pixel's side")
    }
    if let validShare, !(validShare > 0 && validShare <= 1) {
      throw ValidationError("--valid-share \(validShare): expected above 0 to 1")
    }
    _ = try objective()
    if data != nil, scenes != nil {
      throw ValidationError("--scenes: counts scenes of the world, and --data has its own; leave one out")
    }
  }

  /// The note's objective with the constants that are set. `last_share` has an option of its own, too.
  private func objective() throws -> Objective {
    var objective = Objective()
    objective.timesteps.lastShare = lastShare ?? preset.options.lastShare
    var known: Set<String> = lastShare == nil ? [] : ["last_share"]
    for text in constants {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--set \(printable(text)): expected name=value") }
      guard let constant = Objective.constants.first(where: { $0.name == parts[0] }) else {
        let names = Objective.constants.map(\.name).joined(separator: ", ")
        throw ValidationError("--set \(printable(text)): expected one of \(names)")
      }
      guard known.insert(parts[0]).inserted else { throw ValidationError("--set \(parts[0]): given twice") }
      guard constant.set(&objective, to: parts[1]) else {
        throw ValidationError("--set \(printable(text)): expected \(constant.expected)")
      }
    }
    return objective
  }

  func run() throws {
    StopSignal.listen()
    hd_threads_set(Int32(running.workers))
    let objective = try objective()
    var options = preset.options
    options.seed = seed
    if let steps { options.steps = steps }
    if let batch { options.batch = batch }
    if let learningRate { options.learningRate = learningRate }
    options.lastShare = objective.timesteps.lastShare
    if let emaDecay { options.emaDecay = emaDecay }
    options.warmUp = min(options.warmUp, options.steps / 4)
    let world = WorldChoice(preset: preset, scenes: scenes, size: size, seed: seed)
    var run = TrainingRun(out: out, preset: preset, options: options, world: world, running: running)
    run.objective = objective
    run.configuration = (model ?? preset).configuration
    run.cache = cache ?? LatentSet.sharedCache
    run.inputs = [data, vae].compactMap(\.self)
    run.dataset = try data.map { path in
      let size = size ?? PictureSize(height: preset.size.height, width: preset.size.width)
      return try LearningFrames(
        validatedBy: path, reading: reading.reading, width: size.width, height: size.height, batch: options.batch)
    }
    if let dataset = run.dataset?.dataset { try reading.admit(dataset, data ?? "") }
    (run.dataPath, run.validShare) = (data ?? "", validShare)
    let scores = try run.train(vae: vae ?? (preset.vaeSteps > 0 ? "train" : "shipped"))
    print(ScoreLine.header)
    for (name, score) in scores { print(ScoreLine(name, score)) }
    print("\(out)/weights")
  }
}

extension TrainingPreset: ExpressibleByArgument {}

/// Scores on held-out scenes as a line of text.
struct ScoreLine: CustomStringConvertible {
  let description: String
  static let header = "                    AbsRel  delta1   MAE m  RMSE m  PSNR dB   SSIM  (hazy dB)  images"

  init(_ name: String, _ s: HeldOutScores) {
    func f(_ x: Double, _ format: String) -> String { String(format: format, x) }
    description =
      name.padding(toLength: 19, withPad: " ", startingAt: 0) + f(s.absRel, "%7.4f") + f(s.delta1, "%8.4f")
      + f(s.mae, "%8.3f") + f(s.rmse, "%8.3f") + f(s.psnr, "%9.2f") + f(s.ssim, "%7.3f") + f(s.hazyPSNR, "%11.2f")
      + "\(s.images)".leftPadded(8)
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
