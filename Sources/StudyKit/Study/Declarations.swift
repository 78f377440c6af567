import Exhibits
import Files
import Numerics
import Processes

// What a study says before it runs: constants, axes, seeds, inputs, metrics, expectations.

extension Study {
  /// A constant of the study, by preset; `--set name=value` overrides it. `smoke` and `full` are as `quick` where not
  /// given. Every setting is part of every cell's key.
  public func setting<T: SettingValue>(
    _ name: String, smoke: T? = nil, quick: T, full: T? = nil, _ help: String = ""
  ) -> T {
    declare(name)
    let usual = preset(smoke, quick, full)
    let value = decide { try sources.setting(name, default: usual) }
    if case .list(let items) = value.value, case .list(let expected) = usual.value, items.count != expected.count {
      fail(
        StudyError(
          .configuration, "\(name) = \(value.value): expected \(expected.count) values, such as \(usual.value)"))
    }
    configuration.settings[name] = value.value
    described.append((name, "\(value.value)", help))
    return value
  }

  /// A constant that is the same in every preset.
  public func setting<T: SettingValue>(_ name: String, _ value: T, _ help: String = "") -> T {
    setting(name, quick: value, help)
  }

  /// Texts under names that the user chooses: every `prefix.NAME=text` that was given, sorted by NAME.
  public func settings(below prefix: String, _ help: String = "") -> [(name: String, text: String)] {
    described.append(("\(prefix).NAME", "", help))
    return sources.names(below: prefix).map { name in
      (String(name.dropFirst(prefix.count + 1)), setting(name, "", help))
    }
  }

  /// An axis of the grid, by preset; `--sweep name=0,1` overrides it. A sweep without the steps of `needing`, which the
  /// study cannot do without, is refused before anything runs; so is one with a step that is not `among` those there are.
  public func axis<T: SettingValue>(
    _ name: String, smoke: [T]? = nil, quick: [T], full: [T]? = nil, needing needed: [T] = [], among known: [T] = [],
    _ help: String = ""
  ) -> Axis<T> {
    declare(name)
    let axis = Axis(name: name, steps: decide { try sources.axis(name, default: preset(smoke, quick, full)) })
    if let missing = needed.first(where: { !axis.steps.contains($0) }) {
      fail(StudyError(.configuration, "\(name): the study cannot do without \(missing.value): add it to the sweep"))
    }
    if !known.isEmpty, let odd = axis.steps.first(where: { !known.contains($0) }) {
      let names = known.map { "\($0.value)" }
      let hint = hint(for: "\(odd.value)", among: names)
      fail(StudyError(.configuration, "\(name): \(odd.value): expected among \(names.joined(separator: ", "))\(hint)"))
    }
    configuration.axes.append(.init(name: name, steps: axis.values))
    described.append((name, "\(Value.list(axis.values))", help))
    return axis
  }

  /// How many seeds each point is run with, by preset: 0, 1, …; `--seeds 0..4` overrides them. Without this there is one.
  @discardableResult
  public func seeds(smoke: Int = 1, quick: Int, full: Int? = nil) -> [Int] {
    declare("seeds")
    configuration.seeds = decide { try sources.seeds(default: Array(0..<preset(smoke, quick, full))) }
    described.append(("seeds", "\(Value.list(configuration.seeds.map { .int($0) }))", "random seeds of each point"))
    return configuration.seeds
  }

  /// A file or folder that the results depend on, from the package's root (or absolute): its content is part of every
  /// cell's key, under `role` (the path, if not given). Returns its full path.
  @discardableResult
  public func input(_ path: String, as role: String? = nil) -> String {
    refuseLate("input '\(path)'")
    let full = path.hasPrefix("/") ? path : "\(root)/\(path)"
    inputs.append((full, role ?? path))
    return full
  }

  /// A number that cells measure. All are declared before the run.
  @discardableResult
  public func metric(_ name: String, _ label: String, unit: String = "", better: Metric.Direction = .neither) -> Metric
  {
    refuseLate("metric '\(name)'")
    let isNew = !(metrics.map(\.name) + ["part", "seed", "key"]).contains(name)
    Numerics.require(isNew && Folder.isFileName(name), "metric: '\(name)' is taken, or no plain name")
    let metric = Metric(name: name, label: label, unit: unit, better: better)
    metrics.append(metric)
    return metric
  }

  /// An expectation, before the run.
  public func expects(_ name: String, _ expectation: String) {
    refuseLate("expectation '\(name)'")
    claims.append(Claim(name: name, expectation: expectation, holds: nil, evidence: ""))
  }

  /// Something costly that cells share, made at first use in each worker, never by a listing or a redraw:
  ///
  ///     let latents = study.once { try LatentSet(…) }
  ///     … latents().batch(…) …
  public func once<T>(_ make: @escaping () throws -> T) -> Once<T> { Once(make) }

  private func preset<T>(_ smoke: T?, _ quick: T, _ full: T?) -> T {
    switch options.preset {
    case .smoke: smoke ?? quick
    case .quick: quick
    case .full: full ?? quick
    }
  }

  private func declare(_ name: String) {
    refuseLate("'\(name)'")
    Numerics.require(!sources.declared.contains(name), "study: '\(name)' is declared twice")
    let isPlain = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
      Folder.isFileName("\($0)")
    }
    Numerics.require(
      isPlain && (name == "seeds" || !["seed", "part", "key"].contains(name)), "study: '\(name)' is no name")
  }

  private func refuseLate(_ what: String) {
    Numerics.require(surroundings == nil, "study: \(what) is declared after the first run; constants come first")
  }

  private func decide<T>(_ body: () throws -> T) -> T {
    do { return try body() } catch { end(with: error) }
  }
}

/// A value made at its first use.
@MainActor
public final class Once<T> {
  private let make: () throws -> T
  private var value: T?

  init(_ make: @escaping () throws -> T) { self.make = make }

  /// The value, made now if it was not yet. What making it throws is thrown again at the next call.
  public func callAsFunction() throws -> T {
    if let value { return value }
    let made = try make()
    value = made
    return made
  }
}
