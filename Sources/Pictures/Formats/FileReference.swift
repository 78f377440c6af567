import Files
import Foundation

/// One file in a tree: what a data set's entry points at until it is read.
public struct FileReference: Sendable, CustomStringConvertible {
  public let tree: any FileTree
  /// Relative to the tree.
  public let path: String

  public init(_ tree: any FileTree, _ path: String) {
    self.tree = tree
    self.path = path
  }

  public var description: String { path.isEmpty ? tree.name : "\(tree.name)/\(path)" }
  public var exists: Bool { tree.contains(path) }

  /// The whole content; throws where there is no such file, or one larger than `use` and `limits` allow.
  public func read(for use: FileUse, limits: ReadingLimits = .standard) throws(FileError) -> [UInt8] {
    try tree.read(path, for: use, limits: limits)
  }

  /// The file as UTF-8 text.
  package func text() throws(FileError) -> String {
    guard let text = String(validating: try read(for: .text), as: UTF8.self) else {
      throw FileError(.damaged, description, "is no UTF-8 text")
    }
    return text
  }

  /// The file as JSON of a known form.
  package func json<T: Decodable>(_ type: T.Type) throws(FileError) -> T {
    let data = Data(try read(for: .text))
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw FileError(.damaged, description, "unexpected JSON: \(FileReference.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return path.isEmpty ? "at the top" : "at \(path)"
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): return "no '\(key.stringValue)' \(place(context))"
    case .typeMismatch(let type, let context): return "expected \(type) \(place(context))"
    case .valueNotFound(let type, let context): return "expected \(type), found null, \(place(context))"
    case .dataCorrupted(let context): return "\(context.debugDescription) \(place(context))"
    default: return "\(error)"
    }
  }
}

/// A folder within a tree.
public struct Subtree: FileTree {
  private let base: any FileTree
  private let prefix: String

  public init(_ base: any FileTree, _ folder: String) {
    self.base = base
    prefix = folder + "/"
  }

  public var name: String { "\(base.name)/\(prefix.dropLast())" }
  public func contains(_ path: String) -> Bool { base.contains(prefix + path) }
  public func files() throws(FileError) -> [String] { try listing().files }
  public func listing() throws(FileError) -> TreeListing {
    func own(_ path: String) -> String? { path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil }
    let all = try base.listing()
    return TreeListing(
      files: all.files.compactMap(own),
      leftOut: all.leftOut.compactMap { left in own(left.path).map { .init(left.reason, $0) } })
  }
  public func read(_ path: String, for use: FileUse, limits: ReadingLimits) throws(FileError) -> [UInt8] {
    try base.read(prefix + path, for: use, limits: limits)
  }
}

extension ZipArchive: FileTree {
  public func files() -> [String] { listing().files }
  public func listing() -> TreeListing {
    var found = TreeListing()
    for name in members.map(\.name).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if let reason = name.split(separator: "/").lazy.compactMap({ TreeListing.Reason(ofName: String($0)) }).first {
        found.leftOut.append(.init(reason, name))
      } else {
        found.files.append(name)
      }
    }
    return found
  }
  public func read(_ path: String, for use: FileUse, limits: ReadingLimits) throws(FileError) -> [UInt8] {
    let bytes = try read(path)
    let head = Array(bytes.prefix(NumpyHeader.longest + 12))
    try use.admit(head, size: bytes.count, name: "\(name)/\(path)", limits: limits)
    return bytes
  }
}
