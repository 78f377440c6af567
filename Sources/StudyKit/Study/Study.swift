import Glibc
import Numerics

/// One study: a question, the constants it is asked with, the cells that answer it, and what they show.
///
/// `main.swift` reads as a notebook: constants first, then `run`, then tables, figures and claims. The same file is the
/// worker process, the listing of cells and the redrawing of an old version; see `StudyMode`.
@MainActor
public final class Study {
  public let name: String
  public let title: String
  /// What is asked.
  public let question: String
  /// Where the question comes from.
  public let source: String

  public internal(set) var metrics: [Metric] = []
  public internal(set) var claims: [Claim] = []

  /// `name` is the folder under `studies/`; `file` finds it.
  public init(_ name: String, title: String, question: String, note source: String = "", file: String = #filePath) {
    self.name = name
    self.title = title
    self.question = question
    self.source = source
  }
}
