import Driving
import Files
import Numerics
import Pictures
import TestSupport
import Testing

private let huge: [Float] = [10, 20, 1e9, 1e9, 30, 40, 50, 60]
/// RGBA, class 29 in the red channel of the second pixel.
private func classes() throws -> [UInt8] {
  var values = [UInt8](repeating: 7, count: 4 * 2 * 3)
  values[3] = 29
  return try Fake.colours(values)
}

private func tree(_ scratch: Scratch, hazyName: String = "hazy") throws {
  for frame in ["000", "010", "020"] {
    let id = "scene_a/CS_FRONT/\(frame)"
    try scratch.write(try Fake.picture(100), "rgb/\(id).png")
    if frame != "020" { try scratch.write(try Fake.picture(180), "\(hazyName)/\(id).png") }
    try scratch.write(try NumpyArchive.encode([("data", huge, [2, 4])]), "depth/\(id).npz")
    try scratch.write(try classes(), "semantic_segmentation_2d/\(id).png")
  }
  try scratch.write(try Fake.picture(), "hazy/scene_b/CS_FRONT/000.png")
  let calibration = "\(Material.goldens)/realdrivesim_calib/example_rds_calib.json"
  try scratch.write(try FolderTree.read(calibration, for: .text), "calibration/scene_a/calib.json")
}

@Test func `RealDriveSim frames have pictures, planar depth, sky and a camera scaled to their size`() throws {
  let scratch = Scratch()
  try tree(scratch)
  #expect(try DatasetLayout(of: scratch.path) == .realDriveSim)
  let data = try Dataset.realDriveSim(scratch.path)
  #expect(data.ids == ["scene_a/CS_FRONT/000", "scene_a/CS_FRONT/010"])
  let frame = try data.frame(0)
  #expect(frame.scene == "scene_a" && frame.clear?.bytes[0] == 100 && frame.hazy?.bytes[0] == 180)
  #expect(frame.depth?.metres == [10, 20, 0, 0, 30, 40, 50, 60] && frame.depth?.kind == .planar)
  // Sky by class (pixel 1) and by distance (pixels 2 and 3).
  #expect(frame.sky?.values == [false, true, true, true, false, false, false, false])
  #expect(frame.mask?.values == [true, false, false, false, true, true, true, true])
  // The calibration is for pictures 2048 wide, its field of view says.
  let k = try #require(frame.intrinsics)
  #expect(abs(k.fx - 2262.52001953125 * 4 / 2048) < 1e-9 && frame.attributes["camera_scale"] == "\(4.0 / 2048)")
  let gaps = data.gaps.map(\.description)
  #expect(
    gaps == [
      "unpaired clear of scene_a/CS_FRONT/020: \(scratch.path)/rgb/scene_a/CS_FRONT/020.png",
      "unpaired hazy of scene_b/CS_FRONT/000: \(scratch.path)/hazy/scene_b/CS_FRONT/000.png",
    ])
}

@Test func `RealDriveSim reads the same from zip archives as from folders`() throws {
  let scratch = Scratch()
  try tree(scratch)
  let zipped = Scratch()
  for modality in ["rgb", "hazy", "depth", "semantic_segmentation_2d", "calibration"] {
    let folder = FolderTree("\(scratch.path)/\(modality)")
    // The depth archive keeps the modality's name inside, the others do not.
    let members = try folder.files().map { path in
      let bytes = try folder.read(path, for: .points)
      return (name: (modality == "depth" ? "depth/" : "") + path, bytes: bytes, size: bytes.count, method: UInt16(0))
    }
    try zipped.write(handmadeZip(members), "\(modality)\(modality == "rgb" ? "_10" : "").zip")
  }
  let plain = try Dataset.realDriveSim(scratch.path)
  let data = try Dataset.realDriveSim(zipped.path)
  #expect(data.ids == plain.ids && data.gaps.count == plain.gaps.count)
  let (a, b) = (try plain.frame(1), try data.frame(1))
  #expect(
    a.clear == b.clear && a.hazy == b.hazy && a.depth == b.depth && a.sky == b.sky && a.intrinsics == b.intrinsics)
  #expect(data.entries[1].clear?.name == "\(zipped.path)/rgb_10.zip/scene_a/CS_FRONT/010.png")
}

@Test func `a ladder of fog densities gives a frame each, named after its file`() throws {
  let scratch = Scratch()
  try scratch.write(try Fake.picture(100), "rgb/s/CS_FRONT/1.png")
  try scratch.write(try NumpyArchive.encode([("data", huge, [2, 4])]), "depth/s/CS_FRONT/1.npz")
  for mor in [50, 100] { try scratch.write(try Fake.picture(200), "radial_foggy/s/CS_FRONT/1/mor_\(mor)m.png") }
  let data = try Dataset.realDriveSim(scratch.path)
  #expect(data.ids == ["s/CS_FRONT/1/mor_100m", "s/CS_FRONT/1/mor_50m"] && data.gaps == [])
  #expect(data.entries[0].attributes["variant"] == "mor_100m")
}

@Test func `a modality that could be two is not guessed`() throws {
  let scratch = Scratch()
  for name in ["rgb_10", "rgb_20"] { try scratch.write(try Fake.picture(), "\(name)/s/CS_FRONT/1.png") }
  expectFault("has rgb_10, rgb_20: which one is 'rgb'?") { () throws(FileError) in
    try Dataset.realDriveSim(scratch.path)
  }
}

@Test func `RealDriveSim's calibration sample has the stated camera and no LiDAR camera`() throws {
  let scratch = Scratch()
  try tree(scratch)
  try scratch.write(try Fake.picture(), "rgb/scene_a/HDL_32E/000.png")
  try scratch.write(try Fake.picture(), "hazy/scene_a/HDL_32E/000.png")
  try scratch.write(try NumpyArchive.encode([("data", huge, [2, 4])]), "depth/scene_a/HDL_32E/000.npz")
  try scratch.write(try classes(), "semantic_segmentation_2d/scene_a/HDL_32E/000.png")
  let camera = try #require(try Dataset.realDriveSim(scratch.path).entries[0].camera).read()
  #expect(camera.width == 2048)
  #expect(
    camera.intrinsics
      == Intrinsics(fx: 2262.52001953125, fy: 2265.3017578125, cx: 1096.97998046875, cy: 513.1370239257812))
  let lidar = try #require(try Dataset.realDriveSim(scratch.path, camera: "HDL_32E").entries[0].camera)
  expectFault("is it a LiDAR?") { () throws(FileError) in try lidar.read() }
}
