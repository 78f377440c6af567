import Files
import Foundation
import Testing

@Suite struct FileDigestsTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/digests-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func write(_ text: String, _ name: String) throws { try AtomicFile.write(text, to: "\(folder)/\(name)") }

  /// Sets the times of a file into the past; the time of its inode becomes now, as it is for everybody.
  private func age(_ name: String, by seconds: Double = 100) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: "\(folder)/\(name)")
  }

  @Test func `the digest is what sha256sum prints, and the size is in bytes`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("abc", "a")
    let found = try FileDigests().of("\(folder)/a")
    #expect(found.size == 3)
    #expect(found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let error = #expect(throws: FileError.self) { try FileDigests().of("\(folder)/gone") }
    #expect(error?.exitCode == 66)
  }

  @Test func `a file written over with its old time put back is read again`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("abc", "a")
    try age("a")
    Thread.sleep(forTimeInterval: 3.1)  // until the inode's time is settled too
    let memory = FileDigests(memory: "\(folder)/memory")
    let first = try memory.of("\(folder)/a").sha256
    try memory.save()
    let time = try FileManager.default.attributesOfItem(atPath: "\(folder)/a")[.modificationDate] as! Date
    // The same inode, size and time of content: only the time of the inode tells.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/a"))
    try handle.write(contentsOf: Data("abd".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: "\(folder)/a")
    for digests in [memory, FileDigests(memory: "\(folder)/memory")] {
      #expect(try digests.of("\(folder)/a").sha256 != first)
    }
  }

  @Test func `what stands is remembered between runs, what just changed is not, and forgetting reads again`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("old", "a")
    Thread.sleep(forTimeInterval: 3.1)
    try write("new", "b")
    let memory = "\(folder)/memory"
    let first = FileDigests(memory: memory)
    _ = try (first.of("\(folder)/a"), first.of("\(folder)/b"))
    try first.save()
    // The memory's own word is taken: a digest changed in it comes back for a, not for b.
    let text = try String(contentsOfFile: memory, encoding: .utf8)
    #expect(text.contains("/a\n") && !text.contains("/b\n"))
    let other = String(repeating: "0", count: 64)
    let real = try first.of("\(folder)/a").sha256
    try AtomicFile.write(text.replacing(real, with: other), to: memory)
    #expect(try FileDigests(memory: memory).of("\(folder)/a").sha256 == other)
    #expect(try FileDigests(memory: memory, forgetting: true).of("\(folder)/a").sha256 == real)
  }

  @Test func `a memory that says something else is no memory`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("abc", "a")
    for text in ["{\"old\": 1}", "x y z\n", String(repeating: "0", count: 64) + " 1 2 3 /a\n", "\u{0}\u{1}"] {
      try write(text, "memory")
      #expect(try FileDigests(memory: "\(folder)/memory").of("\(folder)/a").sha256.hasPrefix("ba7816bf"))
    }
  }

  @Test func `a copy is the content, not the link`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("abc", "a")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "a")
    try AtomicFile.copy("\(folder)/link", to: "\(folder)/copy")
    let type = try FileManager.default.attributesOfItem(atPath: "\(folder)/copy")[.type] as? FileAttributeType
    #expect(type == .typeRegular)
    #expect(try String(contentsOfFile: "\(folder)/copy", encoding: .utf8) == "abc")
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/dangling", withDestinationPath: "gone")
    #expect(throws: FileError.self) { try AtomicFile.copy("\(folder)/dangling", to: "\(folder)/copy") }
    #expect(try String(contentsOfFile: "\(folder)/copy", encoding: .utf8) == "abc")
  }
}
