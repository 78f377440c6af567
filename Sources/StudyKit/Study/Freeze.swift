import ArgumentParser
import Files
import Foundation
import Numerics
import Processes
import Provenance

extension Study {
  /// At the first `run`: all is declared, so what was given is checked and the surroundings are digested.
  func freeze() throws {
    guard surroundings == nil else { return }
    if options.help { try printHelp() }
    if case .run = mode, options.out != nil { _ = try destination() }
    switch mode {
    case .worker(let worker): surroundings = worker.order.surroundings
    case .redraw(let data): surroundings = data.manifest.surroundings
    case .run, .list, .verify, .upToDate:
      try sources.refuseUnknown { log("warning: \($0)") }
      surroundings = try digestSurroundings()
    }
    switch mode {
    case .run:
      if !options.fresh, let version = try finishedVersion() {
        let damage = try VersionCheck.damage(in: version)
        if let first = damage.first(where: { !Redraw.isDerived($0) }) {
          throw FileError(.damaged, shown(version), "\(first); restore it, or make a new version with --fresh")
        }
        mode = .upToDate(try VersionData(version))
        if let first = damage.first {
          log("warning: \(shown(version)) is not as it was written: \(first); --redraw draws it anew")
        }
      } else {
        _ = try destination()  // what it refuses, it refuses before anything runs
        _ = try CellStore(storeRoot)  // takes away what killed runs have left
      }
    case .verify(let data, let verification):
      verification.reasonsNotComparable = data.manifest.surroundings.reasonsNotComparable(with: surroundings!)
      if data.manifest.metrics != metrics { verification.differences.append("the metrics are declared otherwise now") }
      verification.codeChanges = changedFiles(from: data.manifest.code_files, to: code?.files ?? [:])
    default: break
    }
  }

  private func digestSurroundings() throws -> Surroundings {
    let code = try CodeDigest.of(root: root, study: sourceFolder)
    let program = try Checkout.thisProgram()
    let changed = try BuiltSources.change(
      since: program, root: root, study: sourceFolder, memory: "\(storeRoot)/programs")
    if let changed {
      throw StudyError(
        .configuration,
        "\(changed) may not be what this program was built from: remove \(shown(program)) and build it anew"
      )
    }
    self.code = code
    try? Folder.make(storeRoot)
    let digests = InputDigests(memory: "\(storeRoot)/digests.txt", forgetting: options.rehash)
    let records = try inputs.map { try digests.record($0.path, role: $0.role) }
    digests.save()
    return Surroundings(inputs: records, code: code.digest, numerics: Study.numerics)
  }

  /// In `portable` mode the bits depend on nothing else; OpenBLAS's depend on its version and core type.
  static var numerics: String {
    switch NumericMode.current {
    case .portable: "portable"
    case .openblas: "openblas: \(OpenBLAS.configuration.trimmingCharacters(in: .whitespaces)), \(OpenBLAS.coreName)"
    }
  }

  var runIdentity: RunIdentity {
    RunIdentity(study: name, configuration: configuration, surroundings: surroundings ?? Surroundings())
  }
  var runKey: String { runIdentity.key }

  private func printHelp() throws -> Never {
    var text = "OVERVIEW: \(title). \(question)\n\nUSAGE: study-\(name) [flags] [--setting value …]\n\n"
    text += "SETTINGS (as they are now; --preset \(options.preset.rawValue)):\n"
    let width = (described.map { $0.name.count + $0.value.count }.max() ?? 0) + 5
    for line in described {
      let start = "  --\(line.name) \(line.value)"
      text += start + String(repeating: " ", count: max(2, width + 2 - start.count)) + line.help + "\n"
    }
    let flags = StudyOptions.helpMessage(columns: 110)
    if let options = flags.range(of: "OPTIONS:") { text += "\n" + flags[options.lowerBound...] }
    try show(text)
    exit(0)
  }
}

/// The paths whose digests differ, sorted.
func changedFiles(from old: [String: String], to new: [String: String]) -> [String] {
  Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
}

extension Surroundings {
  /// Why numbers made here cannot be expected to equal those made there. The code is no such reason: that is the test.
  func reasonsNotComparable(with now: Surroundings) -> [String] {
    var reasons: [String] = []
    if numerics != now.numerics { reasons.append("numeric mode \(numerics), now \(now.numerics)") }
    for input in inputs where !now.inputs.contains(input) { reasons.append("input \(input.role) has changed") }
    return reasons
  }
}
