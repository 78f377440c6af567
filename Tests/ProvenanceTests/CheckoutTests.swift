import TestSupport
import Testing

@testable import Provenance

@Suite struct CheckoutTests {
  /// Two checkouts of one package, and a folder that is none.
  private struct Places {
    let folder: TemporaryFolder
    var a: String { folder.path + "/a" }
    var b: String { folder.path + "/b" }
    var elsewhere: String { folder.path + "/elsewhere" }

    init() throws {
      folder = try TemporaryFolder()
      for name in ["a", "b"] {
        try folder.write("", to: "\(name)/Package.swift")
        try folder.write("", to: "\(name)/studies/x/src/main.swift")
        try folder.write("", to: "\(name)/.build/debug/study-x")
      }
      try folder.write("", to: "elsewhere/study-x")
      try folder.write("", to: "user/Package.swift")
      try folder.write("", to: "user/.build/debug/hazydepth")
      try folder.write("", to: "user/.build/checkouts/a/Package.swift")
      try folder.write("", to: "user/.build/checkouts/a/studies/x/src/main.swift")
      try folder.link("link", to: "a")
    }

    func fault(root: String, program: String, here: String) -> String? {
      do {
        try Checkout.refuseForeign(root: root, sources: root + "/studies/x/src", program: program, here: here)
        return nil
      } catch { return "\(error)" }
    }
  }

  @Test func `a program may be called in its checkout and from where no checkout is`() throws {
    let p = try Places()
    for here in [p.a, p.a + "/studies", p.elsewhere, "/"] {
      #expect(p.fault(root: p.a, program: p.a + "/.build/debug/study-x", here: here) == nil)
    }
    let link = p.folder.path + "/link"
    #expect(p.fault(root: link, program: p.a + "/.build/debug/study-x", here: link) == nil)
    #expect(p.fault(root: p.a, program: p.elsewhere + "/study-x", here: p.a) == nil, "built into another folder")
  }

  @Test func `a copied checkout does not work on the first one`() throws {
    let p = try Places()
    let fault = p.fault(root: p.a, program: p.b + "/.build/debug/study-x", here: p.b)
    #expect(fault?.contains("was built in") == true && fault?.contains("build it there") == true)
  }

  @Test func `a program called in another checkout stops`() throws {
    let p = try Places()
    let fault = p.fault(root: p.a, program: p.a + "/.build/debug/study-x", here: p.b)
    #expect(fault?.contains("not from here") == true)
  }

  @Test func `a copied program stops outside its checkout`() throws {
    let p = try Places()
    let fault = p.fault(root: p.a, program: p.elsewhere + "/study-x", here: p.elsewhere)
    #expect(fault?.contains("has been copied") == true)
  }

  @Test func `a package that another one depends on is at home in it`() throws {
    let p = try Places()
    let root = p.folder.path + "/user/.build/checkouts/a"
    #expect(
      p.fault(root: root, program: p.folder.path + "/user/.build/debug/hazydepth", here: p.folder.path + "/user") == nil
    )
  }
}
