import ArgumentParser
import TestSupport
import Testing

@testable import StudyKit

@Suite struct ConfigurationSourcesTests {
  private func sources(_ arguments: [String], environment: [String: String] = [:]) throws -> ConfigurationSources {
    let options = try #require(try StudyOptions.parseAsRoot(arguments) as? StudyOptions)
    return try ConfigurationSources(options, environment: environment)
  }

  @Test func `the file yields to the environment, and that to the command line`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("a: 1\nb: 1\nc: 1\n", to: "c.yaml")
    var sources = try sources(["--config", file, "--set", "c=3"], environment: ["STUDY_B": "2", "STUDY_C": "2"])
    let values = try ["a", "b", "c", "d"].map { try sources.setting($0, default: 0) }
    #expect(values == [1, 2, 3, 0])
  }

  @Test func `a setting is a flag of its own`() throws {
    var sources = try sources(["--steps", "5", "--train.rate=0.5", "--jobs", "2"])
    #expect(try sources.setting("steps", default: 0) == 5)
    #expect(try sources.setting("train.rate", default: 0.0) == 0.5)
    try sources.refuseUnknown()
  }

  @Test func `dots are two underscores in the environment, and case does not matter`() throws {
    var sources = try sources([], environment: ["STUDY_TRAIN__STEPS": "9", "OTHER": "1"])
    #expect(try sources.setting("train.steps", default: 0) == 9)
    try sources.refuseUnknown()
  }

  @Test func `a text stays as it was typed`() throws {
    var sources = try sources(["--set", "name=1e-3"])
    #expect(try sources.setting("name", default: "") == "1e-3")
  }

  @Test(arguments: [("--set", "stpes=3", Int32(78)), ("--stpes", "3", 64), ("--sweep", "stpes=1,2", 78)])
  func `what no one declared is refused with a hint`(flag: String, text: String, code: Int32) throws {
    var sources = try sources([flag, text])
    _ = try sources.setting("steps", default: 0)
    #expect { try sources.refuseUnknown() } throws: { error in
      let error = error as? StudyError
      return error?.exitCode == code && error?.description.contains("did you mean 'steps'?") == true
    }
  }

  @Test func `a wrong type is refused with what was expected`() throws {
    var sources = try sources(["--set", "steps=many"])
    #expect { try sources.setting("steps", default: 0) } throws: {
      ("\($0)").contains("steps = many: expected an integer")
    }
  }

  @Test func `seeds are a range or a list`() throws {
    var range = try sources(["--seeds", "2..4"])
    #expect(try range.seeds(default: [0]) == [2, 3, 4])
    var list = try sources(["--seeds", "7,1"])
    #expect(try list.seeds(default: [0]) == [7, 1])
    for bad in ["4..2", "1,1", "x", "-1"] {
      var sources = try sources(["--seeds=\(bad)"])
      #expect(throws: StudyError.self) { try sources.seeds(default: [0]) }
    }
  }

  @Test func `an axis has each step once`() throws {
    var sources = try sources(["--sweep", "a=0,0.5,0"])
    #expect(throws: StudyError.self) { try sources.axis("a", default: [1.0]) }
  }

  @Test func `a stored configuration is above all`() throws {
    var stored = Configuration()
    stored.settings["steps"] = .int(3)
    stored.axes = [.init(name: "a", steps: [.double(2)])]
    var sources = ConfigurationSources(stored: stored)
    #expect(try sources.setting("steps", default: 9) == 3)
    #expect(try sources.axis("a", default: [1.0]) == [2])
    #expect(try sources.setting("new", default: 4) == 4)
  }
}
