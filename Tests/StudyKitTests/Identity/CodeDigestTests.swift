import TestSupport
import Testing

@testable import StudyKit

@Suite struct CodeDigestTests {
  private let main = """
    import StudyKit
    let x = study.axis("x", quick: [1])
    // ## 1. Run
    let results = study.run { cell in f(cell) }
    // ## 2. Look: figures
    study.draw(results)
    // ## 3. Run more
    let more = study.run("more") { cell in g(cell) }
    """

  @Test func `sections that only look are no code, the others are`() throws {
    let kept = try CodeDigest.withoutLooks(main, "main.swift")
    #expect(!kept.contains("study.draw"))
    #expect(kept.contains("f(cell)") && kept.contains("g(cell)"))
    #expect(try CodeDigest.withoutLooks(main.replacing("draw(results)", with: "draw(other)"), "main.swift") == kept)
    #expect(try CodeDigest.withoutLooks(main.replacing("g(cell)", with: "h(cell)"), "main.swift") != kept)
  }

  @Test func `a heading that merely begins with those letters is code`() throws {
    let text = "// ## Looking back\nlet a = 1\n// ## Look\nlet b = 2\n"
    let kept = try CodeDigest.withoutLooks(text, "main.swift")
    #expect(kept.contains("let a") && !kept.contains("let b"))
  }

  @Test func `a run below a Look is refused`() {
    let text = main.replacing("// ## 3. Run more\n", with: "")
    #expect { try CodeDigest.withoutLooks(text, "main.swift") } throws: {
      ("\($0)").contains("main.swift:7: study.run")
    }
  }

  @Test func `comments and blank lines are no code, strings and macros stay`() {
    let code = CodeDigest.code(in: "let a = 1  // one\n\n  // a comment\n/// docs\nlet b = 2\n")
    #expect(code == "let a = 1  // one\nlet b = 2\n")
    #expect(CodeDigest.code(in: "#define A \\\n// not a comment\n") == "#define A \\\n// not a comment\n")
    let text = "let s = \"\"\"\n// in a string\n\"\"\"\n"
    #expect(CodeDigest.code(in: text) == text)
  }

  @Test func `a file of a module changes the digest, one of StudyKit does not`() throws {
    let folder = try TemporaryFolder()
    try folder.write("let a = 1\n", to: "Sources/NN/A.swift")
    try folder.write("let s = 1\n", to: "Sources/StudyKit/S.swift")
    try folder.write(main, to: "studies/x/src/main.swift")
    func digest() throws -> String {
      try CodeDigest.of(root: folder.path, study: folder.path + "/studies/x/src").digest
    }
    let first = try digest()
    try folder.write("let s = 2\n", to: "Sources/StudyKit/S.swift")
    #expect(try digest() == first)
    try folder.write("let a = 2\n", to: "Sources/NN/A.swift")
    #expect(try digest() != first)
  }
}
