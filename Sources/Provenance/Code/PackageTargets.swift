import Files

/// What `Package.swift` says of its targets, as far as its text shows it: their folders and what they depend on.
///
/// The imports of Swift sources say what a module uses; C sources may reach another target through a symbol alone, and
/// then only the manifest knows. A target whose name is put together at build time is not found here.
package struct PackageTargets {
  package struct Target: Equatable {
    /// From the package's root; nil: `Sources/NAME`.
    var path: String?
    /// Every text in its `dependencies: […]`.
    var dependencies: [String] = []
  }
  private(set) var byName: [String: Target] = [:]
  /// Every text that begins with a dash, in order: what compilers and linkers are told.
  private(set) var flags: [String] = []

  /// Of the package at `root`.
  package init(root: String) throws(FileError) { self.init(manifest: try Folder.bytes(of: "\(root)/Package.swift")) }

  package init(manifest: [UInt8]) {
    let tokens = PackageTargets.tokens(of: manifest)
    for case .text(let text) in tokens where text.hasPrefix("-") { flags.append(text) }
    for (start, token) in tokens.enumerated() where token == .symbol("(") {
      // `name: "X"` first, as every kind of target has it.
      guard start + 2 < tokens.count, tokens[start + 1] == .label("name"), case .text(let name) = tokens[start + 2]
      else { continue }
      let target = PackageTargets.target(in: tokens[(start + 3)...])
      // `.target(name: "X")` stands in lists of dependencies, too.
      byName[name, default: Target()].path = byName[name]?.path ?? target.path
      byName[name]?.dependencies += target.dependencies
    }
  }

  private enum Token: Equatable {
    case text(String)
    /// A word and the colon behind it.
    case label(String)
    /// A bracket.
    case symbol(Character)
  }

  /// The rest of a call, up to its own closing parenthesis.
  private static func target(in tokens: ArraySlice<Token>) -> Target {
    var target = Target()
    var depth = 0
    var label = ""
    for token in tokens {
      switch token {
      case .label(let name) where depth == 0: label = name
      case .text(let text) where label == "path" && depth == 0: target.path = text
      case .text(let text) where label == "dependencies": target.dependencies.append(text)
      case .symbol("("), .symbol("["): depth += 1
      case .symbol:
        depth -= 1
        if depth < 0 { return target }
      default: break
      }
    }
    return target
  }

  /// Texts, labels and brackets, without comments.
  private static func tokens(of bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    for line in SourceText.lines(of: bytes) {
      var rest = line
      while let byte = rest.first {
        let character = Character(UnicodeScalar(byte))
        if rest.hasPrefix("//") { break }
        if character == "\"" {
          let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
          tokens.append(.text(String(decoding: text, as: UTF8.self)))
          rest = rest.dropFirst(text.count + 2)
        } else if character.isLetter {
          let word = rest.prefix { Character(UnicodeScalar($0)).isLetter || $0 == UInt8(ascii: "_") }
          rest = rest.dropFirst(word.count)
          if rest.first == UInt8(ascii: ":") { tokens.append(.label(String(decoding: word, as: UTF8.self))) }
        } else {
          if "()[]".contains(character) { tokens.append(.symbol(character)) }
          rest = rest.dropFirst()
        }
      }
    }
    return tokens
  }
}
