/// What `MariMetric2` denoises.
public enum DenoisingTask: String, Sendable, CaseIterable {
  /// The clean image.
  case dehaze
  /// The metric depth.
  case depth
}

/// One value per task: the note's superscript (k).
public struct PerTask<Value> {
  public var dehaze: Value
  public var depth: Value

  public init(dehaze: Value, depth: Value) {
    self.dehaze = dehaze
    self.depth = depth
  }

  public subscript(_ k: DenoisingTask) -> Value {
    get { k == .dehaze ? dehaze : depth }
    set { if k == .dehaze { dehaze = newValue } else { depth = newValue } }
  }

  public func map<R>(_ f: (Value) throws -> R) rethrows -> PerTask<R> {
    PerTask<R>(dehaze: try f(dehaze), depth: try f(depth))
  }

  /// `f` of each task, in the order dehaze, depth.
  public static func each(_ f: (DenoisingTask) throws -> Value) rethrows -> PerTask {
    PerTask(dehaze: try f(.dehaze), depth: try f(.depth))
  }
}

extension PerTask: Sendable where Value: Sendable {}
extension PerTask: Equatable where Value: Equatable {}
