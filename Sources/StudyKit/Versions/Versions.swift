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
    let temporary = "\(folder)/\(Unfinished.name(for: "latest"))"
    guard symlink(name, temporary) == 0, rename(temporary, "\(folder)/latest") == 0 else {
      throw FileError(.cannotCreate, "\(folder)/latest", "cannot point to \(name): \(Folder.message())")
    }
  }

  /// A name for a version under construction.
  static func temporary(in folder: String) -> String { "\(folder)/\(Unfinished.name(for: "version"))" }

  /// Throws (73) unless versions may go into a folder: a new or empty one, one that holds versions and nothing else, or a
  /// study's own, which holds its sources besides.
  static func admit(_ folder: String) throws(FileError) {
    guard let place = resolved(folder) else {
      throw FileError(.cannotCreate, folder, "cannot be reached: \(Folder.message())")
    }
    try OutputPlace.refuseWorkingFolder(place, folder)
    guard Folder.exists(place) else { return }
    guard Folder.isFolder(place) else { throw FileError(.cannotCreate, folder, "is no folder: name a new one") }
    let besides: Set = Folder.exists("\(place)/src/main.swift") ? ["src", "README.md"] : []
    guard
      let foreign = try Folder.names(in: place).first(where: { !besides.contains($0) && !isOwn($0, in: place) })
    else { return }
    throw FileError(.cannotCreate, folder, "holds \(printable(foreign)), which no study wrote: name a new folder")
  }

  private static func isOwn(_ name: String, in folder: String) -> Bool {
    let path = "\(folder)/\(name)"
    if name == "latest" {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
      return target?.wholeMatch(of: #/v[1-9][0-9]{0,8}/#) != nil
    }
    if name.wholeMatch(of: #/v[1-9][0-9]{0,8}/#) != nil { return Folder.exists("\(path)/\(Manifest.name)") }
    return name.hasPrefix(".lock") || name == FolderMark.name || Unfinished.isName(name)
  }
}
