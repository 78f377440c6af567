import ArgumentParser
import Driving
import Files
import Pictures
import World

/// `hazydepth world --out DIR`
struct WorldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "world", abstract: "Write frames of the procedural driving world, with a contact sheet.",
    discussion: """
      The folder can be opened as a data set: clear/, hazy/ (8-bit PNG), depth/ (metres along the optical axis, 0 where \
      there is none), transmission/ (in [0, 1]), classes/ (training ids of Cityscapes), intrinsics.txt, and world.json \
      with what is known of each frame. Frames are named scene/moment; the same seed gives the same bytes on every \
      machine and for any --jobs.
      """)

  @Option(help: "The folder to write into.")
  var out: String

  @Option(help: "How many frames.")
  var frames = 24

  @Option(help: ArgumentHelp("Rows by columns.", valueName: "HxW"))
  var size = PictureSize(height: 96, width: 320)

  @Option(help: "Only scenes of one split: train, validation or test. (default: all, in order)")
  var split: DrivingWorld.Split?

  @Option(help: "Moments per scene, half a second apart.")
  var framesPerScene = 4

  @Option(help: "The horizontal field of view in degrees, 20 to 120.")
  var fieldOfView = 78.0

  @Option(help: "Metres by which the camera stands higher than each scene draws it (1.3 to 1.75 m), -1 to 5.")
  var mountHeight = 0.0

  @Option(help: "Degrees by which it looks further up, -20 to 20.")
  var mountPitch = 0.0

  @Option(help: "Degrees by which it is turned clockwise, -45 to 45.")
  var mountRoll = 0.0

  @Option(help: "The first look of the world, or the second: other colours, grain and light, as of another simulator.")
  var look = WorldLook.first

  @Option(help: DepthFormat.help)
  var depth = DepthFormat.npy

  @Flag(help: "No fog: clear pictures and depth only.")
  var clear = false

  @Flag(help: "Write into the folder of an earlier run of this command.")
  var overwrite = false

  @OptionGroup(title: "Fog") var fog: FogOptions
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try depth.check()
    try check("--frames", frames, in: OptionRange.frames)
    try check("--frames-per-scene", framesPerScene, in: 1...1000)
    try check("--field-of-view", fieldOfView, in: OptionRange.fieldOfView, "degrees")
    try check("--mount-height", mountHeight, in: CameraMount.heights, "metres")
    try check("--mount-pitch", mountPitch, in: CameraMount.pitches, "degrees")
    try check("--mount-roll", mountRoll, in: CameraMount.rolls, "degrees")
  }

  private static let sheetRows = 6

  func run() throws {
    let world = DrivingWorld(
      seed: fog.seed, framesPerScene: framesPerScene, fieldOfView: fieldOfView,
      mount: CameraMount(height: mountHeight, pitch: mountPitch, roll: mountRoll), look: look)
    let indices = chosen(in: world)
    let folder = try OutputFolder(out, maker: "hazydepth world", goesOn: overwrite)
    let files = FrameFiles(folder: folder, depth: depth)
    let progress = Progress("world", total: indices.count, style: running.progress)
    let distribution = clear ? nil : fog.distribution
    let rows = min(WorldCommand.sheetRows, indices.count)
    let shown = Set(clear ? [] : (0..<rows).map { $0 * indices.count / rows })
    let done = try Workers.map(indices.count, jobs: running.workers) { i in
      let index = indices[i]
      let scene = WorldCommand.name(ofScene: world.scene(ofFrame: index))
      let id = "\(scene)/\(index % world.framesPerScene)"
      let frame = world.frame(
        index, width: size.width, height: size.height, fog: clear ? nil : fog.fog(ofScene: scene, distribution),
        sensor: fog.camera)
      let clipped = try files.write(frame, as: id)
      progress.advance(id)
      let record = FrameRecord(id: id, scene: scene, attributes: frame.attributes)
      return (record: record, clipped: clipped, shown: shown.contains(i) ? frame : nil)
    }
    let camera = world.intrinsics(width: size.width, height: size.height)
    try files.write(camera)
    if !shown.isEmpty {
      try files.folder.write(try ContactSheet().picture(of: done.compactMap(\.shown)).png(), to: "sheet.png")
    }
    try files.folder.write(json: manifest(camera, done.map(\.record)), to: "world.json")
    progress.finish()
    let clipped = done.reduce(0) { $0 + $1.clipped }
    if clipped > 0 { say("\(clipped) distances beyond 255.99 m were stored as that; --depth npy keeps them\n") }
    print("\(out): \(indices.count) frames of \(size), \(Set(done.map(\.record.scene)).count) scenes")
  }

  private func chosen(in world: DrivingWorld) -> [Int] {
    guard let split else { return Array(0..<frames) }
    let scenes = (frames + framesPerScene - 1) / framesPerScene
    return Array(world.frames(of: split, scenes: scenes).prefix(frames))
  }

  /// Sorts as the numbers do.
  private static func name(ofScene number: Int) -> String {
    let digits = String(number)
    return "scene" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  private struct Manifest: Encodable {
    let schema = 1
    let seed: UInt64
    let width: Int
    let height: Int
    let framesPerScene: Int
    let fieldOfViewDegrees: Double
    let mountHeightMetres: Double
    let mountPitchDegrees: Double
    let mountRollDegrees: Double
    let look: String
    let depthUnitsPerMetre: Double
    let intrinsics: CameraRecord
    let frames: [FrameRecord]
  }

  private func manifest(_ camera: Intrinsics, _ records: [FrameRecord]) -> Manifest {
    Manifest(
      seed: fog.seed, width: size.width, height: size.height, framesPerScene: framesPerScene,
      fieldOfViewDegrees: fieldOfView, mountHeightMetres: mountHeight, mountPitchDegrees: mountPitch,
      mountRollDegrees: mountRoll, look: look.rawValue,
      depthUnitsPerMetre: depth == .png ? 256 : 1,
      intrinsics: CameraRecord(camera),
      frames: records)
  }
}

extension WorldLook: ExpressibleByArgument {}
