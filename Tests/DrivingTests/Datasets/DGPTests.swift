import Driving
import Files
import Numerics
import Pictures
import TestSupport
import Testing

private let root = "\(samples)/dgp/test_scene"

@Test(.needsShared) func `the DGP sample gives the three frames whose files are there, and their projected depth as stated`() throws {
  let data = try Dataset.dgp(root)
  let stem = "scene_01/CAMERA_01"
  #expect(
    data.ids == ["\(stem)/15569195938415230", "\(stem)/15569195939415230", "\(stem)/15569195940415242"])
  let stated = [(4814, 11.4410, 226.088), (4779, 11.4236, 224.921), (4813, 10.5946, 225.448)]
  for (i, (n, median, most)) in stated.enumerated() {
    let frame = try data.frame(i)
    let s = summary(try #require(frame.depth))
    #expect(s.n == n && states(median, s.median) && abs(Double(s.max) - most) <= 0.5001e-3, "\(s)")
    #expect(frame.clear?.width == 1936 && frame.clear?.height == 1216 && frame.scene == "scene_01")
    #expect(frame.intrinsics?.fx == 2167.6926048451924)
  }
}

@Test(.needsShared) func `every file that the DGP sample's JSONs name and that is absent is reported by name`() throws {
  let gaps = try Dataset.dgp(root).gaps
  let scene2 = "scene_02/scene_fe9f29d3bde25d182dcf88caf1011acd8cc13624.json"
  #expect(gaps.count { $0.part == "scene" && $0.path == "\(root)/\(scene2)" } == 1)
  for camera in ["CAMERA_05", "CAMERA_06"] {
    for stem in ["15569195938415230", "15569195939415230", "15569195940415242"] {
      let path = "\(root)/scene_01/rgb/\(camera)/\(stem).jpg"
      #expect(gaps.contains(Gap(.missing, "clear", of: "scene_01/\(camera)/\(stem)", at: path)))
    }
  }
  // Of 3 samples: one box file per scan, two per camera.
  #expect(gaps.count { $0.part.hasPrefix("annotation") } == 3 * (1 + 3 * 2))
  #expect(gaps.count == 1 + 6 + 21)
  expectFault("28 gaps, the first: missing", kind: .missing) { () throws(FileError) in
    try Dataset.dgp(root).requireComplete()
  }
}

@Test(.needsShared) func `a DGP data set is read by split and by camera`() throws {
  #expect(try Dataset.dgp("\(root)/scene_dataset_v1.0.json", split: 1).count == 3)
  #expect(try Dataset.dgp(root, cameras: ["CAMERA_05"]).count == 0)
  expectFault("has the splits 0, 1, expected 7") { () throws(FileError) in try Dataset.dgp(root, split: 7) }
  expectFault("expected scene_dataset_v*.json", kind: .missing) { () throws(FileError) in
    try Dataset.dgp("\(root)/scene_01")
  }
}

@Test func `a DGP scene that names files elsewhere or lacks a key is refused`() throws {
  let scratch = Scratch()
  try scratch.write(#"{"scene_splits": {"0": {"filenames": ["s/scene.json"]}}}"#, "scene_dataset_v1.json")
  try scratch.write(#"{"data": [], "samples": [], "ontologies": {"0": "../../x"}}"#, "s/scene.json")
  expectFault("expected a path within") { () throws(FileError) in try Dataset.dgp(scratch.path) }
  try scratch.write(#"{"data": [], "samples": [{"datum_keys": ["k"], "calibration_key": "c"}]}"#, "s/scene.json")
  expectFault("names the datum k") { () throws(FileError) in try Dataset.dgp(scratch.path) }
  try scratch.write(#"{"data": []}"#, "s/scene.json")
  expectFault("no 'samples' at the top") { () throws(FileError) in try Dataset.dgp(scratch.path) }
  try scratch.write(String(repeating: "[", count: 100_000), "s/scene.json")
  expectFault("unexpected JSON") { () throws(FileError) in try Dataset.dgp(scratch.path) }
}
