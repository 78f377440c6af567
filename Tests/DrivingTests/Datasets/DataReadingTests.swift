import Driving
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct DataReadingTests {
  private let map = Fake.depth([1, 2, 3, 4, 5, 6, 7, 8])

  private func plain(_ scratch: Scratch, pictures: String, depth: String, ids: [String]) throws {
    for id in ids {
      try scratch.write(try Fake.picture(), "\(pictures)/\(id).png")
      try scratch.write(map.npy, "\(depth)/\(id).npy")
    }
  }

  @Test(arguments: [
    ("img", ["scene_01/000"]), ("clear", ["Scene_01/000"]), ("clear", ["Scene01/000"]),
    ("rgb", ["2011_09_26_drive_0001_sync/000"]), ("images", ["Scenery/clone/000"]),
  ])
  func `a plain folder is not taken for a data set whose words it has`(pictures: String, ids: [String]) throws {
    let scratch = Scratch()
    try plain(scratch, pictures: pictures, depth: "depth", ids: ids)
    let data = try Dataset.open(scratch.path)
    #expect(data.ids == ids && data.report?.layout == "folder" && data.report?.isGuessed == true)
    #expect(try data.frame(0).depth == map)
  }

  @Test func `what lies in a folder and is not read is named with its reason`() throws {
    let scratch = Scratch()
    try plain(scratch, pictures: "clear", depth: "depth", ids: ["A/0", "C/0"])
    for name in [".hidden.png", "._0.png", ".DS_Store", "A/1.tiff", "A/2.webp"] {
      try scratch.write([1], "clear/\(name)")
    }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/depth/B", withDestinationPath: "/nowhere/at/all")
    let odd = Array("\(scratch.path)/clear/bad".utf8) + [0xff] + Array(".png".utf8) + [0]
    let file = odd.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { fopen($0.baseAddress!, "w") }
    if let file { fclose(file) }
    let data = try Dataset.open(scratch.path)
    let report = try #require(data.report)
    #expect(
      report.leftOut == [
        "hidden files": 1, "resource files": 2, "links to nowhere": 1, "names that are no UTF-8": 1,
        "files of type tiff, which is not read": 1, "files of type webp, which is not read": 1,
      ])
    #expect(data.gaps == [Gap(.missing, "depth", of: "B", at: "\(scratch.path)/depth/B is a link to nowhere")])
    #expect(report.gaps == ["missing depth": 1] && report.lines.count == 3)
    #expect(data.ids == ["A/0", "C/0"])
  }

  @Test func `a prediction may have the name of its frame's picture or depth file`() throws {
    let scratch = Scratch()
    for scene in ["Scene01", "Scene02"] {
      try scratch.write(try Fake.picture(), "vk/\(scene)/clone/frames/rgb/Camera_0/rgb_00000.png")
      try scratch.write(try Fake.picture(), "vk/\(scene)/fog/frames/rgb/Camera_0/rgb_00000.png")
      try scratch.write(
        try Fake.words([100, 0, 0, 0, 0, 0, 0, 0]), "vk/\(scene)/clone/frames/depth/Camera_0/depth_00000.png")
    }
    let data = try Dataset.open("\(scratch.path)/vk")
    #expect(data.ids == ["Scene01/Camera_0/00000", "Scene02/Camera_0/00000"])
    for (folder, name) in [
      ("a", "clone/frames/rgb/Camera_0/rgb_00000"), ("b", "clone/frames/depth/Camera_0/depth_00000"),
    ] {
      for scene in ["Scene01", "Scene02"] { try scratch.write(map.npy, "\(folder)/\(scene)/\(name).npy") }
      #expect(try Predictions("\(scratch.path)/\(folder)", for: data.entries).count == 2)
    }
    try scratch.write(map.npy, "c/Scene01_fog_frames_rgb_Camera_0_rgb_00000.npy")
    #expect(try Predictions("\(scratch.path)/c", for: data.entries).file("Scene01/Camera_0/00000") != nil)
    try scratch.write(map.npy, "d/rgb_00000.npy")
    expectFault("may be of the frame Scene01/Camera_0/00000 or of Scene02/Camera_0/00000") { () throws(FileError) in
      try Predictions("\(scratch.path)/d", for: data.entries)
    }
  }

  @Test func `predictions are read by their unit, and keep what is no distance`() throws {
    let scratch = Scratch()
    try scratch.write(DepthMap(width: 2, height: 1, metres: [1500, 0]).npy, "p/a.npy")
    let found = try Predictions("\(scratch.path)/p", for: ["a"], meaning: DepthMeaning(scale: 1000, words: .prediction))
    #expect(try found.values("a").values == [1.5, 0] && found.mapped("a") == nil)
    try scratch.write(
      try PNG.encode(Raster(width: 2, height: 1, channels: 1, samples: .words([65535, 512]))), "q/a.png")
    #expect(try Predictions("\(scratch.path)/q", for: ["a"]).values("a").values == [255.99609375, 2])
    let marked = DepthMeaning(invalid: DepthMeaning.Invalid([65535]), words: .prediction)
    #expect(try Predictions("\(scratch.path)/q", for: ["a"], meaning: marked).values("a").values == [0, 2])
  }

  @Test func `depth along the ray comes as depth along the axis, and needs a camera`() throws {
    let scratch = Scratch()
    try plain(scratch, pictures: "clear", depth: "depth", ids: ["0"])
    let reading = DataReading(depth: DepthMeaning(kind: .radial))
    expectFault("needs a camera", kind: .missing) { () throws(FileError) in
      try Dataset.open(scratch.path, reading: reading).frame(0, .depth)
    }
    // The pixel at (3, 0) with f = 4 and its centre at (0, 0): 3, 4, 5.
    try scratch.write("4 0 0 0 4 0 0 0 1", "intrinsics.txt")
    let depth = try #require(try Dataset.open(scratch.path, reading: reading).frame(0, .depth).depth)
    #expect(depth.kind == .planar && depth.metres[0] == 1 && abs(depth.metres[3] - 3.2) < 1e-6)
  }

  @Test func `what cannot be honoured is refused with its reason`() throws {
    let scratch = Scratch()
    try plain(scratch, pictures: "clear", depth: "depth", ids: ["a"])
    func fault(_ text: String, _ meaning: DepthMeaning) {
      expectFault(text, kind: .configuration) { () throws(FileError) in
        try Dataset.open(scratch.path, reading: DataReading(depth: meaning))
      }
    }
    fault("no npz or EXR depth", DepthMeaning(key: "gt"))
    try scratch.write(try Fake.picture(), "clear/b.png")
    try scratch.write(try map.png16().bytes, "depth/b.png")
    fault("has depth as npy, png", DepthMeaning(scale: 1000))
    expectFault("projects LiDAR points", kind: .configuration) { () throws(FileError) in
      try Dataset.open(scratch.path, reading: DataReading(layout: .kittiObject, depth: DepthMeaning(scale: 256)))
    }
  }

  @Test func `settings are words, and others are refused by name`() throws {
    let reading = try DataReading(
      settings: [
        "depth-scale": "1000", "invalid": "0,65535", "quantity": "disparity:387.5", "distance": "", "key": "gt",
      ],
      pairs: "suffix:_fog")
    #expect(reading.depth.scale == 1000 && reading.depth.quantity == .disparity(focalTimesBaseline: 387.5))
    #expect(reading.depth.invalid == DepthMeaning.Invalid([0, 65535]) && reading.depth.kind == nil)
    #expect(DepthMeaning.Invalid("900:1000,0") == DepthMeaning.Invalid([0], ranges: [900...1000]))
    for settings in [
      ["scale": "1"], ["depth-scale": "0"], ["quantity": "disparity"], ["invalid": "5:1"], ["layout": "x"],
    ] {
      #expect(throws: FileError.self) { try DataReading(settings: settings) }
    }
  }

  @Test func `a picture's orientation is read from its EXIF block`() {
    let tag: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0]
    let (start, length) = ([0xff, 0xd8, 0xff, 0xe1] as [UInt8], UInt8(tag.count + 8))
    // Enough of a JPEG for its orientation.
    #expect(Orientation(of: start + [0, length] + Array("Exif\0\0".utf8) + tag) == .upsideDown)
  }

  @Test(.needsShared) func `a turned picture is refused beside depth of the size it is stored in`() throws {
    let cases = "\(samples)/../cases/data/12_exif_orientation"
    let (up, turned) = (try Image(file: "\(cases)/pictures/up.jpg"), try Image(file: "\(cases)/pictures/turned.jpg"))
    #expect(turned.turned == .upsideDown && up.turned == .upright && turned.width == up.width)
    expectFault("EXIF orientation") { () throws(FileError) in try Dataset.open("\(cases)/exif90").frame(0) }
  }
}
