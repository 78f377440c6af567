import Files
import Foundation
import NN

extension Trainer {
  /// The trainer whose checkpoint lies in a folder, or a fresh one where there is none: a study's cell that was killed goes
  /// on where it last saved. A checkpoint that is damaged is put aside and told of in one line, and the run starts afresh.
  public static func resuming(in folder: String, orStart make: () throws -> Trainer) throws -> Trainer {
    try resumed(from: folder + "/checkpoint") ?? make()
  }

  /// The trainer of the checkpoint at `path`; nil where there is none, or a damaged one, which is put aside and told of.
  public static func resumed(from path: String, tell: (String) -> Void = tellOfDamage) throws -> Trainer? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do { return try resume(from: path) } catch let error as FileError where [.damaged, .missing].contains(error.kind) {
      let place = try SealedFiles.setAside(path)
      tell("\(error); put aside as \(place), training starts afresh")
    } catch let error as WeightsError {
      let place = try SealedFiles.setAside(path)
      tell(
        "\(path): the weights do not fit its config.json (\(error.place)); put aside as \(place), training starts afresh"
      )
    }
    return nil
  }

  /// Saves into the folder after every `interval` steps, for `resuming(in:)`; not after the last, which ends the cell.
  public func keep(in folder: String, every interval: Int) throws {
    if steps % interval == 0, !isDone { try save(to: folder + "/checkpoint") }
  }
}

/// One line on standard error, of something that was found damaged and is made again.
public func tellOfDamage(_ what: String) {
  FileHandle.standardError.write(Data("warning: \(printable(what))\n".utf8))
}
