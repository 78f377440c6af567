import Files
import Foundation
import Pictures
import TestSupport
import Testing

@Test func `a folder lists its files in byte order, follows links, and refuses a loop of them`() throws {
  let scratch = Scratch()
  for name in ["b/2", "b/10", "a", "Z", "é", ".hidden"] { try scratch.write("x", name) }
  symlink("\(scratch.path)/b", "\(scratch.path)/linked")
  symlink("nowhere", "\(scratch.path)/dangling")
  let folder = FolderTree(scratch.path + "/")
  #expect(try folder.files() == ["Z", "a", "b/10", "b/2", "linked/10", "linked/2", "é"])
  #expect(folder.contains("linked/2") && !folder.contains("dangling") && !folder.contains("b"))
  symlink(scratch.path, "\(scratch.path)/b/loop")
  expectFault("a loop of links?") { () throws(FileError) in try folder.files() }
}

@Test func `files are read whole, and their absence is a missing file`() throws {
  let scratch = Scratch()
  try scratch.write([1, 2, 3], "some.bin")
  #expect(try FolderTree(scratch.path).read("some.bin", for: .points) == [1, 2, 3])
  expectFault("No such file", kind: .missing) { () throws(FileError) in
    try FolderTree(scratch.path).read("none.bin", for: .points)
  }
  expectFault("no regular file") { () throws(FileError) in try FolderTree.read(scratch.path, for: .text) }
}

@Test func `depth and pictures are written in the format their name asks for`() throws {
  let scratch = Scratch()
  let depth = DepthMap(width: 2, height: 1, metres: [1, 300])
  for type in ["npy", "npz", "pfm"] {
    #expect(try depth.write("\(scratch.path)/d.\(type)") == 0)
    #expect(try DepthFile(file: "\(scratch.path)/d.\(type)", encoding: .metres).depth == depth)
  }
  #expect(try depth.write("\(scratch.path)/d.png") == 1)
  #expect(try DepthFile(file: "\(scratch.path)/d.png", encoding: .kitti).depth.metres == [1, 65535.0 / 256])
  let image = Image(width: 1, height: 1, bytes: [1, 2, 3])
  try image.write(png: "\(scratch.path)/i.png")
  #expect(try Image(file: "\(scratch.path)/i.png") == image)
  #expect(try FolderTree(scratch.path).entries() == ["d.npy", "d.npz", "d.pfm", "d.png", "i.png"])
  expectFault("cannot create", kind: .cannotCreate) { () throws(FileError) in
    try depth.write("\(scratch.path)/none/d.npy")
  }
}

@Test func `a zip archive is read by several threads at once`() async throws {
  let arrays = (0..<8).map { ("a\($0)", [Float](repeating: Float($0), count: 10_000), [100, 100]) }
  let zip = try ZipArchive(NumpyArchive.encode(arrays), name: "test")
  let sums = await withTaskGroup(of: Float?.self, returning: [Float?].self) { group in
    for i in 0..<64 {
      group.addTask {
        let name = "a\(i % 8).npy"
        return (try? zip.read(name)).flatMap { try? NumpyArray($0, name: name) }?.floats.max()
      }
    }
    return await group.reduce(into: []) { $0.append($1) }
  }
  #expect(sums.count { $0 == nil } == 0 && sums.reduce(0) { $0 + $1! } == 8 * 28)
  expectFault("no such member", kind: .missing) { () throws(FileError) in try zip.read("none") }
}
