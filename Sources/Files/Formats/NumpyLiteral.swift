/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` and nothing more general.
struct NumpyLiteral {
  struct Fields {
    var descr: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
  }

  private let text: [UInt8]
  private let name: String
  private var at = 0

  init(_ text: [UInt8], name: String) {
    self.text = text
    self.name = name
  }

  /// The whole text: one dictionary, then white space.
  mutating func dictionary() throws(FileError) -> Fields {
    var fields = Fields()
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where fields.descr == nil: fields.descr = try string()
      case "fortran_order" where fields.isFortranOrder == nil: fields.isFortranOrder = try truth()
      case "shape" where fields.shape == nil: fields.shape = try tuple()
      default: throw fault("unexpected or repeated key '\(key)'")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard at == text.count else { throw fault("something follows the dictionary") }
    return fields
  }

  private mutating func string() throws(FileError) -> String {
    skipSpace()
    guard at < text.count, text[at] == 0x27 || text[at] == 0x22 else { throw fault("expected a quoted string") }
    let quote = text[at]
    let start = at + 1
    at = start
    while at < text.count, text[at] != quote {
      guard (0x20...0x7e).contains(text[at]), text[at] != 0x5c, at - start < 64 else {
        throw fault("expected a short plain string")
      }
      at += 1
    }
    guard at < text.count else { throw fault("unfinished string") }
    at += 1
    return String(decoding: text[start..<(at - 1)], as: UTF8.self)
  }

  private mutating func truth() throws(FileError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where text[at...].starts(with: word.utf8) {
      at += word.utf8.count
      return value
    }
    throw fault("expected True or False")
  }

  private mutating func tuple() throws(FileError) -> [Int] {
    var values: [Int] = []
    try expect("(")
    while !accept(")") {
      values.append(try integer())
      guard values.count <= NumpyHeader.mostAxes else { throw fault("more than \(NumpyHeader.mostAxes) axes") }
      let isSeparated = accept(",")
      // `(3)` is a number in Python, `(3,)` a shape.
      if !isSeparated {
        guard values.count > 1 else { throw fault("expected ',' after the only axis") }
        try expect(")")
        break
      }
    }
    return values
  }

  private mutating func integer() throws(FileError) -> Int {
    skipSpace()
    let start = at
    while at < text.count, (0x30...0x39).contains(text[at]) { at += 1 }
    guard at > start, at - start <= 18, let value = Int(String(decoding: text[start..<at], as: UTF8.self)) else {
      throw fault("expected an axis of at most 18 digits")
    }
    // Python 2 wrote long integers with an L.
    if at < text.count, text[at] == UInt8(ascii: "L") { at += 1 }
    return value
  }

  private mutating func skipSpace() {
    while at < text.count, text[at] == 0x20 || (0x09...0x0d).contains(text[at]) { at += 1 }
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard at < text.count, text[at] == character.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(FileError) {
    guard accept(character) else { throw fault("expected '\(character)'") }
  }

  private func fault(_ problem: String) -> FileError {
    FileError(.damaged, name, "has a damaged npy header: \(problem) at byte \(at)")
  }
}
