import Driving
import Files
import Foundation
import Pictures
import TestSupport
import Testing

@testable import Exhibits
@testable import StudyKit

@Suite struct OddFramesTests {
  /// Two frames of 3 x 2 pixels.
  private static let frames: [InspectedFrame] = (0..<2).map { k in
    let bytes = (0..<18).map { UInt8($0 * 10 + k) }
    let metres = (0..<6).map { Float($0 * 10 + k) }  // the first of frame 0 has no truth
    return InspectedFrame(
      id: "scene/\(k)", mae: (2, 1), rmse: (3, 4 + Double(k)),
      frame: OddFrame(
        clear: Image(width: 3, height: 2, bytes: bytes), hazy: Image(width: 3, height: 2, bytes: bytes.reversed()),
        truth: metres, predictedClear: metres.map { $0 + 2 }, predictedHazy: metres.map { $0 + 1 }))
  }

  @Test func `a version's frames are those that its cell kept`() throws {
    let folder = try TemporaryFolder()
    var result = CellResult()
    result.keep(Self.frames, as: "oddest")
    try FileManager.default.createDirectory(atPath: folder.path + "/data/oddest", withIntermediateDirectories: true)
    try CellFiles.write(result.arrays["oddest"]!, to: folder.path + "/data/oddest/case.npy")
    let list = result.series["oddest"]!
    let lines = list.texts.map { "case,0," + $0.joined(separator: ",") }
    let text = (["part,seed," + list.columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    try AtomicFile.write(text, to: folder.path + "/data/oddest.csv")
    let again = try InspectedFrame.stored(in: folder.path)
    #expect(again.map(\.id) == ["scene/0", "scene/1"])
    #expect(again[1].rmse.hazy == 5 && again[0].mae.clear == 2)
    #expect(again[1].frame.hazy == Self.frames[1].frame.hazy && again[1].frame.truth == Self.frames[1].frame.truth)
    let file = try AtomicFile(folder.path + "/oddity.png")
    try file.write(Panel.inspected("oddity", "", again).png(maker: "a test"))
    try file.commit()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/oddity.png")).count > 100)
  }

  @Test func `a folder without such frames is refused by name`() throws {
    let folder = try TemporaryFolder()
    let fault = #expect(throws: FileError.self) { _ = try InspectedFrame.stored(in: folder.path) }
    #expect(fault?.description.contains("no frames to inspect") == true)
  }

  @Test func `fog's part in each pixel's error is signed, and pixels without truth have none`() {
    let worsening = Self.frames[0].frame.worsening()
    #expect(worsening[0] == nil && worsening[1] == -1)
    let inspector = Inspector.inspected("frames", "", Self.frames)
    #expect(inspector.frames[1].scores.map(\.value) == [-1, 2, 1])
    #expect(inspector.frames[0].layers.count == 8)
  }
}
