import Files
import Pictures
import TestSupport
import Testing

@Test(.needsShared) func `KITTI depth sample has the stated minimum, median, mean and maximum`() throws {
  let file = try DepthFile(file: "\(samples)/kitti_depth/depth/0000000005.png", encoding: .kitti)
  let s = summary(file.depth)
  #expect(file.depth.width == 1242 && file.depth.height == 375)
  #expect(s.n == 90839 && s.min == 1365.0 / 256 && states(13.8438, s.median) && states(17.8984, s.mean))
  #expect(s.max == 21733.0 / 256)
  #expect(file.depth.sorted.count { $0 <= 80 } == 90728)
  #expect(file.tally == DepthTally(valid: 90839, notMeasured: 1242 * 375 - 90839))
}

@Test(.needsShared) func `KITTI stereo sample has the stated disparities, and turns into the stated depth`() throws {
  let path = "\(samples)/kitti_stereo2015/disp_occ_0/000046_10.png"
  let disparity = summary(try DepthFile(file: path, encoding: .kitti).depth)
  #expect(disparity.n == 55068 && states(4.8711, disparity.min) && states(29.9531, disparity.median))
  #expect(states(31.0944, disparity.mean) && states(65.7383, disparity.max))
  let stereo = DepthEncoding(.disparity(focalTimesBaseline: 387.5854, perPixel: 256))
  let depth = summary(try DepthFile(file: path, encoding: stereo).depth)
  #expect(depth.n == 55068 && states(12.9397, depth.median))
}

@Test(.needsShared) func `NYU depth of the UniDepth demo has the stated values, and its intrinsics are a 3 x 3 array`() throws {
  let file = try DepthFile(file: "\(samples)/unidepth_demo/depth.png", encoding: .millimetres)
  let s = summary(file.depth)
  #expect(s.n == 209_294 && file.tally.notMeasured == 97906)
  #expect(states(1.653, s.min) && states(3.495, s.median) && states(3.6947, s.mean) && states(10, s.max))
  let path = "\(samples)/unidepth_demo/intrinsics.npy"
  let k = try NumpyArray(try FolderTree.read(path, for: .points), name: path)
  #expect(k.shape == [3, 3] && k.header.element == .float32 && k.floats[8] == 1 && k.floats[0] > 500)
}

@Test(.needsShared) func `DDAD's truth and the prediction beside it have the stated values`() throws {
  let path = "\(samples)/ddad_eval/ddad_eval.npz"
  let truth = try DepthFile(file: path, encoding: .metres, keys: ["gt_depth"]).depth
  let t = summary(truth)
  #expect(truth.width == 1936 && truth.height == 1216)
  #expect(t.n == 26919 && states(5.0614, t.min) && states(25.282, t.median) && states(34.1833, t.mean))
  #expect(states(175.5854, t.max) && truth.sorted.count { $0 > 80 } == 1980)
  let prediction = try DepthFile(file: path, encoding: .metres, keys: ["depth"]).depth
  let p = summary(prediction)
  #expect(prediction.width == 640 && prediction.height == 384)
  #expect(p.n == 245_760 && states(0.8212, p.min) && states(17.6964, p.median) && states(25.2435, p.mean))
  #expect(states(228.0826, p.max))
  expectFault("expected the array data") { () throws(FileError) in
    try DepthFile(file: path, encoding: .metres, keys: ["data"])
  }
}

@Test(.needsShared) func `Middlebury's infinite disparities are invalid`() throws {
  let file = try DepthFile(file: "\(samples)/middlebury_motorcycle_npz/motorcycle_disp.npz", encoding: .metres)
  let s = summary(file.depth)
  #expect(file.tally.nonFinite == 27226 && s.n == 343_274)
  #expect(states(7.1914, s.min) && states(38.7333, s.median) && states(34.3418, s.mean) && states(59.909, s.max))
}

@Test(.needsShared) func `the hazy photo and its dehazed copy have the stated means`() throws {
  let hazy = try Image(file: "\(samples)/haze_dcp/15_hazy.png")
  let dehazed = try Image(file: "\(samples)/haze_dcp/15_dehazed_dcp.png")
  func means(_ image: Image) -> [Double] {
    (0..<3).map { c in
      let values = stride(from: c, to: image.bytes.count, by: 3).map { Double(image.bytes[$0]) }
      return values.reduce(0, +) / Double(values.count)
    }
  }
  #expect(hazy.width == 400 && hazy.height == 600 && hazy.bytes.min() == 6 && hazy.bytes.max() == 217)
  for (mean, stated) in zip(means(hazy), [125.4757, 125.7192, 124.3871]) { #expect(states(stated, mean)) }
  for (mean, stated) in zip(means(dehazed), [105.7919, 107.9421, 103.912]) { #expect(states(stated, mean)) }
}

@Test(.needsShared, arguments: [
  ("kitti_depth/rgb/0000000005.png", 1242, 375), ("kitti_object/image_2/000000.png", 1224, 370),
  ("kitti_stereo2015/image_2/000046_10.png", 1242, 375), ("middlebury_motorcycle_npz/motorcycle_left.png", 741, 500),
  ("unidepth_demo/rgb.png", 640, 480), ("dgp/test_scene/scene_01/rgb/CAMERA_01/15569195938415230.jpg", 1936, 1216),
])
func `every sample picture loads in its stated size`(path: String, width: Int, height: Int) throws {
  let image = try Image(file: "\(samples)/\(path)")
  #expect(image.width == width && image.height == height && image.channels == 3)
  // A street is neither black nor one colour.
  #expect(Set(image.bytes).count > 200)
}
