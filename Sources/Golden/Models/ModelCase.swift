import Files
import HazyDepth
import NN
import Pictures

/// One case of a folder of reference models: a file of inputs and stages, and the manifest's entry that says which
/// stages there are and how close is close, by the largest and by the mean difference.
final class ModelCase {
  let name: String
  let manifest: JSONValue
  let file: Safetensors
  private(set) var checks: [GoldenCheck] = []
  private var compared: Set<String> = []

  /// `folder`: that of the manifest; `entry`: of one case, whose `file` is named relative to it.
  init(_ folder: GoldenFolder, _ entry: JSONValue) throws {
    guard let path = entry["file"]?.string else {
      throw FileError(.damaged, folder.path + "/manifest.json", "a case names no file")
    }
    name = path.hasSuffix(".safetensors") ? String(path.dropLast(12)) : path
    manifest = entry
    file = try Safetensors(folder.path + "/" + path)
  }

  func has(_ tensor: String) -> Bool { file[tensor] != nil }

  func shape(_ tensor: String) throws -> [Int] {
    guard let entry = file[tensor] else { throw FileError(.damaged, file.path, "has no tensor '\(tensor)'") }
    return entry.shape
  }

  /// An 8-bit picture [H, W, 3].
  func picture(_ tensor: String) throws -> ByteImage {
    let size = try shape(tensor)
    return ByteImage(height: size[0], width: size[1], bytes: try file.floats(tensor).map { UInt8($0) })
  }

  /// A map stored [C, H, W], as [1, H, W, C].
  func map(_ tensor: String) throws -> Tensor {
    let s = try shape(tensor)
    let values = Tensor(try file.floats(tensor), [1, s[0], s[1], s[2]])
    return withoutGradients { values.transposed([0, 2, 3, 1]) }
  }

  /// A map of ours [1, H, W, C] beside [C, H, W]. A tensor that this case does not store is passed over.
  func compare(_ tensor: String, map ours: Tensor) throws {
    guard has(tensor) else { return }
    try compare(tensor, withoutGradients { ours.detached.transposed([0, 3, 1, 2]) }.scalars)
  }

  /// Values in the reference's order. A tensor that this case does not store is passed over.
  func compare(_ tensor: String, _ ours: [Float]) throws {
    guard has(tensor) else { return }
    compared.insert(tensor)
    let reference = try file.floats(tensor)
    guard ours.count == reference.count else {
      return add(GoldenCheck(title(tensor), fault: "\(ours.count) values, expected \(reference.count)"))
    }
    let entry = manifest["tensors"]?[tensor]
    guard let largest = entry?["atol_max"]?.number else {
      return add(GoldenCheck(title(tensor), fault: "the manifest holds no tolerance for it"))
    }
    let e = ErrorSize(ours, reference)
    let mean = zip(ours, reference).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(max(1, ours.count))
    // Whichever comes closer to its tolerance stands for the tensor.
    let meanTolerance = entry?["atol_mean"]?.number ?? .infinity
    let isMean = mean / meanTolerance > e.error / max(largest, 1e-300)
    add(
      GoldenCheck(
        title(tensor) + (isMean ? " (mean)" : ""), absolute: isMean ? mean : e.error,
        relative: e.size > 0 ? (isMean ? mean : e.error) / e.size : 0, tolerance: isMean ? meanTolerance : largest))
  }

  /// 8-bit samples: all equal, or, where `slack` allows it, at most that share off by one level.
  func compare(_ tensor: String, picture ours: ByteImage, slack: Double = 0) throws {
    guard has(tensor) else { return }
    compared.insert(tensor)
    let reference = try picture(tensor)
    guard (ours.height, ours.width) == (reference.height, reference.width) else {
      return add(
        GoldenCheck(
          title(tensor), fault: "\(ours.height)x\(ours.width), expected \(reference.height)x\(reference.width)"))
    }
    let differences = zip(ours.bytes, reference.bytes).map { abs(Int($0) - Int($1)) }
    let share = Double(differences.count { $0 > 0 }) / Double(differences.count)
    let isFar = (differences.max() ?? 0) > 1
    add(
      GoldenCheck(
        title(tensor) + (slack > 0 ? " (share of samples off by one)" : ""), absolute: share, relative: share,
        tolerance: slack, fault: isFar ? "off by \(differences.max() ?? 0) levels" : nil))
  }

  /// A camera beside a 3 x 3 matrix.
  func compare(_ tensor: String, camera K: [Double]) throws { try compare(tensor, K.map { Float($0) }) }

  func add(_ check: GoldenCheck) { checks.append(check) }

  func title(_ tensor: String) -> String { "\(name):\(tensor)" }

  /// The checks, with one failure for every stage that was stored and never compared.
  func finish() -> [GoldenCheck] {
    for tensor in manifest["tensors"]?.members.map(\.name) ?? []
    where !tensor.hasPrefix("in.") && !compared.contains(tensor) {
      add(GoldenCheck(title(tensor), fault: "not computed here"))
    }
    return checks
  }
}
