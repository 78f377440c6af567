import Files
import Foundation
import Processes

/// The versions of one study: `v1`, `v2`, … in one folder. Each appears whole, by rename, and keeps its number.
enum Versions {
  /// The numbers of the complete ones, ascending.
  static func numbers(in folder: String) throws(FileError) -> [Int] {
    var numbers: [Int] = []
    for name in try Folder.names(in: folder) where name.wholeMatch(of: #/v[1-9][0-9]{0,8}/#) != nil {
      if Folder.exists("\(folder)/\(name)/\(Checksums.name)"), let number = Int(name.dropFirst()) {
        numbers.append(number)
      }
    }
    return numbers.sorted()
  }

  /// The numbers of those that are published.
  static func published(in folder: String) throws(FileError) -> [Int] {
    try numbers(in: folder).filter { number in
      (try? Manifest(of: "\(folder)/v\(number)"))?.isPublished ?? true
    }
  }

  /// The folder of the complete version of this key, if there is one.
  static func finished(with key: String, in folder: String) throws(FileError) -> String? {
    struct Head: Decodable { let run_key: String }
    for number in try numbers(in: folder).reversed() {
      let path = "\(folder)/v\(number)"
      if let head = try? JSON.read(Head.self, from: "\(path)/\(Manifest.name)"), head.run_key == key { return path }
    }
    return nil
  }

  /// Gives a finished folder the next number, unless another run has made a version of the same key meanwhile.
  static func publish(_ temporary: String, key: String, in folder: String) throws -> (path: String, isNew: Bool) {
    guard let lock = try Lock("\(folder)/.lock", waiting: true) else {
      throw StopSignal.pending.map { $0 as any Error } ?? FileError(.inputOutput, folder, "cannot lock")
    }
    defer { withExtendedLifetime(lock) {} }
    if let other = try finished(with: key, in: folder) {
      try Folder.remove(temporary)
      return (other, false)
    }
    var number = (try numbers(in: folder).last ?? 0) + 1
    while rename(temporary, "\(folder)/v\(number)") != 0 {
      guard errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR else {
        throw FileError(.cannotCreate, "\(folder)/v\(number)", "cannot rename into place: \(Folder.message())")
      }
      number += 1
    }
    try pointLatest(to: "v\(number)", in: folder)
    return ("\(folder)/v\(number)", true)
  }

  private static func pointLatest(to name: String, in folder: String) throws(FileError) {
    let temporary = "\(folder)/.tmp-\(hostPlace)-\(getpid())-latest"
    unlink(temporary)
    guard symlink(name, temporary) == 0, rename(temporary, "\(folder)/latest") == 0 else {
      throw FileError(.cannotCreate, "\(folder)/latest", "cannot point to \(name): \(Folder.message())")
    }
  }

  /// A name for a version under construction.
  static func temporary(in folder: String) -> String { "\(folder)/.tmp-\(hostPlace)-\(getpid())" }

  /// What runs of this host that were killed have left. What cannot be removed is another user's, and in nobody's way.
  static func sweep(_ folder: String) throws(FileError) {
    for name in try Folder.names(in: folder) {
      guard let match = name.wholeMatch(of: #/\.tmp-(.+?)-([0-9]+)(?:-latest)?/#), match.1 == hostPlace,
        let process = pid_t(match.2), !isRunning(process)
      else { continue }
      try? Folder.remove("\(folder)/\(name)")
    }
    try OutputPlace.refuseWorkingFolder(place, folder)
    guard Folder.exists(place) else { return }
    guard Folder.isFolder(place) else { throw FileError(.cannotCreate, folder, "is no folder: name a new one") }
    guard let foreign = Folder.names(in: place).first(where: { !isOwn($0, in: place) }) else { return }
    throw FileError(.cannotCreate, folder, "holds '\(foreign)', which no study wrote: name a new folder")
  }

  private static func isOwn(_ name: String, in folder: String) -> Bool {
    let path = "\(folder)/\(name)"
    if name == "latest" {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      return target?.wholeMatch(of: #/v[1-9][0-9]{0,8}/#) != nil
    }
    if name.wholeMatch(of: #/v[1-9][0-9]{0,8}/#) != nil { return Folder.exists("\(path)/manifest.json") }
    return name == ".lock" || name == FolderMark.name || Unfinished.isName(name)
  }
}
