import Foundation

extension Trainer {
  /// The trainer whose checkpoint lies in a folder, or a fresh one where there is none: a study's cell that was killed goes
  /// on where it last saved.
  public static func resuming(in folder: String, orStart make: () throws -> Trainer) throws -> Trainer {
    let path = folder + "/checkpoint"
    return FileManager.default.fileExists(atPath: path + "/training.json") ? try resume(from: path) : try make()
  }

  /// Saves into the folder after every `interval` steps, for `resuming(in:)`; not after the last, which ends the cell.
  public func keep(in folder: String, every interval: Int) throws {
    if steps % interval == 0, !isDone { try save(to: folder + "/checkpoint") }
  }
}
