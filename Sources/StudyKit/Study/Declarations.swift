import Numerics

// What a study says before it runs: constants, axes, seeds, inputs, metrics, expectations.

extension Study {
  /// A constant of the study, by preset; `--set name=value` overrides it. `smoke` and `full` are as `quick` where not given.
  public func setting<T: SettingValue>(_ name: String, smoke: T? = nil, quick: T, full: T? = nil, _ help: String = "")
    -> T
  {
    quick
  }

  /// A constant that is the same in every preset.
  public func setting<T: SettingValue>(_ name: String, _ value: T, _ help: String = "") -> T {
    setting(name, quick: value, help)
  }

  /// An axis of the grid, by preset; `--sweep name=0,1` overrides it.
  public func axis<T: SettingValue>(
    _ name: String, smoke: [T]? = nil, quick: [T], full: [T]? = nil, _ help: String = ""
  ) -> Axis<T> {
    Axis(name: name, steps: quick)
  }

  /// How many seeds each point is run with, by preset: 0, 1, …; `--seeds 0..4` overrides them.
  @discardableResult
  public func seeds(smoke: Int = 1, quick: Int, full: Int? = nil) -> [Int] { Array(0..<quick) }

  /// A file or folder that the results depend on, from the package's root: its content is part of every cell's key.
  /// Returns its full path.
  @discardableResult
  public func input(_ path: String) -> String { path }

  /// A number that cells measure. All are declared before the run.
  @discardableResult
  public func metric(_ name: String, _ label: String, unit: String = "", better: Metric.Direction = .neither) -> Metric
  {
    let metric = Metric(name: name, label: label, unit: unit, better: better)
    metrics.append(metric)
    return metric
  }

  /// An expectation, before the run.
  public func expects(_ name: String, _ expectation: String) {
    claims.append(Claim(name: name, expectation: expectation, holds: nil, evidence: ""))
  }

  /// Something costly that cells share, made at first use in each worker, never by a listing or a redraw:
  ///
  ///     let latents = study.once { try LatentSet(…) }
  ///     … latents().batch(…) …
  public func once<T>(_ make: @escaping () throws -> T) -> Once<T> { Once(make) }
}

/// A value made at its first use.
@MainActor
public final class Once<T> {
  private let make: () throws -> T
  private var value: T?

  init(_ make: @escaping () throws -> T) { self.make = make }

  public func callAsFunction() throws -> T {
    if let value { return value }
    let made = try make()
    value = made
    return made
  }
}
