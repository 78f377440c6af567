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

  /// `stem`: what the weights of a folder are usually called; see `Safetensors.init`.
  init(_ path: String, stem: String? = nil) throws(FileError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(.missing, path, "no such file or folder")
    }
    let file = isFolder.boolValue ? try SafetensorsPath.only(in: path, stem: stem) : path
    self = file.hasSuffix(".json") ? .index(try Index(file)) : .file(file)
  }

  /// The one index or file of a folder; a variant only where there is nothing in full precision.
  private static func only(in folder: String, stem: String?) throws(FileError) -> String {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
      throw FileError(.missing, folder, "cannot list this folder")
    }
    let all = names.compactMap { WeightsName($0, usual: stem) }
    let usual = all.filter { $0.stem == stem }
    let known = usual.isEmpty ? all : usual
    let full = known.filter { $0.variant == nil }
    let choice = full.isEmpty ? known : full
    guard let only = choice.first else {
      let pickle = names.first { name in [".ckpt", ".pth", ".pt", ".bin"].contains { name.hasSuffix($0) } }
      let hint = pickle.map { "; \($0) is a pickle, which is not opened: convert it to safetensors" } ?? ""
      throw FileError(.missing, folder, "no .safetensors file in this folder" + hint)
    }
    guard choice.count == 1 else {
      let list = choice.map(\.name).joined(separator: ", ")
      throw FileError(.missing, folder, "several files here (\(list)): name one of them, or leave only one")
    }
    return "\(folder)/\(only.name)"
  }
}

/// The name of a file of weights, or of an index of shards, taken apart.
///
/// Variants stand before `.safetensors`; of an index, diffusers writes them before or behind `index`, as transformers does:
/// `model.fp16.safetensors`, `model.safetensors.index.fp16.json`, `model.safetensors.fp16.index.json`.
struct WeightsName: Equatable {
  let name: String
  let stem: String
  /// `fp16`, `bf16`, `non_ema`, …; nil for the weights in full.
  let variant: String?

  /// nil for other names, for a shard's, and for hidden files. What follows `usual` in a name is a variant, whatever it
  /// says; of other names only a precision is.
  init?(_ name: String, usual: String? = nil) {
    guard !name.hasPrefix("."), !name.contains(#/-[0-9]{5}-of-[0-9]{5}\./#) else { return nil }
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var variant: String?
    if parts.last == "json" {
      // STEM… safetensors [VARIANT] index [VARIANT] json
      guard let place = parts.lastIndex(of: "safetensors") else { return nil }
      var tail = Array(parts[(place + 1)...].dropLast())
      guard let index = tail.firstIndex(of: "index"), tail.count <= 2 else { return nil }
      tail.remove(at: index)
      variant = tail.first
      parts.removeSubrange((place + 1)...)
    }
    guard parts.count > 1, parts.last == "safetensors" else { return nil }
    parts.removeLast()
    let base = parts.joined(separator: ".")
    if let usual, base.hasPrefix(usual + ".") {
      (stem, variant) = (usual, String(base.dropFirst(usual.count + 1)))
    } else if parts.count > 1, ["fp16", "bf16", "fp32"].contains(parts[parts.count - 1]) {
      (stem, variant) = (parts.dropLast().joined(separator: "."), parts[parts.count - 1])
    } else {
      stem = base
    }
    self.name = name
    self.variant = variant
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
