import Diffusion
import NN
import Numerics

/// Where one of our tensors comes from.
public struct WeightOrigin: Sendable, Equatable {
  public enum Change: Sendable, Equatable {
    case none
    /// A `conv_in` of 4 channels repeated to 8 and halved: an input given twice has the same effect as before.
    case widened
    /// The halves of the input channels exchanged: Marigold's order is [image, noisy target], ours [noisy target, hazy].
    case swapped
  }
  /// Our name <- theirs.
  public let name: String
  public let origin: String
  public let change: Change

  public init(_ name: String, from origin: String, _ change: Change = .none) {
    self.name = name
    self.origin = origin
    self.change = change
  }
}

/// A checkpoint under our names: rows of `our name <- origin`, and what has no origin made afresh. Tensors of the origin
/// that no row asks for keep their names, so that a model's check reports them.
public struct MappedWeights: WeightSource {
  let base: any WeightSource
  let rows: [String: WeightOrigin]
  /// Tensors that the origin does not have, by name.
  let fresh: [String: FreshTensor]
  public let names: [String]

  /// A tensor without origin.
  struct FreshTensor: Sendable {
    let shape: [Int]
    let values: @Sendable () -> [Float]
  }

  init(_ base: any WeightSource, _ rows: [WeightOrigin], fresh: [String: FreshTensor]) {
    self.base = base
    self.rows = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
    self.fresh = fresh
    let used = Set(rows.map(\.origin))
    names = rows.map(\.name) + fresh.keys.sorted() + base.names.filter { !used.contains($0) }
  }

  public var place: String { base.place }

  public func shape(of name: String) -> [Int]? {
    if let made = fresh[name] { return made.shape }
    guard let row = rows[name], let shape = base.shape(of: row.origin) else { return nil }
    guard row.change == .widened, shape.count == 4 else { return shape }
    return [shape[0], 2 * shape[1], shape[2], shape[3]]
  }

  public func unusableType(of name: String) -> String? {
    rows[name].flatMap { base.unusableType(of: $0.origin) }
  }

  public func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) {
    if let made = fresh[name] {
      _ = out.update(fromContentsOf: made.values())
      return
    }
    guard let row = rows[name], let shape = base.shape(of: row.origin) else { return }
    guard row.change != .none else { return base.read(row.origin, into: out) }
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    values.withUnsafeMutableBufferPointer { base.read(row.origin, into: $0) }
    let changed =
      row.change == .widened
      ? UNet.widenedConvIn(values, shape: shape).values : UNet.swappedConvIn(values, shape: shape)
    _ = out.update(fromContentsOf: changed)
  }

  public func view(of name: String) -> (memory: UnsafePointer<Float>, owner: AnyObject)? {
    guard let row = rows[name], row.change == .none else { return nil }
    return base.view(of: row.origin)
  }
}

extension UNet {
  /// The weight of `conv_in` with the halves of its input channels exchanged. `shape` [C, in, k, k], `in` even.
  static func swappedConvIn(_ weight: [Float], shape: [Int]) -> [Float] {
    require(
      shape.count == 4 && shape[1] % 2 == 0 && weight.count == shape.reduce(1, *),
      "swappedConvIn: \(weight.count) values for \(shape)")
    let half = shape[1] / 2 * shape[2] * shape[3]
    return stride(from: 0, to: weight.count, by: 2 * half).flatMap { row in
      weight[row + half..<row + 2 * half] + weight[row..<row + half]
    }
  }
}
