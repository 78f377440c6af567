import ArgumentParser
import Files
import Foundation
import Pictures
import Testing

@testable import hazydepth

/// No number that an option is given ends a command in a trap: every option of every command is given numbers that none
/// of them means anything by, and each end of its range.
@Suite struct OptionRangeTests {
  /// What a command needs besides, small enough to run in a moment. A command that is not here fails the test.
  static let base: [String: [String]] = [
    "world": ["--frames", "1", "--size", "16x32", "--out", "new"],
    "fog": ["--data", "w", "--camera", "20,20,4,4", "--visibility", "50", "--out", "new"],
    "evaluate": ["--data", "w", "--predictions", "p=w/depth"],
    "golden": ["w"],
    "inspect-weights": ["w"],
    "make-weights": ["--kind", "small", "--out", "new"],
    "init-from": ["w", "--out", "new"],
    "sample-depth": ["--frames", "1", "--size", "8x8", "--out", "new"],
    "train": [
      "--preset", "smoke", "--scenes", "8", "--batch", "2", "--steps", "1", "--cache", "cache", "--out", "new",
    ],
    "train-vae": ["--scenes", "2", "--test-scenes", "1", "--steps", "1", "--size", "32x32", "--out", "new"],
    "train-direct": [
      "--scenes", "2", "--batch", "1", "--steps", "101", "--scored-scenes", "1", "--size", "16x16", "--out", "new",
    ],
    "predict": ["w", "--model", "direct", "--out", "new"],
    "verify": ["w"], "compare": ["w", "w"], "inspect-oddity": ["w"], "versions": ["none"], "modules": [],
    "new-study": ["new", "--package", "w"], "slurm": ["none", "--array", "0-1"], "merge": ["w", "--into", "new"],
    "gc": ["--store", "w", "--dry-run"], "pack": ["w", "--out", "new.tar.gz"],
  ]

  /// Options of words, which no number goes into, and the seeds, of which every one means something.
  static let words: Set = [
    "--out", "--data", "--predictions", "--layout", "--depth-key", "--prediction-key", "--protocol", "--align",
    "--crop",
    "--quantity", "--resize", "--metrics", "--csv", "--camera", "--counterfactual", "--path", "--blend", "--airlight",
    "--split", "--depth", "--kind", "--parts", "--preset", "--vae", "--model", "--cache", "--progress", "--network",
    "--loss", "--scored", "--weights", "--condition", "--reduction", "--sheet", "--plots", "--pairs", "--package",
    "--store", "--versions", "--into",
    "--array", "--time", "--sbatch", "--write", "--variant", "--depth-scale", "--depth-invalid", "--prediction-scale",
    "--prediction-invalid", "--prediction-quantity", "--schedule",
    "--sampler", "--look", "--name", "--set", "--mask",
  ]
  static let nonsense = [
    "nan", "-nan", "inf", "-inf", "1e999", "-1", "-9223372036854775808", "9223372036854775807", "9223372036854775808",
    "18446744073709551616", "-1e300", "", "x", "0x", "1e", "1,", ",", ":", "1:", ":1", "2:1", "nan:nan",
    "-1:inf", "1x", "x1", "-4x4", "99999x99999", "4294967296x4294967296", "4x4x4",
  ]
  /// At the ends of ranges, and beside them: these may run.
  static let edges = [
    "0", "1", "-0.0", "2", "3", "17", "1x1", "3x5", "4x4", "33x1", "0:1", "1:2", "0.5", "1e-9", "0x0", "1e-320",
  ]

  @Test func `every command has a row, and every option is a number's or a word's`() throws {
    for (command, options) in try EveryOption.ofCommands() {
      #expect(OptionRangeTests.base[command] != nil, "\(command): add it to the table")
      #expect(!options.isEmpty || ["golden", "inspect-weights", "modules", "versions"].contains(command), "\(command)")
    }
  }

  /// What the door says: nil if the words are taken.
  private func refusal(_ words: [String]) -> Int32? {
    do { _ = try HazyDepthCommand.parseAsRoot(words) } catch { return HazyDepthCommand.exitCode(for: error).rawValue }
    return nil
  }

  /// With EVERY_EDGE in the environment nothing is left out, which takes many minutes.
  private static let isPatient = ProcessInfo.processInfo.environment["EVERY_EDGE"] != nil

  @Test func `numbers that mean nothing are refused at the door`() throws {
    var turn = 0
    for (name, options) in try EveryOption.ofCommands() {
      #expect(refusal([name] + (OptionRangeTests.base[name] ?? [])) == nil, "\(name): the table's own words")
      for option in options where !OptionRangeTests.words.contains(option) {
        // Five of them for one option, the next five for the next: a parse takes tens of milliseconds.
        let all = OptionRangeTests.nonsense
        let some = OptionRangeTests.isPatient ? all : (0..<5).map { all[(5 * turn + $0) % all.count] }
        turn += 1
        for value in some {
          // A seed is any number of 64 bits; a camera may stand below the ground's zero and look down.
          if option == "--seed", UInt64(value) != nil { continue }
          // A mount may stand lower and be turned either way.
          let turns = ["--camera-height", "--camera-pitch", "--mount-height", "--mount-pitch", "--mount-roll"]
          if turns.contains(option), value == "-1" { continue }
          #expect(refusal(words(name, option, value)) == 64, "\(name) \(option)=\(value)")
        }
      }
    }
  }

  /// Every number at the end of a range that the door lets pass runs, or is refused in one line: none ends in a trap.
  /// Some five thousand runs of commands, a third of an hour: only with EVERY_EDGE in the environment.
  @Test(.enabled(if: OptionRangeTests.isPatient))
  func `the ends of every range run, or are refused in one line`() throws {
    let command = Command()
    defer { command.remove() }
    try plant(command)
    for (name, options) in try EveryOption.ofCommands() {
      for option in options where !OptionRangeTests.words.contains(option) {
        for value in OptionRangeTests.edges where refusal(words(name, option, value)) == nil {
          let outcome = try command.run(words(name, option, value), program: "hazydepth", seconds: 20)
          try? FileManager.default.removeItem(atPath: command.path("new"))
          // What takes longer than its time is at work, and no trap.
          #expect(
            [0, 1, 64, 65, 66, 73, -9].contains(outcome.code),
            "\(name) \(option)=\(value): \(outcome.code) \(outcome.errors.suffix(300))")
        }
      }
    }
  }

  private func words(_ name: String, _ option: String, _ value: String) -> [String] {
    let base = OptionRangeTests.base[name] ?? []
    var words: [String] = []
    // The table's own value of this option gives way.
    var k = 0
    while k < base.count {
      if base[k] == option {
        k += 2
      } else {
        words.append(base[k])
        k += 1
      }
    }
    // Two options that exclude each other are refused together.
    if option == "--mean-visibility", let k = words.firstIndex(of: "--visibility") { words.removeSubrange(k...(k + 1)) }
    return [name] + words + ["\(option)=\(value)"]
  }

  private func plant(_ command: Command) throws {
    let picture = Image(width: 8, height: 8, channels: 3, bytes: (0..<192).map { UInt8($0) })
    for k in 0..<2 {
      for part in ["clear", "hazy"] { try command.write(try picture.png(), "w/\(part)/s/\(k).png") }
      let metres = (0..<64).map { Float($0 % 40) + 1 }
      try command.write(NumpyArray.encode(metres, shape: [8, 8]), "w/depth/s/\(k).npy")
    }
  }
}
