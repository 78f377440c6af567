/// One axis of a study's grid: its name and the steps it takes in this run.
///
///     let lambda_rank = study.axis("lambda_rank", quick: [0, 0.02, 0.2])
///     … cell[lambda_rank] …                                   // in a cell: this cell's step
///     … results.metric("violations", where: lambda_rank == 0.02) …
public struct Axis<Step: SettingValue>: Sendable {
  public let name: String
  public let steps: [Step]
}

extension Axis: Sequence {
  public func makeIterator() -> Array<Step>.Iterator { steps.makeIterator() }
}

/// An axis whose type does not matter: what `study.run(over:)` takes.
public protocol AnyAxis: Sendable {
  var name: String { get }
  var values: [Value] { get }
}

extension Axis: AnyAxis {
  public var values: [Value] { steps.map(\.value) }
}

/// Picks the cells whose step on one axis is this.
public struct Condition: Sendable {
  let name: String
  let value: Value

  func holds(for point: Point) -> Bool { point[value: name].map { $0.matches(value) } ?? false }
}

public func == <Step>(axis: Axis<Step>, step: Step) -> Condition { Condition(name: axis.name, value: step.value) }

/// One point of the grid: the axes' names and steps, in declared order.
public struct Point: Hashable, Sendable, CustomStringConvertible {
  public let names: [String]
  public let values: [Value]

  /// This point's step on an axis. The axis must be one of the grid's.
  public subscript<Step>(_ axis: Axis<Step>) -> Step { typed(axis.name) }

  /// The same by the axis's name, of an axis of numbers.
  public subscript(_ name: String) -> Double { typed(name) }

  subscript(value name: String) -> Value? { names.firstIndex(of: name).map { values[$0] } }

  private func typed<Step: SettingValue>(_ name: String) -> Step {
    guard let value = self[value: name] else {
      fatalError("point: no axis '\(name)' here; there are \(names.joined(separator: ", "))")
    }
    guard let step = Step(value) else { fatalError("point: axis '\(name)' holds \(value), not \(Step.typeName)") }
    return step
  }

  /// "lambda_rank=0.02 lambda_tv=0".
  public var description: String { zip(names, values).map { "\($0)=\($1)" }.joined(separator: " ") }
}
