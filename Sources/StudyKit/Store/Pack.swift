import Files
import Foundation
import Processes
import Provenance

/// One archive that holds a version and the finished cells it was made from: another machine unpacks it, looks, verifies,
/// and merges the cells into a store of its own.
public enum Pack {
  /// Packs a version that is as it was written into `archive`, a `.tar.gz` that must not be there yet: the same bytes for
  /// the same version. Returns how many of its cells were found in the store.
  public static func write(
    _ version: String, to archive: String, store: String?, file: String = #filePath
  ) throws -> (cells: Int, of: Int) {
    let damage = try VersionCheck.damage(in: version)
    if let first = damage.first { throw FileError(.damaged, version, "\(first); only a whole version is packed") }
    guard !Folder.exists(archive), !Folder.isLink(archive) else {
      throw FileError(.cannotCreate, archive, "is there already: name another")
    }
    let folder = Folder.real(version)
    let manifest = try Manifest(of: folder)
    let cells = try CellStore(store ?? "\(Checkout.ofThisProgram(file: file))/.hazydepth", isReader: true)
    let keys = try StoreCleaning.keys(of: folder)
    let found = try Folder.names(in: cells.cells).filter { key in
      guard keys.contains(String(key.prefix(16))), case .whole = try cells.look(for: key) else { return false }
      return true
    }
    let name = "\(manifest.study)-\(folder.split(separator: "/").last ?? "version")"
    let temporary = "\(archive).\(hostPlace)-\(getpid()).tmp"
    defer { unlink(temporary) }
    // GNU tar's own options make the bytes depend on the content alone.
    let head = ["tar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"]
    let member = folder.split(separator: "/").last.map(String.init) ?? "."
    let versions = ["-C", Folder.parent(of: folder) ?? "/", member]
    let transform = ["--transform", "s,^\(member),\(name)/\(member),;s,^cells,\(name)/store/cells,"]
    let listed = found.isEmpty ? [] : ["-C", cells.root] + found.map { "cells/\($0)" }
    let child = try ChildProcess(
      head + transform + ["-I", "gzip -n", "-cf", temporary] + versions + listed, errors: .merged)
    let words = child.readToEnd()
    guard child.wait() == 0 else {
      throw StudyError(.missingProgram, "tar cannot pack \(member): \(printable(words.suffix(200)))")
    }
    guard link(temporary, archive) == 0 || rename(temporary, archive) == 0 else {
      throw FileError(.cannotCreate, archive, "cannot create: \(Folder.message())")
    }
    return (found.count, keys.count)
  }
}
