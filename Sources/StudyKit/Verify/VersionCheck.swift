import Files
import Foundation
import Processes

/// Proves a version again: its files are those that were written, and its cells give the same numbers.
public enum VersionCheck {
  /// Files of a version that are not as they were written, one line each; none: all is well.
  public static func damage(in path: String) throws -> [String] {
    let data = try VersionData(path)
    var damage = try Checksums.differences(in: data.folder, without: ["manifest.json"])
    for output in data.manifest.outputs where !damage.contains(where: { $0.hasPrefix(output.path + ":") }) {
      let file = "\(data.folder)/\(output.path)"
      if try Digest.of(file: file) != output.sha256 {
        damage.append("\(output.path): not what the manifest says")
      }
    }
    let manifest = data.manifest
    let identity = RunIdentity(
      schema: manifest.schema, study: manifest.study, configuration: manifest.configuration,
      surroundings: manifest.surroundings)
    if identity.key != manifest.run_key { damage.append("manifest.json: its run key is not that of its configuration") }
    let isCode = CodeDigest(files: manifest.code_files).digest == manifest.surroundings.code
    if !isCode { damage.append("manifest.json: its code digest is not that of its files") }
    return damage
  }

  /// Digests, then a share of the cells by the study's own program. Prints the verdict; returns the exit code: 0 PASS, 1
  /// FAIL or NOT COMPARABLE.
  public static func run(_ path: String, sample: Double, jobs: Int?, file: String = #filePath) throws -> Int32 {
    let damage = try damage(in: path)
    guard damage.isEmpty else {
      try show(damage.map { "  \($0)\n" }.joined())
      try show("\(path): FAIL: \(damage.count) files are not as they were written\n")
      return 1
    }
    let data = try VersionData(path)
    let root = try packageRoot(above: Folder.parent(of: file) ?? ".")
    let study = data.manifest.study
    guard let program = try StudyPrograms.found(for: [study], root: root)[study] else { return 70 }
    let full = data.folder.hasPrefix("/") ? data.folder : FileManager.default.currentDirectoryPath + "/" + data.folder
    let jobs = jobs.map { ["--jobs", "\($0)"] } ?? []
    let child = try ChildProcess([program, "--verify", full, "--sample", "\(sample)"] + jobs)
    try show(child.readToEnd())
    return child.wait()
  }
}
