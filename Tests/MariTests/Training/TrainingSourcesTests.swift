import Files
import Foundation
import HazyDepth
import Numerics
import TestSupport
import Testing

@Suite struct TrainingSourcesTests {
  private func sources(_ data: String = "1", vae: String = "v", path: String = "mine") -> TrainingSources {
    var sources = TrainingSources()
    sources.add("data", content: data, path)
    sources.add("VAE", content: vae, "shipped")
    return sources
  }

  private func refusal(_ sources: TrainingSources, _ folder: String) -> FileError? {
    #expect(throws: FileError.self) { try sources.claim(folder) }
  }

  @Test func `a folder is gone on with by what began it, and by nothing else`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try sources().claim(folder.path)
    try sources().claim(folder.path)
    // The same content elsewhere is the same.
    try sources(path: "moved").claim(folder.path)
    let other = refusal(sources("2", path: "theirs"), folder.path)
    #expect(other?.exitCode == 73 && other?.reason.contains("data: mine there, theirs now") == true, "\(other!)")
    let changed = refusal(sources("2"), folder.path)
    #expect(changed?.reason.contains("the content of mine has changed") == true, "\(changed!)")
    #expect(refusal(sources(vae: "w"), folder.path)?.reason.contains("VAE") == true)
    var more = sources()
    more.add("share", content: "x", "0.5")
    #expect(refusal(more, folder.path)?.reason.contains("share: none there, 0.5 now") == true)
  }

  @Test func `a run that does not tell, or of another version, is not gone on with`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(atPath: folder.path + "/checkpoint", withIntermediateDirectories: true)
    #expect(refusal(sources(), folder.path)?.reason.contains("does not tell what it learned from") == true)
    for text in ["{}", "[1]", "", #"{"schema": 2, "sources": {}}"#] {
      try AtomicFile.write(text, to: folder.path + "/run.json")
      #expect(refusal(sources(), folder.path)?.exitCode == 65)
    }
  }
}
