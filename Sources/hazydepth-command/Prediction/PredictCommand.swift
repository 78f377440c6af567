import ArgumentParser
import CKernels
import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Pictures
import World

/// `hazydepth predict --model mari-metric-2 --weights DIR INPUT --out DIR`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predict metric depth, and what else the model tells, of pictures of any size.",
    discussion: """
      INPUT is a picture (PNG, JPEG), a folder of pictures, or a data set, of which the hazy pictures are taken where it \
      has some. DIR gets depth/ (metres along the optical axis), and of mari-metric-2 clean/ (8-bit PNG), visibility/ and \
      for ensembles uncertainty/ (npy, or EXR with --depth exr), named as the frames are: `evaluate` reads the folder. The same input gives the \
      same bytes for any number of jobs, and does not depend on what else is predicted. A run that was stopped goes on \
      when the same command is given again.
      """)

  @Argument(help: "A picture, a folder of pictures, or a data set.") var input: String
  @Option(help: "The folder to write into.") var out: String
  @Option(help: "The model.") var model = ModelChoice.mariMetric2
  @Option(help: "The folder of its weights. (default: those that come with the project, where there are some)")
  var weights: String?
  @Option(help: "Which pictures of a data set: hazy or clear. (default: hazy, where there are some)")
  var condition: Air?
  @Option(
    help: ArgumentHelp("fx,fy,cx,cy in pixels, for pictures whose camera no data set tells.", valueName: "numbers"))
  var camera: CameraNumbers?
  @Option(help: DepthFormat.help)
  var depth = DepthFormat.npy
  @Option(help: "mari-metric-2: steps of DDIM, 1 to 50.") var steps = 1
  @Option(help: "mari-metric-2: predictions from as many noises; more than one gives an uncertainty.") var members = 1
  @Option(help: "mari-metric-2: how members become one, mean or median.")
  var reduction = MariMetric2Predictor.EnsembleReduction.mean
  @Option(help: "mari-metric-2: the seed of the noise.") var seed: UInt64 = 7
  @Option(
    help: ArgumentHelp(
      "mari-metric-2: look at pictures at this size; results are brought back to their own.", valueName: "HxW"))
  var workingSize: PictureSize?
  @Option(help: "mari-metric-2: MiB that tensors may take, about; larger pictures are predicted in tiles.")
  var memory = 2048
  @Option(help: ArgumentHelp("Draw predictions beside the truth, at most --sheet-frames of them.", valueName: "FILE"))
  var sheet: String?
  @Option(help: "How many frames the sheet shows, spread over all.") var sheetFrames = 4
  @Option(help: "Only this many frames.") var limit: Int?
  @Flag(help: "Write into a folder that holds something.") var overwrite = false
  @OptionGroup(title: "A data set's") var reading: ReadingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try depth.check()
    guard (1...50).contains(steps) else { throw ValidationError("--steps \(steps): expected 1 to 50") }
    guard (1...1000).contains(members) else { throw ValidationError("--members \(members): expected 1 to 1000") }
    guard memory >= 64 else { throw ValidationError("--memory \(memory): expected 64 MiB or more") }
    guard limit ?? 1 > 0, sheetFrames > 0 else { throw ValidationError("--limit and --sheet-frames: expected above 0") }
  }

  func run() throws {
    let frames = try PredictionInput(input, condition: condition, limit: limit, options: reading)
    let folder = try weights ?? defaultWeights
    let predictor = try model.load(folder, options)
    if let licence = model.licence { say("note: \(licence)\n") }
    let (files, isResumed) = try outputs(for: frames, folder)
    let progress = Progress("predict", total: frames.count, style: running.progress)
    let shown = Set((0..<min(sheetFrames, frames.count)).map { $0 * frames.count / min(sheetFrames, frames.count) })
    // Frames side by side; a frame alone may use all threads itself.
    let jobs = min(running.workers, frames.count)
    hd_threads_set(Int32(jobs == 1 ? running.workers : 1))
    let (camera, isDrawn) = (camera?.intrinsics, sheet != nil)
    let done = try Workers.map(frames.count, jobs: jobs) { i -> (clipped: Int, scene: PredictionSheet.Scene?) in
      let id = frames.ids[i]
      let isShown = isDrawn && shown.contains(i)
      defer { progress.advance(id) }
      if isResumed, !isShown, files.hasDepth(id) { return (0, nil) }
      let frame = try frames.frame(i)
      let made = try predictor.predict(frame.image, intrinsics: camera ?? frame.frame.intrinsics, id: frame.id)
      return (try files.write(made, as: frame.id), isShown ? frame.scene(made) : nil)
    }
    let (clipped, scenes) = (done.reduce(0) { $0 + $1.clipped }, done.compactMap(\.scene))
    progress.finish()
    if clipped > 0 { say("\(clipped) distances beyond 255.99 m were stored as that; --depth npy keeps them\n") }
    if let sheet {
      try PredictionSheet().picture(of: scenes).write(png: sheet)
    }
    print("\(out): \(frames.count) predictions by \(predictor.name)")
  }

  /// The folder to write into. One of an interrupted run of the same command is gone on with.
  private func outputs(for frames: PredictionInput, _ weights: String) throws -> (FrameFiles, isResumed: Bool) {
    let text = try jsonText(manifest(frames, weights))
    let known = try? String(contentsOfFile: out + "/predictions.json", encoding: .utf8)
    let isResumed = known == text && !overwrite
    let folder = try OutputFolder(out, replacing: overwrite || isResumed)
    try folder.write(Array(text.utf8), to: "predictions.json")
    return (FrameFiles(folder: folder, depth: depth), isResumed)
  }

  private var defaultWeights: String {
    get throws {
      guard let name = model.shipped else {
        throw ValidationError("--weights: none come with the project for \(model.rawValue); name a folder")
      }
      return try ShippedWeights.folder(name)
    }
  }

  private var options: MariMetric2Predictor.Options {
    var o = MariMetric2Predictor.Options()
    (o.steps, o.members, o.reduction, o.seed, o.memoryLimit) = (steps, members, reduction, seed, memory << 20)
    o.workingSize = workingSize.map { ($0.height, $0.width) }
    return o
  }

  private struct Manifest: Encodable {
    let schema = 2
    let input, air, model, weights: String
    let weightsSHA256: [String: String]
    let steps, members: Int
    let reduction: String
    let seed: UInt64
    /// fx, fy, cx, cy as given; rows, columns; MiB.
    let camera: [Double]?
    let workingSize: [Int]?
    let memory: Int
    let depth: String
    let frames: [String]
  }

  private func manifest(_ frames: PredictionInput, _ folder: String) throws -> Manifest {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { $0.hasSuffix(".safetensors") }
    let digests = try files.map { ($0, try Digest.of(file: folder + "/" + $0)) }
    let k = camera?.intrinsics
    return Manifest(
      input: input, air: frames.air.rawValue, model: model.rawValue, weights: folder,
      weightsSHA256: Dictionary(uniqueKeysWithValues: digests), steps: steps, members: members,
      reduction: reduction.rawValue, seed: seed, camera: k.map { [$0.fx, $0.fy, $0.cx, $0.cy] },
      workingSize: workingSize.map { [$0.height, $0.width] }, memory: memory, depth: depth.rawValue, frames: frames.ids)
  }
}

extension Air: ExpressibleByArgument {}
extension MariMetric2Predictor.EnsembleReduction: ExpressibleByArgument {}

extension FrameFiles {
  /// Writes what was predicted of a frame; returns how many distances were too far for the depth format.
  func write(_ made: DepthPrediction, as id: String) throws -> Int {
    if let clean = made.clean { try folder.write(try clean.png(), to: "clean/\(id).png") }
    for (name, grid) in [("visibility", made.visibility), ("uncertainty", made.uncertainty)] {
      if let grid { try write(grid, to: name, as: id) }
    }
    // Depth comes last: where it is, the frame is whole.
    return try write(DepthMap(width: made.depth.width, height: made.depth.height, metres: made.depth.values), as: id)
  }
}
