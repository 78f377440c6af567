import Files
import Foundation

/// What a path given for safetensors means: one file, or an index and its shards.
enum SafetensorsPath {
  struct Index {
    let path: String
    /// Their full paths, sorted.
    let shards: [String]
    /// Full paths.
    let shardOfTensor: [String: String]
  }
  case file(String)
  case index(Index)

  init(_ path: String) throws(FileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(.missing, path, "no such file or folder")
    }
    let file = isFolder.boolValue ? try SafetensorsPath.only(in: path) : path
    self = file.hasSuffix(".json") ? .index(try Index(file)) : .file(file)
  }

  /// The one index or file of a folder; a half-precision variant only where there is no other.
  private static func only(in folder: String) throws(FileError) -> String {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
      throw FileError(.missing, folder, "cannot list this folder")
    }
    let indices = names.filter { $0.hasSuffix(".safetensors.index.json") }
    let files = names.filter { $0.hasSuffix(".safetensors") && $0.firstMatch(of: #/-[0-9]{5}-of-[0-9]{5}\./#) == nil }
    let all = indices + files
    let full = all.filter { !$0.contains(".fp16.") && !$0.contains(".bf16.") }
    let choice = full.isEmpty ? all : full
    guard let only = choice.first else {
      let pickle = names.first { name in [".ckpt", ".pth", ".pt", ".bin"].contains { name.hasSuffix($0) } }
      let hint = pickle.map { "; \($0) is a pickle, which is not opened: convert it to safetensors" } ?? ""
      throw FileError(.missing, folder, "no .safetensors file in this folder" + hint)
    }
    guard choice.count == 1 else {
      throw FileError(.missing, folder, "several files here (\(choice.joined(separator: ", "))): name one of them")
    }
    return "\(folder)/\(only)"
  }
}

extension SafetensorsPath.Index {
  /// Reads `{"weight_map": {tensor: file}}`. The files are plain names beside the index, and so are what they link to.
  init(_ path: String) throws(FileError) {
    let mapped = try MappedFile(path)
    guard mapped.bytes.count <= SafetensorsHeader.maximumLength else {
      throw FileError(
        .damaged, path, "an index of \(mapped.bytes.count) bytes, expected at most \(SafetensorsHeader.maximumLength)")
    }
    if mapped.bytes.first == UInt8(ascii: "{") {
      do throws(SafetensorsHeader.Malformed) { try SafetensorsHeader.checkDensity(of: mapped.bytes) } catch {
        throw FileError(.damaged, path, "as an index: \(error.reason)")
      }
    }
    let root: UntrustedJSON
    do throws(UntrustedJSON.Malformed) { root = try UntrustedJSON(parsing: mapped.bytes) } catch {
      throw FileError(.damaged, path, foreignFormat(mapped.bytes, path) ?? "not valid JSON: \(error.reason)")
    }
    guard let map = root["weight_map"], map.isObject else { throw FileError(.damaged, path, "has no weight_map") }
    let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) : "."
    let confines = confinement(of: folder)
    var shardOfTensor: [String: String] = [:]
    var checked: Set<String> = []
    for (tensor, value) in map.members {
      guard let name = value.string, name.hasSuffix(".safetensors"), !name.contains("/") else {
        throw FileError(
          .damaged, path, "tensor '\(tensor)' is in '\(value.string ?? "?")', no .safetensors file beside it")
      }
      let shard = "\(folder)/\(name)"
      if checked.insert(shard).inserted {
        guard let target = resolved(shard) else { throw FileError(.missing, shard, "this shard is missing") }
        guard confines.contains(where: { target.hasPrefix($0 + "/") }) else {
          throw FileError(.damaged, shard, "links out of its folder, to \(target)")
        }
      }
      shardOfTensor[tensor] = shard
    }
    guard !shardOfTensor.isEmpty else { throw FileError(.damaged, path, "its weight_map is empty") }
    self.init(path: path, shards: checked.sorted(), shardOfTensor: shardOfTensor)
  }
}

/// The folders in which a shard's file may lie: its own, and in a Hugging Face cache (`<model>/snapshots/<revision>`)
/// the model's `blobs`, to which everything there links.
private func confinement(of folder: String) -> [String] {
  guard let own = resolved(folder) else { return [] }
  let parts = own.split(separator: "/", omittingEmptySubsequences: false)
  guard let snapshots = parts.lastIndex(of: "snapshots") else { return [own] }
  return [own, parts[..<snapshots].joined(separator: "/") + "/blobs"]
}

/// The path without links; nil if it leads nowhere.
private func resolved(_ path: String) -> String? {
  guard let result = realpath(path, nil) else { return nil }
  defer { free(result) }
  return String(cString: result)
}
