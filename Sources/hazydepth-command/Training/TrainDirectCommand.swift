import ArgumentParser
import CKernels
import DriveData
import Evaluation
import HazyDepth
import Numerics

/// `hazydepth train-direct --out DIR`
struct TrainDirectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-direct", abstract: "Train a small direct depth regressor on clear frames of the driving world.",
    discussion: """
      Writes config.json, model.safetensors (Float16) and README.md with the held-out scores: a stand-in for the large \
      direct models, for studies of what fog does to them. The same options give the same bytes on every machine and for \
      any --threads.
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case conv }

  @Option(help: "The folder to write into.") var out: String
  @Option(help: "The network.") var network = Kind.conv
  @Flag(help: "Change colours at random while training.") var augment = false
  @Option(help: ArgumentHelp("Rows by columns.", valueName: "HxW")) var size = PictureSize(height: 64, width: 192)
  @Option(help: "Scenes to train on, one frame each.") var scenes = 4000
  @Option(help: "Optimiser steps.") var steps = 3000
  @Option(help: "Examples per step.") var batch = 16
  @Option(help: "The highest learning rate.") var learningRate: Float = 2e-3
  @Option(help: "l1 or scale-invariant, both of log depth.") var loss = LogDepthLoss.l1
  @Option(help: "The seed of weights and batches; the world has its own.") var seed: UInt64 = 7
  @Option(help: "The seed of the world.") var worldSeed: UInt64 = 7
  @Option(help: "The horizontal field of view in degrees.") var fieldOfView = 78.0
  @Option(help: "The split the scores come from.") var scored = DrivingWorld.Split.test
  @Option(help: "Held-out scenes, four frames each.") var scoredScenes = 80
  @Option(help: "Threads of the kernels.") var threads = 1
  @Option(help: "Progress on standard error: auto, plain or none.") var progress = ProgressStyle.auto

  func run() throws {
    hd_threads_set(Int32(threads))
    let world = DrivingWorld(seed: worldSeed, framesPerScene: 1, fieldOfView: fieldOfView)
    let rendering = Progress("frames", total: scenes, style: progress)
    let examples = DirectExamples(
      world, frames: world.frames(of: .train, scenes: scenes), width: size.width, height: size.height
    ) { rendering.advance("") }
    rendering.finish()

    var training = DirectTraining()
    (training.steps, training.batchSize, training.learningRate) = (steps, batch, learningRate)
    (training.loss, training.seed) = (loss, seed)
    training.colour = augment ? ColourAugmentation() : nil
    let stepping = Progress("steps", total: steps, style: progress)
    var mean: Float = 0
    let model = try training.run(DirectBaseline.Configuration(.conv(.init())), on: examples) { report in
      mean += (report.loss - mean) * (report.step < 50 ? 1 / Float(report.step + 1) : 0.02)
      stepping.advance("loss \(mean)")
    }
    stepping.finish()
    try model.write(to: out)
    try score(try DirectBaseline(folder: out))
  }

  func score(_ model: DirectBaseline) throws {
    print("\(out): \(model.parameterCount) parameters")
    for field in [fieldOfView, 60] {
      let world = DrivingWorld(seed: worldSeed, fieldOfView: field)
      let frames = world.frames(of: scored, scenes: scoredScenes)
      var clear: DepthErrors?
      for visibility in [nil, 1000, 700, 500, 300, 100] as [Double?] {
        let trial = DirectTrial(
          world, frames: frames, width: size.width, height: size.height, visibility: visibility)
        let errors = trial.errors(of: model)
        let scores = errors.scores()
        var line = "fov \(field) V \(visibility.map { "\($0)" } ?? "clear")"
        for metric in [DepthMetric.absRel, .delta1, .mae, .rmse, .bias] {
          line += " \(metric.rawValue) \(scores[metric]!)"
        }
        if let clear,
          let test = OddityTest(
            clear: clear, hazy: errors, draws: 1000, random: Generator(seed: 1), scene: world.scene(ofFrame:))
        {
          line +=
            " dMAE \(test.mae.observed) \(test.mae.percentile()) dRMSE \(test.rmse.observed) \(test.rmse.percentile()) \(test.verdict())"
        }
        print(line)
        clear = clear ?? errors
      }
    }
  }
}

extension LogDepthLoss: ExpressibleByArgument {}
