import Processes
import TestSupport
import Testing

@testable import StudyKit

@Suite struct YAMLTests {
  @Test func `nested names become dotted ones`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("rate: 1e-5\ntrain:\n  steps: 7\n  name: \"3\"\nlambda: [0, 0.5]\n", to: "c.yaml")
    #expect(
      try YAML.read(path) == [
        "rate": .double(1e-5), "train.steps": .int(7), "train.name": .string("3"),
        "lambda": .list([.int(0), .double(0.5)]),
      ])
  }

  @Test func `a configuration reads back as it was written`() throws {
    let folder = try TemporaryFolder()
    var configuration = Configuration()
    configuration.settings = [
      "rate": .double(3e-5), "train.steps": .int(7), "train.head.width": .int(8), "data": .string("a: b"),
    ]
    configuration.axes = [.init(name: "lambda", steps: [.double(0), .double(0.5)])]
    configuration.seeds = [0, 4]
    let back = try YAML.read(try folder.write(YAML.write(configuration), to: "config.yaml"))
    var expected = configuration.settings
    expected["lambda"] = .list([.double(0), .double(0.5)])
    expected["seeds"] = .list([.int(0), .int(4)])
    #expect(back == expected)
  }

  @Test(arguments: [
    "steps: 1\nsteps: 2\n", "- a\n- b\n", "a: [", "just text",
    "a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: {n: {o: {p: {q: 1}}}}}}}}}}}}}}}}}",
  ])
  func `what is no configuration is refused with 78`(text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "c.yaml")
    #expect { try YAML.read(path) } throws: { ($0 as? StudyError)?.exitCode == 78 }
  }
}
