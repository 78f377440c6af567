import Processes

/// `Look.swift`, a study's file of tables, figures and claims, whose text is no part of a key: what a cell does must not
/// stand there.
package enum LookFile {
  package static let name = "Look.swift"

  /// Refuses a `Look.swift` that declares or runs something, and cells that call what it declares. `sources`: all Swift files
  /// of a study by name.
  package static func refuseUse(in sources: [String: [UInt8]], _ folder: String) throws(StudyError) {
    guard let look = sources[name] else { return }
    if let call = declarations(in: look).first {
      throw StudyError(
        .configuration,
        "\(folder)/\(name): \(call) stands here, and this file's text is not part of the key; it belongs in main.swift")
    }
    let names = topLevelNames(in: look)
    for (file, bytes) in sources.sorted(by: { $0.key < $1.key }) where file != name {
      let used = file == "main.swift" ? wordsOfCells(in: bytes) : Set(words(of: bytes).map(\.text))
      guard let found = used.intersection(names).min() else { continue }
      throw StudyError(
        .configuration,
        "\(folder)/\(file): \(found) is declared in \(name), whose text is not part of the key; cells must not use it")
    }
  }

  /// The calls that say what a cell is.
  private static func declarations(in bytes: [UInt8]) -> [String] {
    let words = words(of: bytes)
    return zip(words, words.dropFirst()).compactMap { first, second in
      first.text == "study" && second.isMember && declaring.contains(second.text) ? "study.\(second.text)" : nil
    }
  }

  private static let declaring: Set<String> = [
    "run", "setting", "settings", "axis", "seeds", "input", "metric", "expects", "once",
  ]

  /// Functions, constants and types that other files can name.
  private static func topLevelNames(in bytes: [UInt8]) -> Set<String> {
    let kinds: Set<String> = ["func", "let", "var", "struct", "enum", "class", "actor", "protocol", "typealias"]
    let words = words(of: bytes)
    return Set(
      words.indices.dropLast().compactMap { k in
        guard words[k].depth == 0, kinds.contains(words[k].text) else { return nil }
        let isPrivate = k > 0 && ["private", "fileprivate"].contains(words[k - 1].text)
        return isPrivate ? nil : words[k + 1].text
      })
  }

  /// The words within the closures of `study.run`.
  private static func wordsOfCells(in bytes: [UInt8]) -> Set<String> {
    let words = words(of: bytes)
    var found: Set<String> = []
    var isRun = false
    for (k, word) in words.enumerated() {
      if word.depth == 0 { isRun = isRun && !word.beginsStatement }
      if k > 0, words[k - 1].text == "study", word.isMember, word.text == "run" { isRun = true }
      if isRun, word.depth > 0 { found.insert(word.text) }
    }
    return found
  }

  private struct Word {
    let text: String
    /// Braces around it.
    let depth: Int
    /// Whether a dot stands before it.
    let isMember: Bool
    /// Whether it is the first of its line, outside of any brackets.
    let beginsStatement: Bool
  }

  /// The words of a Swift source, without comments and texts.
  private static func words(of bytes: [UInt8]) -> [Word] {
    var words: [Word] = []
    var (depth, brackets) = (0, 0)
    var isText = false
    for line in SourceText.lines(of: bytes) {
      var rest = line
      var isFirst = true
      var last: UInt8 = 0
      while let byte = rest.first {
        if isText {
          // A text's end, or the end of the first of its three quotes: the others open and close an empty one.
          if byte == UInt8(ascii: "\\") {
            rest = rest.dropFirst(2)
            continue
          }
          isText = byte != UInt8(ascii: "\"")
          rest = rest.dropFirst()
          continue
        }
        if rest.hasPrefix("//") { break }
        let character = Character(UnicodeScalar(byte))
        if character.isLetter || character == "_" {
          let word = rest.prefix {
            Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber || $0 == 0x5f
          }
          words.append(
            Word(
              text: String(decoding: word, as: UTF8.self), depth: depth, isMember: last == UInt8(ascii: "."),
              beginsStatement: isFirst && brackets == 0))
          rest = rest.dropFirst(word.count)
          last = word.last ?? 0
          isFirst = false
          continue
        }
        switch character {
        case "{": depth += 1
        case "}": depth -= 1
        case "(", "[": brackets += 1
        case ")", "]": brackets -= 1
        case "\"": isText = true
        default: break
        }
        if character != " " && character != "\t" { last = byte }
        rest = rest.dropFirst()
      }
    }
    return words
  }
}
