import Numerics

/// One point of a study's grid under one seed: what the closure of `study.run` works on.
public struct Cell: Sendable {
  public let point: Point
  public let seed: Int
  /// A folder of this cell's own that outlives a killed run: keep checkpoints here and look for one at the start. It is
  /// gone once the cell is finished. What `AtomicFile` has written here is checked before the cell goes on from it; a file
  /// written by other means counts as damaged.
  public let checkpointFolder: String
  let report: @Sendable (_ done: Int, _ total: Int) -> Void

  /// This cell's step on an axis.
  public subscript<Step>(_ axis: Axis<Step>) -> Step { point[axis] }

  /// The same by name, of an axis of numbers.
  public subscript(_ axis: String) -> Double { point[axis] }

  /// The stream of random numbers of this name and seed. It depends on nothing else: cells of the same seed see the same
  /// numbers, so that they differ by their parameters only.
  public func stream(_ name: String, _ numbers: Int...) -> Generator {
    let root = Generator(seed: UInt64(bitPattern: Int64(seed)))
    return numbers.reduce(root.stream(name)) { $0.stream("", $1) }
  }

  /// Tells whoever waits how far this cell is; at any rate, it costs nothing when called often.
  public func progress(_ done: Int, of total: Int) { report(done, total) }
}
