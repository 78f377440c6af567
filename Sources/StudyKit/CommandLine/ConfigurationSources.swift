import Foundation
import Processes

/// Where values come from: a stored configuration above all (a worker, a redraw); otherwise the command line before the
/// environment before the file before the preset.
struct ConfigurationSources {
  private let stored: Configuration?
  private var assignments: [(name: String, text: String, flag: String)] = []
  private var environment: [String: String] = [:]
  private var file: [String: Value] = [:]
  private let path: String
  /// Names the study has declared.
  private(set) var declared: Set<String> = []
  /// Those that have another value than their preset, in declared order.
  private(set) var own: [String] = []

  init(stored: Configuration) {
    self.stored = stored
    path = ""
  }

  init(_ options: StudyOptions, environment all: [String: String]) throws {
    stored = nil
    path = options.config ?? ""
    if let path = options.config { file = try YAML.read(path) }
    for (name, text) in all where name.hasPrefix("STUDY_") && name != "STUDY_SHARDS" {
      environment[String(name.dropFirst(6))] = text
    }
    let spellings = Dictionary(grouping: environment.keys) { $0.lowercased() }.values.first { $0.count > 1 }
    if let both = spellings?.sorted() {
      throw StudyError(.configuration, "STUDY_\(both[0]) and STUDY_\(both[1]) are one setting: give it once")
    }
    for (flag, texts) in [("--set", options.set), ("--sweep", options.sweep), ("--", try options.extraAssignments())] {
      for text in texts {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
          throw StudyError(.usage, "\(flag) \(text): expected name=value")
        }
        assignments.append((String(text[..<equals]), String(text[text.index(after: equals)...]), flag))
      }
    }
    if let seeds = options.seeds { assignments.append(("seeds", seeds, "--seeds")) }
    for (place, one) in assignments.enumerated() {
      if let other = assignments[..<place].first(where: { $0.name == one.name }) {
        let flags = [other, one].map {
          $0.flag == "--" ? "--\($0.name)" : $0.flag == "--seeds" ? $0.flag : "\($0.flag) \($0.name)"
        }
        throw StudyError(.usage, "\(one.name) is given twice, by \(flags[0]) and by \(flags[1]): give it once")
      }
    }
  }

  /// What a setting was given, and by whom; nil: nothing, so its preset holds.
  private mutating func given(_ name: String) -> (value: Value, text: String?, origin: String)? {
    declared.insert(name)
    if let stored { return stored.settings[name].map { ($0, nil, "the version") } }
    if let last = assignments.last(where: { $0.name == name }) {
      return (Value(parsing: last.text), last.text, last.flag == "--" ? "--\(name)" : last.flag)
    }
    if let (variable, text) = environment.first(where: { matches($0.key, name) }) {
      return (Value(parsing: text), text, "STUDY_\(variable)")
    }
    return file[name].map { ($0, nil, path) }
  }

  /// `STUDY_TRAIN__STEPS` is `train.steps`; case does not matter.
  private func matches(_ variable: String, _ name: String) -> Bool {
    variable.lowercased() == name.replacing(".", with: "__").replacing("-", with: "_").lowercased()
  }

  /// The names `prefix.…` that were given a value by a version, the command line or the file, sorted.
  func names(below prefix: String) -> [String] {
    let all = stored.map { Array($0.settings.keys) } ?? assignments.map(\.name) + file.keys
    return Set(all.filter { $0.hasPrefix(prefix + ".") && $0.count > prefix.count + 1 }).sorted()
  }

  mutating func setting<T: SettingValue>(_ name: String, default preset: T) throws(StudyError) -> T {
    let chosen = try chosen(name, default: preset)
    if chosen.value != preset.value { own.append(name) }
    return chosen
  }

  private mutating func chosen<T: SettingValue>(_ name: String, default preset: T) throws(StudyError) -> T {
    guard let (value, text, origin) = given(name) else { return preset }
    // A text that was asked for as text stays as typed, "1e-3" too.
    if let text, let typed = text as? T { return typed }
    if let text, let typed = text.split(separator: ",").map(String.init) as? T { return typed }
    guard let typed = T(value) else {
      throw StudyError(.configuration, "\(origin): \(name) = \(text ?? value.description): expected \(T.typeName)")
    }
    return typed
  }

  mutating func axis<T: SettingValue>(_ name: String, default steps: [T]) throws(StudyError) -> [T] {
    if let stored {
      declared.insert(name)
      guard let axis = stored.axes.first(where: { $0.name == name }) else { return steps }
      return axis.steps.compactMap { T($0) }
    }
    let chosen: [T] = try setting(name, default: steps)
    guard !chosen.isEmpty, chosen.indices.allSatisfy({ i in chosen[..<i].allSatisfy { $0 != chosen[i] } }) else {
      throw StudyError(.configuration, "\(name): an axis needs at least one step, and none twice")
    }
    return chosen
  }

  mutating func seeds(default seeds: [Int]) throws(StudyError) -> [Int] {
    if let stored {
      declared.insert("seeds")
      return stored.seeds
    }
    guard let (value, text, origin) = given("seeds") else { return seeds }
    let bad = StudyError(.configuration, "\(origin): seeds \(text ?? value.description): expected 0..4, or 0,3,7")
    var chosen: [Int]
    if let match = (text ?? value.description).wholeMatch(of: #/([0-9]+)\.\.\.?([0-9]+)/#) {
      guard let low = Int(match.1), let high = Int(match.2), low <= high, high - low < 100_000 else { throw bad }
      chosen = Array(low...high)
    } else {
      guard let list = [Int](value) else { throw bad }
      chosen = list
    }
    guard !chosen.isEmpty, Set(chosen).count == chosen.count, chosen.allSatisfy({ $0 >= 0 }) else { throw bad }
    if chosen != seeds { own.append("seeds") }
    return chosen
  }

  /// Refuses what was given and never declared. A variable may be another program's: the caller is told of it.
  func refuseUnknown(warning: (String) -> Void = { _ in }) throws(StudyError) {
    if let name = assignments.first(where: { !declared.contains($0.name) }) {
      let flag = name.flag == "--" ? "--\(name.name)" : "\(name.flag) \(name.name)"
      throw StudyError(name.flag == "--" ? .usage : .configuration, "\(flag): \(unknown(name.name))")
    }
    for variable in environment.keys.sorted() where !declared.contains(where: { matches(variable, $0) }) {
      warning("STUDY_\(variable): \(unknown(variable)); it has no effect here")
    }
    if let name = file.keys.sorted().first(where: { !declared.contains($0) }) {
      throw StudyError(.configuration, "\(path): '\(name)': \(unknown(name))")
    }
  }

  private func unknown(_ name: String) -> String {
    "no such setting or axis" + hint(for: name, among: declared.sorted())
  }
}
