import ArgumentParser
import CKernels
import Files
import HazyDepth
import Processes
import World

/// `hazydepth train-direct --out DIR`
struct TrainDirectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-direct", abstract: "Train a small direct depth regressor on frames of the driving world.",
    discussion: """
      Writes config.json, model.safetensors (Float16) and README.md with scores on held-out scenes, clear and in fog, \
      with the camera it learned from and with a narrower one: a stand-in for the large direct models, to study what fog \
      does to such. A generalist has seen many cameras and a little fog: --fields-of-view, --fog-share. The same options \
      give the same bytes on every machine and for any --jobs.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case conv, vit }

  @Option(help: "The folder to write; one that this command made is replaced.") var out: String
  @Option(help: "The network: conv or vit.") var network = Kind.conv
  @Option(help: "What the model is called in tables. (default: direct-NETWORK, with -augmented)") var name: String?
  @Flag(help: "Change colours at random while training.") var augment = false
  @Option(help: ArgumentHelp("Rows by columns.", valueName: "HxW")) var size = PictureSize(height: 64, width: 192)
  @Option(help: "Scenes to train on, one frame each.") var scenes = 6000
  @Option(help: "Optimiser steps.") var steps = 6000
  @Option(help: "Examples per step.") var batch = 8
  @Option(help: "The highest learning rate.") var learningRate: Float = 1.5e-3
  @Option(help: "The loss of log depth: l1 or scale-invariant.") var loss = LogDepthLoss.scaleInvariant
  @Option(help: "The seed of the world, the first weights and all draws.") var seed: UInt64 = 7
  @Option(help: "The horizontal field of view in degrees.") var fieldOfView = 78.0
  @Option(help: ArgumentHelp("Another field of view for each scene, from this range.", valueName: "low:high"))
  var fieldsOfView: NumberRange?
  @Option(
    help: "What the model makes of the camera: blind, given (its focal length) or predicted (as UniDepthV2 does).")
  var camera = DirectCamera.blind
  @Option(help: "The share of training pictures in fog, 0 to 1.") var fogShare = 0.0
  @Option(help: ArgumentHelp("Their visibility in metres, log-uniform. (default: 25:2000)", valueName: "low:high"))
  var fogVisibility: NumberRange?
  @Option(help: ArgumentHelp("The gray of their airlight, sRGB in 0 to 1. (default: 0.72:0.94)", valueName: "low:high"))
  var fogAirlight: NumberRange?
  @Option(help: "Colour casts, 0 to 1: each channel of a training picture is multiplied by exp(U(-c, c)).")
  var casts: Float = 0
  @Option(help: "Where the scores come from: validation or test.") var scored = DrivingWorld.Split.test
  @Option(help: "Held-out scenes, four frames each.") var scoredScenes = 100
  @Flag(help: "Train nothing: score the weights that stand in --out, which these options made, and write their README.")
  var rescore = false
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    // The first hundred steps only warm up.
    try check("--steps", steps, in: 101...OptionRange.steps.upperBound)
    try check("--batch", batch, in: OptionRange.batch)
    try check("--scenes", scenes, in: OptionRange.frames)
    try check("--scored-scenes", scoredScenes, in: OptionRange.frames)
    try check("--learning-rate", learningRate, in: OptionRange.rate)
    try check("--field-of-view", fieldOfView, in: OptionRange.fieldOfView, "degrees")
    for end in [fieldsOfView?.lower, fieldsOfView?.upper] {
      try check("--fields-of-view", end, in: OptionRange.fieldOfView, "degrees")
    }
    try check("--fog-share", fogShare, in: 0...1)
    for end in [fogVisibility?.lower, fogVisibility?.upper] {
      try check("--fog-visibility", end, in: OptionRange.positiveMetres, "metres")
    }
    for end in [fogAirlight?.lower, fogAirlight?.upper] { try check("--fog-airlight", end, in: 0...1) }
    try check("--casts", casts, in: 0...1)
    if fogShare == 0, fogVisibility != nil || fogAirlight != nil {
      throw ValidationError("--fog-visibility and --fog-airlight need a --fog-share above 0")
    }
    let known = Set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    if let name, name.isEmpty || name.hasPrefix("-") || name.hasPrefix(".") || !known.isSuperset(of: name) {
      throw ValidationError("--name \(printable(name)): expected lower-case letters, digits, '-' and '.'")
    }
    if augment && casts > 0 { throw ValidationError("--augment draws casts, too: name --augment or --casts") }
    guard size.height >= 16, size.width >= 16 else { throw ValidationError("--size \(size): expected 16x16 or more") }
    guard scored != .train else { throw ValidationError("--scored train: expected a held-out split") }
  }

  private static let maker = "hazydepth train-direct"

  func run() throws {
    try WholeFolder.admit(out, maker: TrainDirectCommand.maker)
    hd_threads_set(Int32(running.workers))
    if rescore {
      try finish(out)
    } else {
      let model = try trained()
      try WholeFolder.write(out, maker: TrainDirectCommand.maker) { folder in
        try model.write(to: folder)
        try finish(folder)
      }
    }
    print(out)
  }

  /// Scores what the folder holds, weights rounded to Float16 as they will be read, and writes its README.
  private func finish(_ folder: String) throws {
    let model = try DirectBaseline(folder: folder)
    let scores = try DirectScores(
      model, size: size, fieldsOfView: [own, 60], split: scored, scenes: scoredScenes, seed: seed, running)
    let readme = try DirectReadme(
      command: command, model: model, folder: folder, training: training, scenes: learned, scores: scores)
    try AtomicFile.write(readme.text, to: folder + "/README.md")
    print(scores.table)
  }

  private func trained() throws -> DirectBaseline {
    let rendering = Progress("frames", total: scenes, style: running.progress)
    let examples = try DirectExamples(learned, width: size.width, height: size.height, jobs: running.workers) { id in
      try StopSignal.check()
      rendering.advance(id)
    }
    rendering.finish()
    let stepping = Progress("steps", total: steps, style: running.progress)
    var mean: Float = 0
    let model = try training.run(configuration, on: examples) { report in
      try StopSignal.check()
      mean += (report.loss - mean) * max(0.02, 1 / Float(report.step + 1))
      stepping.advance("loss \(mean)")
    }
    stepping.finish()
    return model
  }

  private var configuration: DirectBaseline.Configuration {
    let sizes: DirectBaseline.Network =
      switch network {
      case .conv: .conv(.init())
      case .vit: .vit(.init(rows: (size.height + 7) / 8, columns: (size.width + 7) / 8))
      }
    let name = "direct-\(network.rawValue)" + (augment ? "-augmented" : "")
    var configuration = DirectBaseline.Configuration(name: self.name ?? name, sizes, imageWidth: size.width)
    configuration.camera = camera
    return configuration
  }

  private var learned: DirectScenes {
    var learned = DirectScenes()
    (learned.seed, learned.count, learned.fogShare) = (seed, scenes, fogShare)
    learned.fieldOfView = fieldsOfView.map { $0.lower...$0.upper } ?? fieldOfView...fieldOfView
    if let V = fogVisibility { learned.visibility = V.lower...V.upper }
    if let A = fogAirlight { learned.airlight = Float(A.lower)...Float(A.upper) }
    return learned
  }

  /// The camera of the training, or the middle one.
  private var own: Double { fieldsOfView.map { 0.5 * ($0.lower + $0.upper) } ?? fieldOfView }

  private var training: DirectTraining {
    var training = DirectTraining()
    (training.steps, training.batchSize, training.learningRate) = (steps, batch, learningRate)
    (training.loss, training.seed) = (loss, seed)
    training.colour = augment ? ColourAugmentation() : casts > 0 ? .casts(casts) : nil
    return training
  }

  /// What makes the same bytes again: every option that is not how it runs.
  private var command: String {
    "swift run -c release hazydepth train-direct --network \(network.rawValue)\(augment ? " --augment" : "") "
      + "--size \(size) --scenes \(scenes) --steps \(steps) --batch \(batch) --learning-rate \(learningRate) "
      + "--loss \(loss.rawValue) --seed \(seed) --field-of-view \(fieldOfView) " + seldom
      + "--scored-scenes \(scoredScenes) --out weights/\(configuration.name)"
  }

  /// The options that most models are made without.
  private var seldom: String {
    var words: [String] = []
    func add(_ option: String, _ range: NumberRange?) {
      if let range { words.append("\(option) \(range.lower):\(range.upper)") }
    }
    if let name { words.append("--name \(name)") }
    add("--fields-of-view", fieldsOfView)
    if camera != .blind { words.append("--camera \(camera.rawValue)") }
    if fogShare > 0 { words.append("--fog-share \(fogShare)") }
    add("--fog-visibility", fogVisibility)
    add("--fog-airlight", fogAirlight)
    if casts > 0 { words.append("--casts \(casts)") }
    if scored != .test { words.append("--scored \(scored.rawValue)") }
    return words.map { $0 + " " }.joined()
  }
}

extension LogDepthLoss: ExpressibleByArgument {}
extension DirectCamera: ExpressibleByArgument {}
