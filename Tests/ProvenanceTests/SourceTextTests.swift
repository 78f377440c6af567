import Testing

@testable import Provenance

@Suite struct SourceTextTests {
  private func code(_ text: String) -> String { String(decoding: SourceText.code(in: Array(text.utf8)), as: UTF8.self) }

  @Test func `comments and blank lines are no code, strings and macros stay`() {
    #expect(code("let a = 1  // one\n\n  // a comment\n/// docs\nlet b = 2\n") == "let a = 1  // one\nlet b = 2\n")
    #expect(code("#define A \\\n// not a comment\n") == "#define A \\\n// not a comment\n")
    for text in ["let s = \"\"\"\n// in a string\n\"\"\"\n", "let r = #/\n// in a pattern\n/#\n"] {
      #expect(code(text) == text)
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a line ends in three ways, and a comment at the top hides nothing`(end: String) {
    let text = ["// # Title", "let a = 1", "  // why", "let b = 2", ""].joined(separator: end)
    #expect(code(text) == "let a = 1\nlet b = 2\n")
    #expect(code(text) != code(text.replacing("b = 2", with: "b = 3")))
  }

  @Test func `a byte that is no text is code like any other`() {
    let bytes: [UInt8] = Array("// x\r\nlet a = \"".utf8) + [0xff, 0x22, 0x0d, 0x0a]
    var other = bytes
    other[other.count - 4] = 0xfe
    #expect(SourceText.code(in: bytes) != SourceText.code(in: other))
    #expect(SourceText.code(in: bytes).first == UInt8(ascii: "l"))
  }

  @Test func `imports are found with whatever stands before them`() {
    let text = """
      // import Commented
      import A
      @testable import B
      @_exported public import C
      import struct D.Value; internal import E
      \tprivate import func F.run // why
      let important = "import"
      importing()
      """
    #expect(SourceText.imports(in: Array(text.utf8)) == ["A", "B", "C", "D", "E", "F"])
  }

  @Test func `a module that only re-exports has no code`() {
    #expect(SourceText.onlyImports(Array("// The umbrella.\n@_exported import A\r\n\r\n@_exported import B\n".utf8)))
    #expect(!SourceText.onlyImports(Array("import A\nlet a = 1\n".utf8)))
    #expect(!SourceText.onlyImports(Array("import A; let a = 1\n".utf8)))
  }

  @Test func `includes are found in quotes and in brackets`() {
    let text = "#include \"a/b.h\"\r\n  #  include <c.h>\n// #include \"d.h\"\n#define E \"e.h\"\n"
    #expect(SourceText.includes(in: Array(text.utf8)) == ["a/b.h", "c.h"])
  }
}
