import Foundation
import Golden
import TestSupport
import Testing

@Suite struct ModelGoldenTests {
  @Test(.needsShared, arguments: ["unidepthv2", "depthanything3"])
  func `every stage of every case is met`(name: String) throws {
    let result = try Golden.run(try #require(Material.shared) + "/golden/" + name)
    #expect(result.kind == name)
    #expect(result.checks.count > 130)
    #expect(result.failures.map(\.name) == [])
  }

  @Test func `every stage of the package's own case of Depth Anything 3 is met`() throws {
    let result = try Golden.run(Material.goldens + "/depthanything3")
    #expect(result.kind == "depthanything3")
    #expect(result.checks.count > 5)
    #expect(result.failures.map(\.name) == [])
  }
}
