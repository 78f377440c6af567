import Driving
import Files
import Foundation
import Numerics
import Pictures
import TestSupport
import Testing
import World

// ## KITTI

@Test(.needsShared) func `the KITTI object sample projects to the stated points and depths`() throws {
  let root = "\(samples)/kitti_object"
  #expect(try DatasetLayout(of: root) == .kittiObject)
  let data = try Dataset.open(root)
  #expect(data.ids == ["000000"] && data.gaps == [])
  let frame = try data.frame(0)
  let s = summary(try #require(frame.depth))
  #expect(s.n == 20209 && states(4.2193, s.min) && states(11.6668, s.median), "\(s)")
  #expect(states(11.6301, s.mean) && states(72.73, s.max), "\(s)")
  #expect(frame.intrinsics == Intrinsics(fx: 707.0493, fy: 707.0493, cx: 604.0814, cy: 180.5066))
  #expect(frame.clear?.width == 1224)
}

@Test(.needsShared) func `the KITTI depth sample's list has one frame of three, and names the others`() throws {
  let data = try Dataset.open("\(samples)/kitti_depth/test_annotations.json")
  #expect(data.ids == ["data/kitti_demo/rgb/0000000005"])
  #expect(
    data.gaps.map(\.path) == [
      "data/kitti_demo/rgb/0000000050.png", "data/kitti_demo/depth/0000000050.png",
      "data/kitti_demo/rgb/0000000100.png", "data/kitti_demo/depth/0000000100.png",
    ])
  let frame = try data.frame(0)
  #expect(frame.depth?.validCount == 90839 && frame.intrinsics?.fx == 707.0493)
}

@Test func `KITTI depth takes pictures and cameras from the raw recordings`() throws {
  let scratch = Scratch()
  let drive = "2011_09_26_drive_0002_sync"
  for frame in ["0000000005", "0000000006"] {
    let path = "val/\(drive)/proj_depth/groundtruth/image_02/\(frame).png"
    try scratch.write(try Fake.words([256, 0, 512, 0, 0, 0, 0, 65535]), path)
  }
  try scratch.write(try Fake.picture(), "raw/2011_09_26/\(drive)/image_02/data/0000000005.png")
  let calibration = "calib_time: 09-Jan-2012 13:57:47\nP_rect_02: 721.5 0 609.5 44.8 0 721.5 172.8 0.2 0 0 1 0.003\n"
  try scratch.write(calibration, "raw/2011_09_26/calib_cam_to_cam.txt")
  let data = try Dataset.kittiDepth(scratch.path, raw: "\(scratch.path)/raw")
  #expect(data.ids == ["\(drive)/image_02/0000000005"])
  #expect(data.gaps.map(\.id) == ["\(drive)/image_02/0000000006"])
  #expect(data.gaps[0].path == "\(scratch.path)/raw/2011_09_26/\(drive)/image_02/data/0000000006.png")
  let frame = try data.frame(0)
  #expect(frame.depth?.metres == [1, 0, 2, 0, 0, 0, 0, 255.99609375])
  #expect(frame.intrinsics == Intrinsics(fx: 721.5, fy: 721.5, cx: 609.5, cy: 172.8) && frame.scene == drive)
}

@Test func `KITTI's validation selection pairs picture, truth and camera by drive, frame and camera`() throws {
  let scratch = Scratch()
  let (drive, rest) = ("2011_09_26_drive_0002", "0000000005_image_02")
  try scratch.write(try Fake.picture(), "image/\(drive)_sync_image_\(rest).png")
  let truth = "groundtruth_depth/\(drive)_sync_groundtruth_depth_\(rest).png"
  try scratch.write(try Fake.words([256, 0, 0, 0, 0, 0, 0, 0]), truth)
  try scratch.write("721.5 0 609.5 0 721.5 172.8 0 0 1\n", "intrinsics/\(drive)_sync_image_\(rest).txt")
  let data = try Dataset.open(scratch.path)
  #expect(data.ids == ["\(drive)_sync/\(rest)"] && data.gaps == [])
  #expect(try data.frame(0).intrinsics?.cx == 609.5)
}

// ## Virtual KITTI 2

@Test(arguments: [false, true])
func `Virtual KITTI 2 pairs clone with fog, and reads centimetres and sky`(split: Bool) throws {
  let scratch = Scratch()
  let (rgb, depth, text) = split ? ("vkitti_rgb/", "vkitti_depth/", "vkitti_textgt/") : ("", "", "")
  for (variation, frames) in [("clone", 0...2), ("fog", 0...1), ("rain", 0...2)] {
    for frame in frames {
      let picture = try Fake.picture(variation == "fog" ? 200 : 50)
      try scratch.write(picture, "\(rgb)Scene01/\(variation)/frames/rgb/Camera_0/rgb_0000\(frame).png")
      let path = "\(depth)Scene01/\(variation)/frames/depth/Camera_0/depth_0000\(frame).png"
      try scratch.write(try Fake.words([100, 250, 65535, 65534, 1, 2, 3, 8000]), path)
    }
  }
  let rows = "frame cameraID K[0,0] K[1,1] K[0,2] K[1,2]\n0 0 725.0087 725.0087 620.5 187\n0 1 1 1 1 1\n"
  try scratch.write(rows, "\(text)Scene01/clone/intrinsic.txt")
  #expect(try DatasetLayout(of: scratch.path) == .virtualKITTI2)
  let data = try Dataset.virtualKITTI2(scratch.path)
  #expect(data.ids == ["Scene01/Camera_0/00000", "Scene01/Camera_0/00001"])
  #expect(data.gaps.map(\.reason) == [.unpaired] && data.gaps[0].id == "Scene01/clone/Camera_0/00002")
  let frame = try data.frame(0)
  #expect(frame.clear?.bytes[0] == 50 && frame.hazy?.bytes[0] == 200 && frame.intrinsics?.cy == 187)
  #expect(frame.depth?.metres == [1, 2.5, 0, 655.34, 0.01, 0.02, 0.03, 80])
  #expect(frame.sky?.values == [false, false, true, false, false, false, false, false])
  expectFault("no row for frame 1, camera 0") { () throws(FileError) in try data.frame(1, .camera) }
  #expect(try Dataset.virtualKITTI2(scratch.path, hazy: nil).count == 3)
}

// ## Cityscapes

@Test func `Foggy Cityscapes pairs by number of the density, and turns disparity into depth`() throws {
  let scratch = Scratch()
  let stem = "val/ulm/ulm_000000_000019"
  try scratch.write(try Fake.picture(50), "leftImg8bit/\(stem)_leftImg8bit.png")
  try scratch.write(try Fake.picture(50), "leftImg8bit/val/ulm/ulm_000001_000019_leftImg8bit.png")
  for beta in ["0.005", "0.010"] {
    try scratch.write(try Fake.picture(150), "leftImg8bit_foggy/\(stem)_leftImg8bit_foggy_beta_\(beta).png")
  }
  for beta in ["0.005", "0.01", "0.02"] {
    let gray = Raster(width: 4, height: 2, channels: 1, samples: .bytes([0, 51, 255, 1, 2, 3, 4, 5]))
    let path = "leftImg8bit_transmittance/\(stem)_leftImg8bit_transmittance_beta_\(beta).png"
    try scratch.write(try PNG.encode(gray), path)
  }
  for stem in [stem, "val/ulm/ulm_000001_000019"] {
    // 0: none; 1: infinitely far; 2561: 10 pixels.
    try scratch.write(try Fake.words([0, 1, 2561, 0, 0, 0, 0, 5121]), "disparity/\(stem)_disparity.png")
    let camera = #"{"extrinsic": {"baseline": 0.2}, "intrinsic": {"fx": 2000, "fy": 2010, "u0": 1, "v0": 2}}"#
    try scratch.write(camera, "camera/\(stem)_camera.json")
  }
  #expect(try DatasetLayout(of: scratch.path) == .foggyCityscapes)
  let data = try Dataset.open(scratch.path)
  #expect(data.ids == ["\(stem)_foggy_beta_0.005", "\(stem)_foggy_beta_0.01"])
  #expect(data.gaps.map(\.description).count == 1 && data.gaps[0].id == "val/ulm/ulm_000001_000019")
  let frame = try data.frame(1)
  #expect(frame.scene == "ulm" && frame.attributes["beta"] == "0.01")
  #expect(abs(Double(frame.attributes["visibility_m"]!)! - 299.5732) < 1e-3)
  #expect(frame.depth?.metres == [0, 0, 40, 0, 0, 0, 0, 20])
  #expect(frame.transmission?.values[1] == 0.2 && frame.intrinsics?.fy == 2010)
}

// ## SHIFT

@Test func `SHIFT's foggy sequences are hazy, the others clear, and none is paired`() throws {
  let scratch = Scratch()
  for sequence in ["aa-01", "bb-02"] {
    try scratch.write(try Fake.picture(), "img/\(sequence)/00000000_img_front.png")
    // 100 m and the far plane.
    let packed: [UInt8] = [0x9a, 0x99, 0x19] + [UInt8](repeating: 255, count: 21)
    try scratch.write(try Fake.colours(packed), "depth/\(sequence)/00000000_depth_front.png")
  }
  try scratch.write("name,start_weather_coarse,town\naa-01,foggy,1\nbb-02,clear,2\n", "seq.csv")
  #expect(try DatasetLayout(of: scratch.path) == .shift)
  let data = try Dataset.open(scratch.path)
  #expect(data.ids == ["aa-01/00000000", "bb-02/00000000"] && data.gaps == [])
  let (foggy, clear) = (try data.frame(0), try data.frame(1))
  #expect(foggy.hazy != nil && foggy.clear == nil && clear.clear != nil && clear.hazy == nil)
  #expect(abs(foggy.depth![0, 0]! - 100) < 1e-4 && foggy.sky?.values.count { $0 } == 7)
  #expect(clear.attributes["town"] == "2" && clear.intrinsics?.fx == 640.0 * 4 / 1280)
}
