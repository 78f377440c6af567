import Files
import Foundation
import Processes
import Provenance

/// Proves a version again: its files are those that were written, and its cells give the same numbers.
public enum VersionCheck {
  /// Files of a version that are not as they were written, one line each; none: all is well.
  public static func damage(in path: String) throws -> [String] {
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard Folder.isFolder(folder) else { throw FileError(.missing, path, "no such version") }
    let manifest = try Manifest(of: folder)
    var damage = try Checksums.differences(in: folder, without: [Manifest.name])
    damage += manifest.faults
    for output in manifest.outputs where Manifest.isData(output.path) {
      guard !damage.contains(where: { $0.hasPrefix(output.path + ":") }) else { continue }
      let file = "\(folder)/\(output.path)"
      if !Folder.exists(file) {
        damage.append("\(output.path): missing")
      } else if try Digest.of(file: file) != output.sha256 {
        damage.append("\(output.path): not what the manifest says")
      }
    }
    let listed = Set(manifest.outputs.map(\.path))
    for file in try Folder.files(below: folder) where Manifest.isData(file) && !listed.contains(file) {
      damage.append("\(file): not in the manifest")
    }
    return damage
  }

  /// Ends with the verdict if a version's files are not as they were written.
  static func refuseDamaged(_ path: String) throws {
    let damage = try damage(in: path)
    guard !damage.isEmpty else { return }
    try show(verdict(damage, of: path))
    exit(1)
  }

  private static func verdict(_ damage: [String], of path: String) -> String {
    let what = damage.count == 1 ? "1 file is not as it was" : "\(damage.count) files are not as they were"
    return damage.map { "  \(printable($0))\n" }.joined() + "\(path): FAIL: \(what) written\n"
  }

  /// Digests, then a share of the cells by the study's own program. Prints the verdict; returns the exit code: 0 PASS, 1
  /// FAIL or NOT COMPARABLE.
  public static func run(_ path: String, sample: Double, jobs: Int?, file: String = #filePath) throws -> Int32 {
    let damage = try damage(in: path)
    guard damage.isEmpty else {
      try show(verdict(damage, of: path))
      return 1
    }
    let study = try Manifest(of: path).study
    let root = try packageRoot(above: Folder.parent(of: file) ?? ".")
    guard let program = try StudyPrograms.found(for: [study], root: root)[study] else { return 70 }
    let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    let jobs = jobs.map { ["--jobs", "\($0)"] } ?? []
    let child = try ChildProcess([program, "--verify", full, "--sample", "\(sample)"] + jobs)
    try show(child.readToEnd())
    return child.wait()
  }

  /// A folder for the cells that are run again: beside the store, or where temporary things go if nothing can be written
  /// there.
  static func scratch(_ store: String) -> String {
    let name = "verify-\(hostPlace)-\(getpid())"
    let isWritable = (try? Folder.make(store)) != nil && access(store, W_OK) == 0
    return isWritable ? "\(store)/\(name)" : "\(NSTemporaryDirectory())hazydepth-\(name)"
  }
}
