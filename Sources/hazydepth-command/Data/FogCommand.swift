import ArgumentParser
import Driving
import Files
import Numerics
import Pictures

/// `hazydepth fog --data PATH --out DIR`
struct FogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fog", abstract: "Lay fog over clear pictures with depth.",
    discussion: """
      Writes hazy/ (8-bit PNG), transmission/ (npy) and fog.json with each frame's visibility and airlight, under the \
      frames' own names. Pixels without a depth are taken for sky, so sparse depth is refused. A frame without a known \
      scene draws its visibility by itself.
      """)

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(help: "The folder to write into.")
  var out: String

  @Option(help: ArgumentHelp("fx,fy,cx,cy in pixels, for data without intrinsics.", valueName: "numbers"))
  var camera: CameraNumbers?

  @Option(help: "The camera's height above the ground in metres, for fog that depends on height or place.")
  var cameraHeight = 1.5

  @Option(help: "The camera's tilt upwards in degrees, likewise.")
  var cameraPitch = 0.0

  @Option(
    help: ArgumentHelp(
      "A picture that fog could have made but did not: surfaces-beyond:M, surfaces-within:M, shuffle (another frame's "
        + "depth), veil (one transmission) or sensor-only.", valueName: "kind"))
  var counterfactual: CounterfactualChoice?

  @Flag(help: "Also write clear/, depth/ and intrinsics/, so that the folder can be opened by itself.")
  var complete = false

  @Flag(help: "Accept depth at fewer than a quarter of the pixels; all others are taken for sky.")
  var allowSparse = false

  @Flag(help: "Write into the folder of an earlier run of this command.")
  var overwrite = false

  @OptionGroup(title: "Fog") var fog: FogOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try data.options.refuseMasks("fog is laid over every pixel that has a depth")
    try check("--camera-height", cameraHeight, in: -1e4...1e4, "metres")
    try check("--camera-pitch", cameraPitch, in: -89...89, "degrees")
    if case .sensorOnly = counterfactual, !fog.sensor {
      throw ValidationError("--counterfactual sensor-only: pass --sensor too, or nothing is done to the pictures")
    }
  }

  func run() throws {
    let dataset = try data.open()
    if case .shuffle = counterfactual, dataset.count < 2 {
      throw FileError(.damaged, data.path, "has one frame: --counterfactual shuffle needs another one's depth")
    }
    let folder = try OutputFolder(out, maker: "hazydepth fog", inputs: [data.path], goesOn: overwrite)
    let files = FrameFiles(folder: folder, depth: .npy)
    let progress = Progress("fog", total: dataset.count, style: running.progress)
    let distribution = fog.distribution
    let records = try Workers.map(dataset.count, jobs: running.workers) { i in
      let entry = dataset.entries[i]
      let frame = try self.hazy(i, of: dataset, distribution)
      var written = frame
      if !complete { (written.clear, written.depth) = (nil, nil) }
      written.classes = nil
      try files.write(written, as: entry.id)
      if complete, let camera = frame.intrinsics { try files.write(camera, as: entry.id) }
      progress.advance(entry.id)
      return FrameRecord(id: entry.id, scene: entry.scene, attributes: frame.attributes)
    }
    try files.folder.write(
      json: Manifest(seed: fog.seed, counterfactual: counterfactual?.name, frames: records), to: "fog.json")
    progress.finish()
    let metres = records.compactMap { $0.attributes["visibility_m"].flatMap(Double.init) }
    let mean = FixedOrder.mean(metres)
    print("\(out): \(records.count) frames, mean visibility \((mean * 10).rounded() / 10) m")
  }

  private struct Manifest: Encodable {
    let schema = 1
    let seed: UInt64
    let counterfactual: String?
    let frames: [FrameRecord]
  }

  private func hazy(_ i: Int, of dataset: Dataset, _ distribution: VisibilityDistribution?) throws -> Frame {
    let entry = dataset.entries[i]
    var frame = try entry.load([.clear, .depth, .classes, .camera])
    if let camera { frame.intrinsics = camera.intrinsics }
    try requireDepthAndCamera(frame)
    let scene = entry.scene.isEmpty ? entry.id : entry.scene
    let fog = fog.fog(ofScene: scene, distribution)
    let noise = Generator(seed: self.fog.seed).stream("sensor of " + entry.id)
    let pose = CameraPose(height: cameraHeight, pitch: cameraPitch * .pi / 180)
    guard let counterfactual else { return fog.laid(over: frame, pose: pose, sensor: self.fog.camera, noise: noise) }
    var chosen = counterfactual.known
    if case .shuffle = counterfactual {
      // Half the set away: another scene, unless there is only one.
      let other = dataset.entries[(i + dataset.count / 2) % dataset.count]
      let depth = try other.load(.depth).depth
      guard let depth, depth.width == frame.depth?.width, depth.height == frame.depth?.height else {
        throw FileError(.damaged, other.id, "has a depth map of another size than \(entry.id): shuffle needs one size")
      }
      frame.attributes["depth_of"] = other.id
      chosen = .depthOf(depth)
    }
    frame.attributes["counterfactual"] = counterfactual.name
    return fog.laid(over: frame, as: chosen!, pose: pose, sensor: self.fog.camera, noise: noise)
  }

  /// What fog needs of a frame.
  private func requireDepthAndCamera(_ frame: Frame) throws {
    guard frame.clear != nil else { throw FileError(.missing, frame.id, "has no clear picture to lay fog over") }
    guard let depth = frame.depth else { throw FileError(.missing, frame.id, "has no depth: fog needs one") }
    guard frame.intrinsics != nil else {
      throw FileError(.missing, frame.id, "has no intrinsics: add intrinsics.txt, or pass --camera fx,fy,cx,cy")
    }
    let (valid, all) = (depth.validCount, depth.metres.count)
    let sky = frame.sky.map { $0.values.count { $0 } } ?? 0
    guard allowSparse || (valid + sky) * 4 >= all else {
      throw FileError(
        .damaged, frame.id,
        "has depth at \(valid) of \(all) pixels: fog needs dense depth; fill it, or pass --allow-sparse to take the "
          + "others for sky")
    }
  }
}

/// `veil`, `surfaces-beyond:40`, …
enum CounterfactualChoice: ExpressibleByArgument {
  case beyond(Float)
  case within(Float)
  case shuffle
  case veil
  case sensorOnly

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    let metres = parts.count == 2 ? Float(parts[1]).flatMap { OptionRange.metres.contains(Double($0)) ? $0 : nil } : nil
    switch (parts[0], parts.count, metres) {
    case ("shuffle", 1, nil): self = .shuffle
    case ("veil", 1, nil): self = .veil
    case ("sensor-only", 1, nil): self = .sensorOnly
    case ("surfaces-beyond", 2, let m?): self = .beyond(m)
    case ("surfaces-within", 2, let m?): self = .within(m)
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .beyond(let m): "surfaces-beyond:\(m)"
    case .within(let m): "surfaces-within:\(m)"
    case .shuffle: "shuffle"
    case .veil: "veil"
    case .sensorOnly: "sensor-only"
    }
  }

  /// nil for a shuffle, which must see the other frame first.
  var known: Counterfactual? {
    switch self {
    case .beyond(let m): .surfacesBeyond(m)
    case .within(let m): .surfacesWithin(m)
    case .shuffle: nil
    case .veil: .veil
    case .sensorOnly: .sensorOnly
    }
  }
}
