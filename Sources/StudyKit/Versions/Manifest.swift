import Exhibits
import Files
import Provenance

/// What a version is: everything that was decided, and under `run` everything that was met.
///
/// All but `run` is the same for every run of the same key, on any machine with any `--jobs`.
struct Manifest: Codable, Sendable {
  /// 2: `cells.json` beside `cells.csv`, and a seal.
  static let currentSchema = 2
  static let name = "manifest.json"

  struct Part: Codable, Sendable {
    let name: String
    let axes: [String]
    let cells: Int
  }
  struct Output: Codable, Sendable {
    let path: String
    let size: Int
    let sha256: String
  }
  var schema = Manifest.currentSchema
  let study: String
  let title: String
  let question: String
  let note: String
  let run_key: String
  let preset: String
  let configuration: Configuration
  let surroundings: Surroundings
  /// Digest by path.
  let code_files: [String: String]
  let metrics: [Metric]
  let parts: [Part]
  /// How many cells ended how. A version has no failed cell.
  let cells: [String: Int]
  /// What was measured; what is drawn from it is in `SHA256SUMS`.
  let outputs: [Output]
  var run: RunRecord

  /// Of a version's folder; one that a newer program has written is refused.
  init(of folder: String) throws(FileError) {
    struct Head: Decodable { let schema: Int }
    let path = "\(folder)/\(Manifest.name)"
    let head = try JSON.read(Head.self, from: path)
    guard (1...Manifest.currentSchema).contains(head.schema) else {
      throw FileError(
        .damaged, path, "schema \(head.schema); this program reads 1 to \(Manifest.currentSchema)")
    }
    self = try JSON.read(Manifest.self, from: path)
  }

  init(
    study: String, title: String, question: String, note: String, run_key: String, preset: String,
    configuration: Configuration, surroundings: Surroundings, code_files: [String: String], metrics: [Metric],
    parts: [Part], cells: [String: Int], outputs: [Output], run: RunRecord
  ) {
    (self.study, self.title, self.question, self.note) = (study, title, question, note)
    (self.run_key, self.preset, self.configuration) = (run_key, preset, configuration)
    (self.surroundings, self.code_files, self.metrics) = (surroundings, code_files, metrics)
    (self.parts, self.cells, self.outputs, self.run) = (parts, cells, outputs, run)
    self.run.seal = sealed
  }

  /// The digest of all else that stands here.
  private var sealed: String {
    var all = self
    all.run.seal = nil
    return Digest.of(JSON.canonical(all))
  }

  /// Whether a published version is meant: committed code, the preset's own settings. Versions of schema 1 tell by what they
  /// record.
  var isPublished: Bool { run.own?.isEmpty ?? (!run.is_dirty && preset != "smoke") }

  /// What does not fit together in it, one line each.
  var faults: [String] {
    var faults: [String] = []
    if schema > 1, run.seal != sealed { faults.append("\(Manifest.name): is not as it was sealed") }
    let identity = RunIdentity(
      schema: schema, study: study, configuration: configuration, surroundings: surroundings)
    if identity.key != run_key { faults.append("\(Manifest.name): its run key is not that of its configuration") }
    if CodeDigest(files: code_files).digest != surroundings.code {
      faults.append("\(Manifest.name): its code digest is not that of its files")
    }
    for output in outputs where !Manifest.isData(output.path) {
      faults.append("\(Manifest.name): names \(printable(output.path)) as measured")
    }
    let measured = outputs.map(\.path)
    for name in ["config.yaml", "cells.csv"] + (schema > 1 ? ["cells.json"] : []) where !measured.contains(name) {
      faults.append("\(Manifest.name): does not name \(name)")
    }
    return faults
  }

  /// Whether a version's file holds what was measured or decided: it is never touched again.
  static func isData(_ path: String) -> Bool {
    ["config.yaml", "cells.csv", "cells.json"].contains(path)
      || path.hasPrefix("data/") && !path.split(separator: "/").contains("..")
  }
}

/// When, where and with what a version was made.
struct RunRecord: Codable, Sendable {
  /// nil where the package is no git checkout, or git does not tell.
  let commit: String?
  /// Result-bearing code, inputs or the package differ from the commit; `diff` tells how.
  let is_dirty: Bool
  let diff: String
  /// Why this is a run of the reader's own and no published version; empty: it is one.
  let own: [String]?
  let command: [String]
  let started: String
  let finished: String
  /// Wall time of this run, and of all its new cells together; cells made by earlier runs are not in it.
  let seconds: Double
  let cell_seconds: Double
  let machine: Machine
  let versions: [String: String]
  /// Variables that can matter, none of them secret.
  let environment: [String: String]
  /// SHA-256 of the manifest without this.
  var seal: String?
}
