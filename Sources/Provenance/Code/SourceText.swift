/// The text of a source file as keys and import lists see it: lines of bytes, whatever ends them.
///
/// A line ends with LF, CR LF or CR, as Swift and C have it. Characters are not looked at: to them CR LF is one, and a file
/// that begins with `//` would be a single comment.
package enum SourceText {
  /// The lines, without their ends.
  package static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(omittingEmptySubsequences: false) { $0 == newline || $0 == carriageReturn }
  }

  /// The code alone: no blank lines and no lines that hold only a `//` comment, each line ended by LF. Where a line might
  /// stand in a multi-line string or pattern, or continue a macro, all is kept.
  package static func code(in bytes: [UInt8]) -> [UInt8] {
    let lines = lines(of: bytes)
    guard !bytes.holds("\"\"\""), !lines.contains(where: { $0.hasSuffix("#/") }) else { return bytes }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    var isContinued = false
    for line in lines {
      let start = line.drop { $0 == space || $0 == tab }
      if isContinued || !(start.isEmpty || start.hasPrefix("//")) { kept += line + [newline] }
      isContinued = line.last == backslash
    }
    return kept
  }

  /// The modules that a Swift source imports; of `import struct A.B` that is `A`.
  package static func imports(in bytes: [UInt8]) -> Set<String> {
    var modules: Set<String> = []
    for line in lines(of: bytes) where line.holds("import") {
      for statement in line.split(separator: semicolon) {
        if let module = imported(by: statement) { modules.insert(module) }
      }
    }
    return modules
  }

  /// Whether a Swift source has no code but imports.
  package static func onlyImports(_ bytes: [UInt8]) -> Bool {
    lines(of: code(in: bytes)).allSatisfy { $0.split(separator: semicolon).allSatisfy { imported(by: $0) != nil } }
  }

  private static let modifiers: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<String> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
  ]

  private static func imported(by statement: ArraySlice<UInt8>) -> String? {
    var words = statement.split { $0 == space || $0 == tab }.map { String(decoding: $0, as: UTF8.self) }[...]
    while let word = words.first, word.hasPrefix("@") || modifiers.contains(word) { words.removeFirst() }
    guard words.popFirst() == "import", var module = words.popFirst() else { return nil }
    if kinds.contains(module) { module = words.popFirst() ?? "" }
    let name = module.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  /// What a C source includes: the text between quotes or angle brackets.
  package static func includes(in bytes: [UInt8]) -> [String] {
    lines(of: bytes).compactMap { line in
      var rest = line.drop { $0 == space || $0 == tab }
      guard rest.popFirst() == hash else { return nil }
      rest = rest.drop { $0 == space || $0 == tab }
      guard rest.hasPrefix("include") else { return nil }
      rest = rest.dropFirst(7).drop { $0 == space || $0 == tab }
      guard let open = rest.popFirst(), open == quote || open == less else { return nil }
      return String(decoding: rest.prefix { $0 != quote && $0 != greater }, as: UTF8.self)
    }
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let backslash = UInt8(ascii: "\\")
  private static let semicolon = UInt8(ascii: ";")
  private static let hash = UInt8(ascii: "#")
  private static let quote = UInt8(ascii: "\"")
  private static let less = UInt8(ascii: "<")
  private static let greater = UInt8(ascii: ">")
}

extension Collection<UInt8> {
  package func hasPrefix(_ text: StaticString) -> Bool { text.withUTF8Buffer { starts(with: $0) } }

  /// Whether these bytes occur somewhere in it.
  package func holds(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      guard let first = wanted.first else { return true }
      var rest = self[...]
      while let start = rest.firstIndex(of: first) {
        rest = rest[start...]
        if rest.starts(with: wanted) { return true }
        rest = rest.dropFirst()
      }
      return false
    }
  }
}

extension BidirectionalCollection<UInt8> {
  package func hasSuffix(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { reversed().starts(with: $0.reversed()) }
  }
}
