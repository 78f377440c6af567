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
      INPUT is a picture (PNG, JPEG), a folder of pictures, nested or not, or a data set, of which the hazy pictures are \
      taken where it has some. DIR gets depth/ (metres along the optical axis), and of mari-metric-2 clean/ (8-bit PNG), visibility/ and \
      for ensembles uncertainty/ (npy, or EXR with --depth exr), named as the frames are: `evaluate` reads the folder. The same input gives the \
      same bytes for any number of jobs, and does not depend on what else is predicted. A run that was stopped goes on \
      when the same command is given again.
      """)

  @Argument(help: "A picture, a folder of pictures, or a data set.") var input: String
  @Option(help: "The folder to write into.") var out: String
  @Option(help: "The model.") var model = ModelChoice(.mariMetric2)
  @Option(help: "The folder of its weights. (default: those that come with the project, where there are some)")
  var weights: String?
  @Option(help: "Which pictures of a data set: hazy or clear. (default: hazy, where there are some)")
  var condition: Air?
  @Option(
    help: ArgumentHelp("fx,fy,cx,cy in pixels, for pictures whose camera no data set tells.", valueName: "numbers"))
  var camera: CameraNumbers?
  @Option(help: DepthFormat.help)
  var depth = DepthFormat.npy
  @Option(help: "mari-metric-2, marigold: steps of denoising. (default: 1; marigold: what its folder recommends)")
  var steps: Int?
  @Option(
    help: "mari-metric-2, marigold: predictions from as many noises; more than one gives an uncertainty. (default: 1)")
  var members: Int?
  @Option(
    help: "mari-metric-2, marigold: how members become one, mean or median. (default: mean; marigold: median)")
  var reduction: EnsembleReduction?
  @Option(help: "mari-metric-2, marigold: the seed of the noise. (default: 7; marigold: 0)") var seed: UInt64?
  @Option(
    help: ArgumentHelp(
      """
      mari-metric-2: look at pictures at this size; results are brought back to their own. (default: the width it was \
      trained at)
      """, valueName: "HxW"))
  var workingSize: PictureSize?
  @Option(
    help: """
      mari-metric-2: MiB that the tensors of one picture may take; larger pictures are predicted in tiles. With --jobs \
      as many pictures are at work. (default: 2048)
      """)
  var memory: Int?
  @Option(help: ArgumentHelp("Draw predictions beside the truth, at most --sheet-frames of them.", valueName: "FILE"))
  var sheet: String?
  @Option(help: "How many frames the sheet shows, spread over all.") var sheetFrames = 4
  @Option(help: "Only this many frames.") var limit: Int?
  @Flag(help: "Write into the folder of an earlier run of this command.") var overwrite = false
  @OptionGroup(title: "A data set's") var reading: ReadingOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try depth.check()
    try reading.refuseMasks("predict looks at pictures alone, and every pixel gets a depth")
    try check("--steps", steps, in: 1...50)
    try check("--members", members, in: 1...1000)
    try check("--memory", memory, in: 64...1 << 24, "MiB")
    try check("--limit", limit, in: OptionRange.frames)
    try check("--sheet-frames", sheetFrames, in: 1...64)
    if let useless = model.entry.useless(settings).first {
      throw ValidationError("--\(useless.rawValue): \(model.entry.name) has no use for it; leave it out")
    }
    if reduction != nil, members ?? 1 == 1 {
      throw ValidationError("--reduction: one member is reduced to itself; give --members 2 or more")
    }
  }

  func run() throws {
    if let sheet { try admitSheet(sheet) }
    let frames = try PredictionInput(input, condition: condition, limit: limit, options: reading)
    let folder = try weights ?? defaultWeights
    let predictor = try model.entry.load(folder, settings)
    if let licence = model.entry.licence { say("note: \(licence)\n") }
    let (files, isResumed) = try outputs(for: frames, folder, predictor)
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
      let picture = try PredictionSheet().picture(of: scenes).png(maker: PredictCommand.sheetMaker)
      try admitSheet(sheet)
      try AtomicFile.write(picture, to: sheet)
    }
    print("\(out): \(frames.count) predictions by \(predictor.name)")
  }

  /// The folder to write into. One of an interrupted run of the same command is gone on with; of another, what differs
  /// is told.
  private func outputs(
    for frames: PredictionInput, _ weights: String, _ predictor: any DepthPredictor
  ) throws -> (FrameFiles, isResumed: Bool) {
    let manifest = try PredictionManifest(
      frames, model: model.entry, weights: weights, predictor, camera: camera?.intrinsics, depth: depth, input: input)
    let text = try jsonText(manifest)
    let place = out + "/" + PredictionManifest.name
    let known = try? String(contentsOfFile: place, encoding: .utf8)
    let isResumed = known == text && !overwrite
    if let known, !isResumed, !overwrite {
      throw FileError(
        .cannotCreate, out,
        "is not empty: it holds predictions \(PredictionManifest.difference(known, text)); name "
          + "another folder, or pass --overwrite to write into this one")
    }
    let folder = try OutputFolder(
      out, maker: "hazydepth predict", inputs: [input, weights], goesOn: overwrite || isResumed)
    try folder.write(Array(text.utf8), to: PredictionManifest.name)
    return (FrameFiles(folder: folder, depth: depth), isResumed)
  }

  private static let sheetMaker = "hazydepth predict --sheet"

  private func admitSheet(_ path: String) throws {
    try OutputFile.admit(path, inputs: [input]) { PNG.isMade(by: PredictCommand.sheetMaker, $0) }
  }

  private var defaultWeights: String {
    get throws {
      guard let shipped = model.entry.shipped.first else {
        throw ValidationError("--weights: none come with the project for \(model.entry.name); name a folder")
      }
      return try ShippedWeights.folder(shipped.name)
    }
  }

  private var settings: PredictionSettings {
    var s = PredictionSettings()
    (s.steps, s.members, s.reduction, s.seed, s.memory) = (steps, members, reduction, seed, memory)
    s.workingSize = workingSize.map { PictureSide(height: $0.height, width: $0.width) }
    s.hasCamera = camera != nil
    return s
  }
}

extension Air: ExpressibleByArgument {}
extension EnsembleReduction: ExpressibleByArgument {}

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
