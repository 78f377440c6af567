import Files

/// What a cell's numbers depend on, whole: its key is the digest of this.
struct CellIdentity: Codable, Equatable, Sendable {
  /// Of this engine: raised when the meaning of a stored cell changes.
  static let currentSchema = 2

  var schema = CellIdentity.currentSchema
  let study: String
  /// The `study.run` it belongs to; empty for a study's only one.
  let part: String
  /// The axes' names and steps.
  let axes: [Configuration.AxisSteps]
  let seed: Int
  let settings: [String: Value]
  let surroundings: Surroundings
  /// Digests of the earlier results that it uses; nil: none.
  var after: [String]?

  var key: String { Digest.of(JSON.canonical(self)) }
}

/// A cell that a run wants: where it stands in the grid, and what it is.
package struct PlannedCell: Sendable {
  let point: Point
  let seed: Int
  let identity: CellIdentity
  let key: String

  init(
    study: String, part: String, point: Point, seed: Int, settings: [String: Value], surroundings: Surroundings,
    after: [String]? = nil
  ) {
    (self.point, self.seed) = (point, seed)
    identity = CellIdentity(
      study: study, part: part, axes: zip(point.names, point.values).map { .init(name: $0, steps: [$1]) }, seed: seed,
      settings: settings, surroundings: surroundings, after: after)
    key = identity.key
  }

  /// "lambda_rank=0.02 seed=1", with the part before it.
  var label: String {
    ((identity.part.isEmpty ? [] : [identity.part]) + (point.names.isEmpty ? [] : ["\(point)"]) + ["seed=\(seed)"])
      .joined(separator: " ")
  }
}

/// All points of the axes, the last fastest, and for each all seeds.
func grid(over axes: [any AnyAxis]) -> [Point] {
  let names = axes.map(\.name)
  return axes.reduce([[]]) { points, axis in points.flatMap { point in axis.values.map { point + [$0] } } }
    .map { Point(names: names, values: $0) }
}
