import Foundation

/// Keeps keys, tokens and passwords out of what is published.
package struct Secrets {
  /// Variables that can matter for results; no other is ever recorded.
  private static let recorded: Set<String> = [
    "HAZYDEPTH_ISA", "HAZYDEPTH_NUMERICS", "HAZYDEPTH_THREADS", "HAZYDEPTH_LOCKS", "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS", "LANG", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "TZ",
    "STUDY_SHARDS", "HQ_TASK_ID", "PBS_ARRAY_INDEX", "SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "OMPI_COMM_WORLD_RANK",
    "OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMI_SIZE",
  ]

  /// Values of variables whose names smell of a key, longest first, and the home folder.
  private let values: [String]
  private let home: String

  package init(environment: [String: String], home: String = NSHomeDirectory()) {
    values = environment.filter { Secrets.smells($0.key) && $0.value.count >= 6 }.map(\.value)
      .sorted { ($0.count, $0) > ($1.count, $1) }
    self.home = home.count > 1 ? home : ""
  }

  /// The variables that a manifest records, their values screened.
  package func recorded(of environment: [String: String]) -> [String: String] {
    environment.filter { Secrets.recorded.contains($0.key) }.mapValues(screened)
  }

  /// A command line: the program by its name alone, its arguments screened, the home folder as `~`.
  package func screened(command: [String]) -> [String] {
    var words: [String] = []
    for (place, word) in command.enumerated() {
      if place == 0 {
        words.append(word.split(separator: "/").last.map(String.init) ?? word)
      } else if command[place - 1].hasPrefix("--"), !command[place - 1].contains("="),
        Secrets.smells(String(command[place - 1].dropFirst(2)))
      {
        words.append(Secrets.removed)
      } else {
        words.append(screened(word))
      }
    }
    return words
  }

  /// A text without the values of secret variables, without what has a key's shape, without what is assigned to a name that
  /// smells of a key; the home folder as `~`.
  package func screened(_ text: String) -> String {
    var text = text
    for value in values { text = text.replacing(value, with: Secrets.removed) }
    if !home.isEmpty { text = text.replacing(home + "/", with: "~/") }
    for shape in Secrets.shapes() { text = text.replacing(shape) { _ in Secrets.removed } }
    text = text.replacing(#/(:\/\/[^\/\s:@]+:)[^\/\s@]+@/#) { "\($0.1)\(Secrets.removed)@" }
    return text.replacing(#/([A-Za-z0-9_.\-]+)(["']?\s*[:=]\s*["']?)([^\s"',;]+)/#) { match in
      Secrets.smells(String(match.1)) ? "\(match.1)\(match.2)\(Secrets.removed)" : String(match.0)
    }
  }

  package static let removed = "[removed]"

  /// Whether a value of this name is likely one to keep to oneself.
  package static func smells(_ name: String) -> Bool {
    let name = name.lowercased().filter(\.isLetter)
    return [
      "token", "secret", "passw", "passphrase", "apikey", "accesskey", "privatekey", "authkey", "signingkey",
      "credential", "cookie", "authorization", "bearer", "sessionid", "pat",
    ].contains {
      $0 == "pat" ? name.hasSuffix("githubpat") || name == "pat" || name.hasSuffix("glpat") : name.contains($0)
    }
      || name == "auth" || name == "pwd"
  }

  /// How well-known keys look.
  private static func shapes() -> [Regex<Substring>] {
    [
      #/\bhf_[A-Za-z0-9]{8,}/#, #/\bgh[pousr]_[A-Za-z0-9]{16,}/#, #/\bgithub_pat_[A-Za-z0-9_]{16,}/#,
      #/\bglpat-[A-Za-z0-9_\-]{10,}/#, #/\bsk-[A-Za-z0-9_\-]{16,}/#, #/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/#,
      #/\bAIza[A-Za-z0-9_\-]{30,}/#, #/\bxox[abprs]-[A-Za-z0-9\-]{10,}/#,
      #/\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*/#,
      #/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/#,
    ]
  }
}
