import Foundation
import Numerics

@testable import StudyKit

/// A folder that goes with the test.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/studykit-\(UUID().uuidString)"

  init() throws { try Folder.make(path) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Folder.make(Folder.parent(of: "\(path)/\(name)") ?? path)
    try AtomicFile.write(text, to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }
}

extension PlannedCell {
  /// A cell of the axis `a`.
  static func test(a: Double, seed: Int = 0, steps: Int = 5, code: String = "c", part: String = "") -> PlannedCell {
    PlannedCell(
      study: "test", part: part, point: Point(names: ["a"], values: [.double(a)]), seed: seed,
      settings: ["steps": .int(steps)], surroundings: Surroundings(inputs: [], code: code, numerics: "portable"))
  }
}
