import Files

/// Something a data set should have and has not: named, never skipped in silence.
public struct Gap: Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    /// A file that an index names, or a layout implies, is not there.
    case missing
    /// A frame has no partner under the pairing rule.
    case unpaired
    /// Several files claim to be the same part of the same frame; none is used.
    case duplicate
    /// A file is there for no known frame.
    case extra
  }

  public let reason: Reason
  /// What is wanting: `clear`, `hazy`, `depth`, `scene`, `annotation 1`, …
  public let part: String
  /// The frame or scene it is wanting for.
  public let id: String
  /// The file, or where it was looked for.
  public let path: String

  public init(_ reason: Reason, _ part: String, of id: String, at path: String) {
    self.reason = reason
    self.part = part
    self.id = id
    self.path = path
  }

  public var description: String {
    printable(path.isEmpty ? "\(reason.rawValue) \(part) of \(id)" : "\(reason.rawValue) \(part) of \(id): \(path)")
  }
}
