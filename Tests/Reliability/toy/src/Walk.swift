import Files
import Foundation
import Glibc
import Numerics
import StudyKit

/// A walk under way, and its checkpoint.
struct Walk: Codable {
  var noise: Generator
  var path: [Double] = []

  init(noise: Generator) { self.noise = noise }

  mutating func step(drift: Double, spread: Double) {
    path.append((path.last ?? 0) + drift + spread * Double(noise.normal()))
  }

  static func resumed(from folder: String) throws -> Walk? {
    guard let data = FileManager.default.contents(atPath: "\(folder)/walk.json") else { return nil }
    return try JSONDecoder().decode(Walk.self, from: data)
  }

  func save(to folder: String) throws {
    try AtomicFile.write(String(decoding: try JSONEncoder().encode(self), as: UTF8.self), to: "\(folder)/walk.json")
  }
}

struct WalkFault: Error, CustomStringConvertible {
  let description = "the walk left the world"
}

/// What a test asks to go wrong.
func fail(_ fault: String) throws {
  switch fault {
  case "throw": throw WalkFault()
  case "trap": fatalError("the walk fell into a trap")
  case "missing": throw FileError(.missing, "map.csv", "there is no map of this world")
  default: break
  }
}

/// One line per cell that is run, in the file that `TOY_LOG` names: a test counts them.
func noteStart(of cell: Cell) {
  guard let path = getenv("TOY_LOG") else { return }
  let file = open(String(cString: path), O_WRONLY | O_CREAT | O_APPEND, 0o666)
  let line = "\(cell.point) \(cell.seed)\n"
  _ = line.withCString { write(file, $0, strlen($0)) }
  close(file)
}

func sleep(microseconds: Int) {
  if microseconds > 0 { usleep(UInt32(microseconds)) }
}
