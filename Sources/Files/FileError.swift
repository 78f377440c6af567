/// What the world got wrong: one line that says what, where, what was expected and what to do, and the exit code of a
/// command that meets it (`sysexits.h`).
public struct FileError: Error, CustomStringConvertible, Equatable, Sendable {
  /// The kind of fault, whose raw value is the exit code.
  public enum Kind: Int32, Sendable {
    /// The content is not what it should be.
    case damaged = 65
    /// The file is not there, or may not be read.
    case missing = 66
    /// A program that is needed is not there.
    case missingProgram = 69
    /// The output cannot be created.
    case cannotCreate = 73
    /// The system failed while reading or writing (disk full, I/O error).
    case inputOutput = 74
    /// A setting has a value that it cannot have.
    case configuration = 78
    /// Who read standard output has gone, as `head` does: nobody is told, as of a process that SIGPIPE ends.
    case closed = 141
  }
  public let kind: Kind
  public let path: String
  public let reason: String

  public init(_ kind: Kind, _ path: String, _ reason: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
  }
  public var exitCode: Int32 { kind.rawValue }
  /// "path: reason", control characters replaced, so that a hostile name stays on its one line.
  public var description: String { printable(path) + ": " + printable(reason) }
}

/// `text` with control characters as "?", cut at 300 characters: for names and values that come out of files.
public func printable(_ text: some StringProtocol) -> String {
  let isPlain = { (u: Unicode.Scalar) in u.value >= 0x20 && u.value != 0x7f && !(0x80...0x9f).contains(u.value) }
  let clean = String(String.UnicodeScalarView(text.unicodeScalars.lazy.map { isPlain($0) ? $0 : "?" }.prefix(301)))
  return clean.unicodeScalars.count <= 300 ? clean : String(clean.unicodeScalars.prefix(300)) + "…"
}
