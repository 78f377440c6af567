import Files
import NN

/// The comparisons of one folder under way. At the end every tensor that the manifest expects must have been compared.
final class GoldenRun {
  let folder: GoldenFolder
  private(set) var checks: [GoldenCheck] = []
  private var compared: Set<String> = []

  init(_ folder: GoldenFolder) { self.folder = folder }

  func file(_ name: String) throws -> GoldenFile { GoldenFile(self, name, try Safetensors(folder.path + "/" + name)) }

  /// Adds a check that is not of a tensor of the manifest.
  func add(_ check: GoldenCheck) { checks.append(check) }

  /// Compares values in the reference's order. `toleranceName`: under which name the tolerance stands.
  func compare(_ file: String, _ tensor: String, _ ours: [Float], _ reference: [Float], toleranceName: String)
    throws
  {
    compared.insert(file + ":" + tensor)
    let name = file + ":" + tensor
    guard ours.count == reference.count else {
      return add(GoldenCheck(name, fault: "\(ours.count) values, expected \(reference.count)"))
    }
    let tolerance = try folder.tolerance(for: toleranceName)
    let e = tolerance.isNorm ? ErrorSize(norm: ours, reference) : ErrorSize(ours, reference)
    add(
      GoldenCheck(
        name, absolute: e.error, relative: e.size > 0 ? e.error / e.size : 0,
        tolerance: tolerance.abs + tolerance.rel * e.size))
  }

  /// The checks, with one failure for everything expected and never compared.
  func finish(ignoring: (String) -> Bool = { _ in false }) -> [GoldenCheck] {
    for (file, tensor) in folder.expected {
      let name = file + ":" + tensor
      if !compared.contains(name) && !ignoring(name) { add(GoldenCheck(name, fault: "not computed here")) }
    }
    return checks
  }

  /// Marks a tensor as dealt with by other means.
  func settle(_ file: String, _ tensor: String) { compared.insert(file + ":" + tensor) }
}

/// How far two lists are apart, and how large the second is.
struct ErrorSize {
  var error = 0.0
  var size = 0.0

  /// By the largest entry; NaN anywhere gives NaN.
  init(_ ours: [Float], _ reference: [Float]) {
    for (a, b) in zip(ours, reference) {
      let d = abs(Double(a) - Double(b))
      if d > error || d.isNaN { error = d }
      size = max(size, abs(Double(b)))
      if error.isNaN { return }
    }
  }

  /// By the Euclidean norm.
  init(norm ours: [Float], _ reference: [Float]) {
    for (a, b) in zip(ours, reference) {
      let d = Double(a) - Double(b)
      error += d * d
      size += Double(b) * Double(b)
    }
    error = error.squareRoot()
    size = size.squareRoot()
  }
}

/// One safetensors file of a folder: inputs to read, expected tensors to compare with. References are channels-first;
/// `map` turns feature maps to our order and back.
struct GoldenFile {
  let run: GoldenRun
  let name: String
  let tensors: Safetensors

  init(_ run: GoldenRun, _ name: String, _ tensors: Safetensors) {
    self.run = run
    self.name = name
    self.tensors = tensors
  }

  func has(_ tensor: String) -> Bool { tensors[tensor] != nil }
  func shape(_ tensor: String) throws -> [Int] {
    guard let entry = tensors[tensor] else { throw FileError(.damaged, tensors.path, "has no tensor '\(tensor)'") }
    return entry.shape
  }
  func values(_ tensor: String) throws -> [Float] { try tensors.floats(tensor) }
  func integers(_ tensor: String) throws -> [Int] { try values(tensor).map { Int($0) } }
  func doc(_ tensor: String) -> String { run.folder.doc(name, tensor) }

  /// The tensor as it lies.
  func tensor(_ tensor: String) throws -> Tensor { Tensor(try values(tensor), Shape(try shape(tensor))) }

  /// A feature map [B, C, H, W] as [B, H, W, C].
  func map(_ tensor: String) throws -> Tensor {
    let s = try shape(tensor)
    guard s.count == 4 else { throw FileError(.damaged, tensors.path, "'\(tensor)' \(s) is no feature map") }
    return try withoutGradients { try self.tensor(tensor).transposed([0, 2, 3, 1]) }
  }

  /// Names of tensors that start so, without the start.
  func names(after prefix: String) -> [String] {
    tensors.entries.map(\.name).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  /// Compares a tensor that lies as the reference does.
  func compare(_ tensor: String, _ ours: Tensor, tolerance: String? = nil) throws {
    try compare(tensor, ours.scalars, ours.shape.axes, tolerance: tolerance)
  }

  /// Compares a feature map of ours, [B, H, W, C], with [B, C, H, W].
  func compare(_ tensor: String, map ours: Tensor, tolerance: String? = nil) throws {
    let turned = withoutGradients { ours.detached.transposed([0, 3, 1, 2]) }
    try compare(tensor, turned.scalars, turned.shape.axes, tolerance: tolerance)
  }

  /// Compares values in the reference's order. `shape`: ours, to be the reference's if given.
  func compare(_ tensor: String, _ ours: [Float], _ shape: [Int]? = nil, tolerance: String? = nil) throws {
    let expected = try self.shape(tensor)
    if let shape, shape != expected {
      run.settle(name, tensor)
      return run.add(GoldenCheck(name + ":" + tensor, fault: "shape \(shape), expected \(expected)"))
    }
    try run.compare(name, tensor, ours, try values(tensor), toleranceName: tolerance ?? tensor)
  }

  /// Compares a scalar.
  func compare(_ tensor: String, scalar ours: Tensor, tolerance: String? = nil) throws {
    try compare(tensor, [ours.value], tolerance: tolerance)
  }
}
