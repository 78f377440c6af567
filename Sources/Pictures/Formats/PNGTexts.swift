/// A text chunk of a PNG file: what some program noted beside the samples.
struct PNGText: Equatable {
  let key: String
  /// nil where it is compressed: it is not unpacked, a few bytes may become a gigabyte.
  let value: String?
}

extension PNG {
  /// The text chunks (tEXt, iTXt, zTXt) of a file that decodes, in its order. Keys are Latin-1 as the format has them.
  static func texts(_ bytes: [UInt8]) -> [PNGText] {
    chunks(of: bytes, ["tEXt", "iTXt", "zTXt"]).compactMap { type, content in
      guard let end = content.firstIndex(of: 0) else { return nil }
      let key = latin1(content[..<end])
      let rest = content[content.index(after: end)...]
      switch type {
      case "tEXt": return PNGText(key: key, value: latin1(rest))
      case "iTXt":
        // Flag and method of compression, then language and translated keyword, each ended by a zero.
        let parts = rest.dropFirst(2).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        let isPlain = rest.first == 0 && parts.count == 3
        return PNGText(key: key, value: isPlain ? String(decoding: parts[2], as: UTF8.self) : nil)
      default: return PNGText(key: key, value: nil)
      }
    }
  }

  /// The contents of the chunks of some types; stops at what is no chunk.
  static func chunks(of bytes: [UInt8], _ types: Set<String>) -> [(type: String, content: ArraySlice<UInt8>)] {
    var found: [(String, ArraySlice<UInt8>)] = []
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { break }
      let type = latin1(bytes[at + 4..<at + 8])
      if types.contains(type) { found.append((type, bytes[at + 8..<at + 8 + length])) }
      at += 12 + length
    }
    return found
  }

  private static func latin1(_ bytes: some Sequence<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
