import Driving
import Files
import Foundation
import Numerics
import Pictures
import World

/// Small data sets of made-up numbers, laid out as users' own.
enum MadeUpData {
  /// `data/` with clear/, hazy/, depth/ and `mine/` with predictions: right for clear pictures, half as far again for hazy ones.
  static func plain(_ path: String, frames: Int, height: Int, width: Int) throws {
    for i in 0..<frames {
      let metres = [Float](repeating: Float(10 * (i + 1)), count: height * width)
      let picture = Image(width: width, height: height, bytes: [UInt8](repeating: 90, count: height * width * 3))
      try picture.write(png: try place(path, "data/clear/\(i).png"))
      try picture.write(png: try place(path, "data/hazy/\(i).png"))
      try write(metres, [height, width], to: try place(path, "data/depth/\(i).npy"))
      try write(metres, [height, width], to: try place(path, "mine/clear/\(i).npy"))
      try write(metres.map { $0 * 1.5 }, [height, width], to: try place(path, "mine/hazy/\(i).npy"))
    }
  }

  /// RealDriveSim's layout: rgb/, hazy/, depth/ as npz of key `data`, calibration/, `<scene>/CS_FRONT/<frame>`.
  static func realDriveSim(_ path: String, scenes: Int, frames: Int, height: Int, width: Int) throws {
    for s in 0..<scenes {
      let scene = "scene_\(s)"
      for f in 0..<frames {
        let name = "\(scene)/CS_FRONT/000\(f)"
        let world = DrivingWorld(seed: 3, framesPerScene: 1)
        let frame = world.frame(
          s * 7 + f, width: width, height: height, fog: FogDistribution().fog(.init(seed: UInt64(s))))
        try frame.clear?.write(png: try place(path, "rgb/\(name).png"))
        try frame.hazy?.write(png: try place(path, "hazy/\(name).png"))
        let metres = (frame.depth?.metres ?? []).map { $0 > 0 ? $0 : 5000 }
        try write(metres, [height, width], to: try place(path, "depth/\(name).npy"))
      }
      let f = 0.5 * Double(width)
      let json = """
        {"names": ["CS_FRONT"], "intrinsics": [{"fx": \(f), "fy": \(f), "cx": \(f), "cy": \(Double(height) / 2), \
        "skew": 0, "fov": 90, "k1": 0, "k2": 0, "k3": 0, "k4": 0, "k5": 0, "k6": 0, "p1": 0, "p2": 0, "s1": 0, \
        "s2": 0, "s3": 0, "s4": 0, "taux": 0, "tauy": 0, "fisheye": 0}], "extrinsics": [{"rotation": {"qw": 1, "qx": 0, "qy": 0, "qz": 0}, "translation": {"x": 0, "y": 0, "z": 1}}]}
        """
      try Data(json.utf8).write(to: URL(fileURLWithPath: try place(path, "calibration/\(scene).json")))
    }
  }

  static func write(_ values: [Float], _ shape: [Int], to path: String) throws {
    try Data(NumpyArray.encode(values, shape: shape)).write(to: URL(fileURLWithPath: path))
  }

  /// The path, its folder made.
  static func place(_ root: String, _ name: String) throws -> String {
    let path = "\(root)/\(name)"
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return path
  }
}
