/// The files of a tree, and what is there besides: nothing is passed over without a name and a reason.
public struct TreeListing: Sendable {
  /// Why something is no file to read.
  public enum Reason: String, Sendable, CaseIterable {
    /// A link whose target is not there: a file, or a whole folder, is missing.
    case deadLink = "links to nowhere"
    /// The system refuses to look.
    case unreadable = "without permission to read"
    case notUTF8 = "names that are no UTF-8"
    case hidden = "hidden files"
    /// What file managers leave behind.
    case resource = "resource files"
    /// A pipe, a socket, a device.
    case noFile = "no regular files"

    /// The reason that a name alone gives; nil for the name of a file.
    init?(ofName name: String) {
      let resources: Set<String> = ["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "@eaDir"]
      if resources.contains(name) || name.hasPrefix("._") {
        self = .resource
      } else if name.hasPrefix(".") {
        self = .hidden
      } else {
        return nil
      }
    }
  }

  public struct LeftOut: Sendable, Equatable {
    public let reason: Reason
    /// Relative to the tree.
    public let path: String
    init(_ reason: Reason, _ path: String) { (self.reason, self.path) = (reason, path) }
  }

  /// Relative to the tree, in ascending byte order.
  public package(set) var files: [String] = []
  public package(set) var leftOut: [LeftOut] = []

  package init(files: [String] = [], leftOut: [LeftOut] = []) { (self.files, self.leftOut) = (files, leftOut) }
}
