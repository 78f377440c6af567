import Driving
import Files
import Pictures
import TestSupport
import Testing

private func tree(_ scratch: Scratch) throws {
  for id in ["s1/a", "s1/b", "s2/c"] {
    try scratch.write(try Fake.picture(10), "clear/\(id).png")
    try scratch.write(try Fake.picture(20), "hazy/\(id).png")
  }
  try scratch.write(Fake.depth([1, 2, 3, 4, 5, 6, 7, 8]).npy, "depth/s1/a.npy")
  try scratch.write(try Fake.depth([1, 2, 3, 4, 5, 6, 7, 8]).png16().bytes, "depth/s1/b.png")
  try scratch.write(NumpyArray.encode([100, 0, 2, 0, 101, 1, 0, 0, 1] as [Float], shape: [3, 3]), "intrinsics.npy")
}

@Test func `a plain folder is read whatever its depth format, and a missing depth is named`() throws {
  let scratch = Scratch()
  try tree(scratch)
  #expect(try DatasetLayout(of: scratch.path) == .folder)
  let data = try Dataset.open(scratch.path)
  #expect(data.ids == ["s1/a", "s1/b"] && data.entries.map(\.scene) == ["s1", "s1"])
  #expect(data.gaps == [Gap(.missing, "depth", of: "s2/c", at: "\(scratch.path)/depth")])
  #expect(try data.frame(0).depth == data.frame(1).depth)
  #expect(try data.frame(0).intrinsics == Intrinsics(fx: 100, fy: 101, cx: 2, cy: 1))
  #expect(try data.frame(0, .depth).clear == nil)
  #expect(data.limited(to: ["s2"]).count == 0 && data["s1/b"]?.id == "s1/b" && data["s2/c"] == nil)
}

@Test func `two depth files of one frame are duplicates, and not chosen between`() throws {
  let scratch = Scratch()
  try tree(scratch)
  try scratch.write(Fake.depth([1, 2, 3, 4, 5, 6, 7, 8]).pfm, "depth/s1/a.pfm")
  let data = try Dataset.open(scratch.path)
  #expect(data.ids == ["s1/b"] && data.gaps.count { $0.reason == .duplicate } == 2)
}

@Test func `parts of two sizes are refused by name, never resized`() throws {
  let scratch = Scratch()
  try tree(scratch)
  try scratch.write(try Fake.picture(20, width: 5), "hazy/s1/a.png")
  let data = try Dataset.open(scratch.path)
  expectFault("hazy/s1/a.png: is 5 x 2, but \(scratch.path)/clear/s1/a.png is 4 x 2") { () throws(FileError) in
    try data.frame(0)
  }
}

@Test func `a hazy picture that is the clear one is pointed out`() throws {
  let scratch = Scratch()
  try tree(scratch)
  try scratch.write(try Fake.picture(10), "hazy/s1/a.png")
  #expect(try Dataset.open(scratch.path).frame(0).attributes["warning"] == "hazy is identical to clear")
}

@Test func `what is no data set says what was expected`() throws {
  let scratch = Scratch()
  expectFault("expected clear/ or clear.zip", kind: .missing) { () throws(FileError) in try Dataset.open(scratch.path) }
  expectFault("no readable folder there", kind: .missing) { () throws(FileError) in
    try Dataset.open("\(scratch.path)/none")
  }
}

@Test func `predictions are found by id or by its flat forms, and gaps are named`() throws {
  let ids = ["s1/cam/001", "s1/cam/002", "s2/cam/001", "s2/cam/009"]
  let scratch = Scratch()
  let map = Fake.depth([1, 2, 3, 4, 5, 6, 7, 8])
  try scratch.write(map.npy, "s1/cam/001.npy")
  try scratch.write(try map.png16().bytes, "s1_cam_002.png")
  try scratch.write(try map.npz(key: "pred"), "009.npz")
  let found = try Predictions(scratch.path, for: ids)
  for id in ["s1/cam/001", "s1/cam/002", "s2/cam/009"] { #expect(try found.depth(id).depth == map) }
  #expect(
    found.gaps == [
      Gap(.missing, "prediction", of: "s2/cam/001", at: scratch.path)
    ])
  expectFault("no prediction for the frame s2/cam/001", kind: .missing) { () throws(FileError) in
    try found.depth("s2/cam/001")
  }
  try scratch.write(map.pfm, "001.pfm")
  expectFault("001.pfm: may be of the frame s1/cam/001 or of s2/cam/001") { () throws(FileError) in
    try Predictions(scratch.path, for: ids)
  }
}

@Test func `two predictions for one frame are not chosen between`() throws {
  let scratch = Scratch()
  let map = Fake.depth([1, 2, 3, 4, 5, 6, 7, 8])
  try scratch.write(map.npy, "s1~a.npy")
  try scratch.write(map.npy, "s1_a.npy")
  let found = try Predictions(scratch.path, for: ["s1/a"])
  #expect(found.count == 0 && found.gaps.map(\.reason) == [.duplicate, .duplicate])
}
