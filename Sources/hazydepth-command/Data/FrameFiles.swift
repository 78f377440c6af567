import ArgumentParser
import Driving
import Files
import Foundation
import Pictures

/// How depth is written.
enum DepthFormat: String, ExpressibleByArgument, CaseIterable {
  /// Float32 metres, exact; 0 where there is none.
  case npy
  /// 16 bits, 256 to the metre, 0 where there is none; 255.99 m at most.
  case png
  /// Float32 metres in the channel `Y`, exact; 0 where there is none.
  case exr

  static let help: ArgumentHelp = """
    Depth files: npy (Float32 metres, exact), exr (the same, compressed, in the channel Y) or png (16 bits, 256 per metre, \
    at most 255.99 m); 0 where there is no depth.
    """

  /// Throws for a format that this build cannot write, before any work is done.
  func check() throws {
    guard self == .exr, !EXR.isAvailable else { return }
    throw ValidationError(
      "--depth exr: OpenEXR was missing when this was built; apt install libopenexr-dev, or take npy")
  }
}

/// Frames as the files of a plain folder: one folder for each part, the frame's id as the name.
struct FrameFiles: Sendable {
  let folder: OutputFolder
  let depth: DepthFormat

  /// Writes the parts a frame has; returns how many distances were too far for the depth format.
  @discardableResult
  func write(_ frame: Frame, as id: String) throws -> Int {
    var clipped = 0
    if let clear = frame.clear { try folder.write(try clear.png(), to: "clear/\(id).png") }
    if let hazy = frame.hazy { try folder.write(try hazy.png(), to: "hazy/\(id).png") }
    if let map = frame.depth { clipped = try write(map, as: id) }
    if let t = frame.transmission {
      // Sums of shares may exceed 1 by their rounding, which a reader of shares refuses.
      let shares = t.values.map { min($0, 1) }
      try folder.write(NumpyArray.encode(shares, shape: [t.height, t.width]), to: "transmission/\(id).npy")
    }
    if let classes = frame.classes {
      let picture = Image(width: classes.width, height: classes.height, channels: 1, bytes: classes.values)
      try folder.write(try picture.png(), to: "classes/\(id).png")
    }
    return clipped
  }

  /// Writes a depth map; returns how many distances were too far for the format.
  func write(_ map: DepthMap, as id: String) throws -> Int {
    var clipped = 0
    let bytes: [UInt8]
    switch depth {
    case .npy: bytes = map.npy
    case .exr: bytes = try map.exr()
    case .png:
      let file = try map.png16()
      (bytes, clipped) = (file.bytes, file.clipped)
    }
    try folder.write(bytes, to: "depth/\(id).\(depth)")
    return clipped
  }

  /// Writes other numbers than depth, exactly: as EXR where depth is, else as npy.
  func write(_ grid: Grid<Float>, to part: String, as id: String) throws {
    let bytes =
      depth == .exr
      ? try EXR.encode(width: grid.width, height: grid.height, channels: [("Y", grid.values)])
      : NumpyArray.encode(grid.values, shape: [grid.height, grid.width])
    try folder.write(bytes, to: "\(part)/\(id).\(depth == .exr ? "exr" : "npy")")
  }

  /// Whether a frame's depth is there.
  func hasDepth(_ id: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder.path)/depth/\(id).\(depth)")
  }

  /// Writes a camera's matrix as three lines of text, to `intrinsics.txt` for all frames or for one.
  func write(_ camera: Intrinsics, as id: String? = nil) throws {
    let text = "\(camera.fx) \(camera.skew) \(camera.cx)\n0 \(camera.fy) \(camera.cy)\n0 0 1\n"
    try folder.write(Array(text.utf8), to: id.map { "intrinsics/\($0).txt" } ?? "intrinsics.txt")
  }
}

/// A frame in a manifest.
struct FrameRecord: Encodable, Sendable {
  let id: String
  let scene: String
  let attributes: [String: String]
}

/// A camera in a manifest, in pixels.
struct CameraRecord: Encodable {
  let fx: Double
  let fy: Double
  let cx: Double
  let cy: Double

  init(_ camera: Intrinsics) { (fx, fy, cx, cy) = (camera.fx, camera.fy, camera.cx, camera.cy) }
}
