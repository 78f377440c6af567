import ArgumentParser
import Files
import Foundation
import Processes
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

  @Test(arguments: [
    ["--steps", "3", "--set", "steps=3"], ["--set", "a=1", "--sweep", "a=1,2"], ["--seeds", "1", "--set", "seeds=1"],
    ["--steps=1", "--steps", "2"],
  ])
  func `one setting given twice on the command line is refused`(arguments: [String]) {
    #expect { try sources(arguments) } throws: {
      ($0 as? StudyError)?.exitCode == 64 && "\($0)".contains("is given twice")
    }
  }

  @Test func `two spellings in the environment or in a file are refused`() throws {
    #expect { try sources([], environment: ["STUDY_TRAIN__STEPS": "1", "STUDY_train__steps": "2"]) } throws: {
      ($0 as? StudyError)?.exitCode == 78
    }
    let folder = try TemporaryFolder()
    for (name, text) in [("a", "train: {steps: 1}\ntrain.steps: 2\n"), ("b", "train.steps: 2\ntrain:\n  steps: 1\n")] {
      let file = try folder.write(text, to: name)
      #expect { try sources(["--config", file]) } throws: { "\($0)".contains("given twice") }
    }
  }

  @Test func `a variable of another program is told of and has no effect`() throws {
    var sources = try sources([], environment: ["STUDY_ROOM": "3", "STUDY_STPES": "9"])
    #expect(try sources.setting("steps", default: 1) == 1)
    var warnings: [String] = []
    try sources.refuseUnknown { warnings.append($0) }
    #expect(warnings.count == 2 && warnings[0].hasPrefix("STUDY_ROOM: no such setting"))
    #expect(warnings[1].contains("did you mean 'steps'?"))
  }

  @Test func `settings that are not the preset's are the reader's own`() throws {
    var sources = try sources(
      ["--a", "1", "--b=2", "--sweep", "x=1,2", "--seeds", "0..2"], environment: ["STUDY_C": "3"])
    _ = try (sources.setting("a", default: 1), sources.setting("b", default: 1), sources.setting("c", default: 3.0))
    _ = try (sources.setting("d", default: 4), sources.axis("x", default: [1.0, 2]), sources.seeds(default: [0, 1]))
    #expect(sources.own == ["b", "seeds"])
  }

  @Test func `a double dash before the flags is passed over`() {
    #expect(StudyOptions.arguments(["study-x", "--", "--preset", "smoke"]) == ["--preset", "smoke"])
    #expect(StudyOptions.arguments(["study-x", "--preset", "smoke"]) == ["--preset", "smoke"])
    #expect(StudyOptions.arguments(["study-x", "--"]) == [] && StudyOptions.arguments([]) == [])
  }

  @Test func `minus zero is zero, on the way to a worker and back`() throws {
    var sources = try sources(["--sweep", "a=-0.0,1"])
    let axis = Axis(name: "a", steps: try sources.axis("a", default: [1.0]))
    let order = try JSON.decode([Value].self, from: Data(JSON.canonical(axis.values).utf8))
    #expect(JSON.canonical(order) == JSON.canonical(axis.values) && JSON.canonical(axis.values) == "[0,1]")
    #expect(JSON.canonical(Float(-0.0).value) == "0")
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
