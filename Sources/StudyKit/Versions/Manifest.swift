import Exhibits

/// What a version is: everything that was decided, and under `run` everything that was met.
///
/// All but `run` is the same for every run of the same key, on any machine with any `--jobs`.
struct Manifest: Codable, Sendable {
  static let currentSchema = 1

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
  let run: RunRecord
}

/// When, where and with what a version was made.
struct RunRecord: Codable, Sendable {
  /// nil where the package is no git checkout.
  let commit: String?
  /// Result-bearing code, inputs or the package differ from the commit; `diff` tells how.
  let is_dirty: Bool
  let diff: String
  let command: [String]
  let started: String
  let finished: String
  /// Wall time of this run, and of all its new cells together; cells made by earlier runs are not in it.
  let seconds: Double
  let cell_seconds: Double
  let machine: Machine
  let versions: [String: String]
  /// Variables that can matter.
  let environment: [String: String]
}
