import Files
import Foundation
import NN

/// A folder of reference values: a `manifest.json` that says what its safetensors files hold and how close is close.
struct GoldenFolder {
  let path: String
  let manifest: JSONValue

  init(_ path: String) throws {
    self.path = path
    manifest = try JSONValue(contentsOf: path + "/manifest.json")
  }

  var title: String { manifest["title"]?.string ?? manifest["what"]?.string ?? "" }
  var notes: [String] { manifest["notes"]?.elements?.compactMap(\.string) ?? [] }

  /// A file or folder beside this one.
  func sibling(_ name: String) -> String { path + "/../" + name }

  func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + file) }

  /// The manifest's entry of a tensor.
  func entry(_ file: String, _ tensor: String) -> JSONValue? { manifest["files"]?[file]?[tensor] }

  /// What the manifest says in words about a tensor.
  func doc(_ file: String, _ tensor: String) -> String { entry(file, tensor)?["doc"]?.string ?? "" }

  /// Every tensor to compare with, as (file, tensor), in the manifest's order.
  var expected: [(file: String, tensor: String)] {
    (manifest["files"]?.members ?? []).flatMap { file in
      file.value.members.filter { $0.value["role"]?.string == "expected" }.map { (file.name, $0.name) }
    }
  }

  /// How close a tensor must be: |x - reference| <= abs + rel max|reference|, or by norms where the manifest says so.
  struct Tolerance {
    let abs: Double
    let rel: Double
    let isNorm: Bool
  }

  /// The tolerance of the longest key that is the name, a pattern of it, or its beginning up to "." or "_"; else of
  /// `default` or `out`.
  func tolerance(for name: String) throws -> Tolerance {
    let all = manifest["tolerance"]?.members ?? []
    let fitting = all.filter { key in
      ["", ".*", "_*"].contains { (ending: String) in fnmatch(key.name + ending, name, 0) == 0 }
    }
    let fallback = all.first { $0.name == "default" } ?? all.first { $0.name == "out" }
    guard let found = fitting.max(by: { $0.name.count < $1.name.count }) ?? fallback,
      let abs = found.value["abs"]?.number, let rel = found.value["rel"]?.number
    else { throw FileError(.damaged, path + "/manifest.json", "holds no tolerance for \(name)") }
    return Tolerance(abs: abs, rel: rel, isNorm: found.value["basis"]?.string?.contains("||") ?? false)
  }
}
