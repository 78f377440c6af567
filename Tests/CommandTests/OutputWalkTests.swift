import Driving
import Files
import Foundation
import Pictures
import Testing

/// A walk over everything that commands write, in a user's tree that must stay as it is, byte for byte.
@Suite struct OutputWalkTests {
  /// A command and the option that names what it writes; the words stand before the option, inputs are in the tree.
  struct Writer: CustomTestStringConvertible {
    let words: [String]
    let option: String
    var program = "hazydepth"
    /// The option names a file, which need not end in a certain way.
    var isFile = false
    var testDescription: String { "\(words.first ?? program) \(option)" }
  }

  static let world = ["--frames", "1", "--size", "16x32", "--progress", "none"]
  static let writers: [Writer] = [
    Writer(words: ["world"] + world, option: "--out"),
    Writer(words: ["fog", "--data", "w", "--visibility", "50", "--progress", "none"], option: "--out"),
    Writer(words: ["sample-depth", "--frames", "1", "--size", "8x8", "--progress", "none"], option: "--out"),
    Writer(words: ["predict", "w", "--model", "direct", "--progress", "none"], option: "--out"),
    Writer(words: ["train", "--preset", "smoke", "--progress", "none"], option: "--out"),
    Writer(
      words: ["train-vae", "--scenes", "4", "--test-scenes", "1", "--steps", "1", "--progress", "none"], option: "--out"
    ),
    Writer(
      words: [
        "train-direct", "--scenes", "4", "--steps", "101", "--scored-scenes", "1", "--size", "16x16", "--progress",
        "none",
      ], option: "--out"),
    Writer(words: ["train-direct", "--rescore"], option: "--out"),
    Writer(words: ["init-from", "small"], option: "--out"),
    Writer(words: ["make-weights", "--kind", "small"], option: "--out"),
    Writer(words: ["compare", version, version], option: "--plots"),
    Writer(words: ["inspect-oddity", version], option: "--out", isFile: true),
    Writer(
      words: ["evaluate", "--data", "w", "--predictions", "p=w/depth", "--progress", "none"], option: "--csv",
      isFile: true),
    Writer(
      words: ["predict", "w", "--model", "direct", "--progress", "none", "--out", "new"], option: "--sheet",
      isFile: true),
    Writer(words: ["pack", version], option: "--out", isFile: true),
    Writer(words: ["slurm", "toy", "--array", "0-1"], option: "--write", isFile: true),
    Writer(words: ["--preset", "smoke", "--quiet", "--store", "store"], option: "--out", program: "study-toy"),
  ]
  static let version = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("studies/rank-ablation/v2").path

  /// Places of a user's own: below the folder that the command is started in, and outside.
  static let places = [
    "full", "full/", "full/sub", "link", "file", "pipe", "dangling", ".", "..", "./", "", "w", "w/hazy", "w/../full",
    "odd\nname",
    "-dash", "/", "/proc", "/dev/null", "weights", "run", "picture.png", "table.csv", "full/thesis.txt/x",
  ]

  private func plant(_ command: Command) throws {
    // One folder down, so that the parent of the working folder is the test's own too.
    let files = [
      "full/thesis.txt": "precious", "full/sub/deep/a.raw": "x", "file": "notes", "odd\nname/a": "x", "-dash/a": "x",
      "full/losses.csv": "mine", "full/manifest.json": "{}", "full/config.json": "{}", "full/v1/mine": "x",
      "full/.hidden": "x", "full/weights/mine": "x", "full/vae/mine": "x", "full/checkpoint/training.json": "{}",
      "full/predictions.json": "{}", "full/world.json": "{}", "full/depth/scene00000/0.npy": "mine",
      "weights/config.json": "{}", "weights/model.safetensors": "mine", "weights/README.md": "mine",
      "run/weights/mine.txt": "x", "run/checkpoint/mine.txt": "x", "run/latest": "a file", "table.csv": "a,b\n1,2\n",
    ]
    for (name, text) in files { try command.write(Array(text.utf8), name) }
    let picture = Image(width: 2, height: 2, channels: 3, bytes: Array(0..<12))
    try command.write(try picture.png(), "picture.png")
    let folder = command.folder
    symlink("full", folder + "/link")
    symlink("/nowhere/at/all", folder + "/dangling")
    mkfifo(folder + "/pipe", 0o600)
    for part in ["clear", "hazy"] { try command.write(try picture.png(), "w/\(part)/s/0.png") }
    try command.write(metres: [1, 2], "w/depth/s/0.npy")
  }

  @Test(arguments: writers) func `no command touches what it did not write`(writer: Writer) throws {
    let outer = Command()
    defer { outer.remove() }
    let command = Command(folder: outer.folder + "/work")
    try plant(command)
    let before = try Tree(outer.folder)
    let root = try FileManager.default.contentsOfDirectory(atPath: "/").sorted()
    for place in OutputWalkTests.places {
      let outcome = try command.run(writer.words + ["\(writer.option)=\(place)"], program: writer.program)
      let here = "\(writer.testDescription)=\(place): \(outcome.code) \(outcome.errors)"
      #expect([73, 64].contains(outcome.code), "\(here)")
      // One line, and the foreign name in it where there is one.
      #expect(
        outcome.errors.split(separator: "\n").count { $0.hasPrefix("error:") || $0.hasPrefix("Error:") } == 1, "\(here)"
      )
      let after = try Tree(outer.folder)
      #expect(after == before, "\(here): \(after.differences(from: before))")
      if after != before { return }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: "/").sorted() == root)
  }

  /// Options that name no place where anything is written: what is read, and numbers and words. An option that is in
  /// neither list fails the test below until somebody has said which it is.
  static let read: Set = [
    "--data", "--predictions", "--weights", "--vae", "--mask", "--pairs", "--camera", "--network", "--scored",
    "--versions",
  ]
  static let words: Set = """
    --frames --size --split --frames-per-scene --field-of-view --depth --visibility --mean-visibility --spread
    --visibility-range --contrast --path --blend --airlight --sky-saturation --scale-height --patches --patch-sizes
    --beyond --within --gain --expose-to --glare --shot-variance --read-noise --seed --jobs --progress --layout
    --depth-scale --depth-key --depth-invalid --depth-quantity --depth-distance --camera-height --camera-pitch
    --prediction-scale --prediction-key --prediction-invalid --prediction-quantity --protocol --range --align --clip
    --crop --quantity --resize --metrics --draws --kind --parts --head-width --adapter-width --prompt-tokens --preset
    --valid-share --steps --batch --learning-rate --last-share --ema-decay --scenes --model --test-scenes --channels
    --layers --patch --loss --scored-scenes --condition --members --reduction --working-size --memory --sheet-frames
    --counterfactual --limit --sample --array --cores --time --sbatch --days --worst --look --mount-height
    --mount-pitch --mount-roll --name --fields-of-view --fog-share --fog-visibility --fog-airlight --casts --set
    """.split(whereSeparator: \.isWhitespace).map(String.init).reduce(into: []) { $0.insert($1) }
  /// Stores, where only what a mark or a key shows to be the suite's own is ever touched.
  static let stores: Set = ["train --cache", "slurm --store", "gc --store", "pack --store", "merge --into"]
  /// Places that are no option: `new-study` adds a folder and a line to a package.
  static let packages: Set = ["new-study --package"]

  @Test func `every option of every command is known to write, in a row of the table, or not to`() throws {
    let known = Set(OutputWalkTests.writers.filter { $0.program == "hazydepth" }.map { "\($0.words[0]) \($0.option)" })
    var count = 0
    for (command, options) in try EveryOption.ofCommands() {
      for option in options {
        let isKnown =
          known.contains("\(command) \(option)") || OutputWalkTests.stores.contains("\(command) \(option)")
          || OutputWalkTests.packages.contains("\(command) \(option)") || OutputWalkTests.read.contains(option)
          || OutputWalkTests.words.contains(option)
        #expect(isKnown, "\(command) \(option): where it writes, it needs a row in the table; else a place in a list")
        count += 1
      }
    }
    #expect(count > 100)
    // What names an output somewhere is never taken for a word elsewhere.
    let outputs = Set(OutputWalkTests.writers.map(\.option))
    #expect(outputs.isDisjoint(with: OutputWalkTests.words) && outputs.isDisjoint(with: OutputWalkTests.read))
  }

  /// Stores and packages of other makers, as far as a command would write there.
  @Test(arguments: [
    ["train", "--preset", "smoke", "--progress", "none", "--out", "new", "--cache"],
    ["merge", "store", "--into"], ["gc", "--days", "0", "--store"], ["new-study", "mine", "--package"],
  ])
  func `a store or a package that is somebody else's keeps every file`(words: [String]) throws {
    let outer = Command()
    defer { outer.remove() }
    let command = Command(folder: outer.folder + "/work")
    try plant(command)
    if words[0] == "merge" {
      let toy = ["--preset", "smoke", "--quiet", "--store", "store", "--out", "versions"]
      #expect(try command.run(toy, program: "study-toy").code == 0)
    }
    // Training takes seconds a place.
    let places =
      words[0] == "train"
      ? ["full", "file"]
      : ["full", "link", "file", "pipe", "dangling", "w", "weights", "run", "picture.png", "odd\nname", ""]
    for place in places {
      let before = try Tree(outer.folder)
      let outcome = try command.run(words + [place])
      let after = try Tree(outer.folder)
      let lost = before.differences(from: after).filter { before.entries[$0] != nil }
      #expect(lost.isEmpty, "\(words[0]) \(place): \(outcome.code) \(outcome.errors): \(lost)")
      #expect(outcome.code < 100, "\(words[0]) \(place): \(outcome.code)")
      if !lost.isEmpty { return }
    }
  }

  @Test func `a file planted in a command's own folder stays, whatever the command is told`() throws {
    let command = Command()
    defer { command.remove() }
    let vae = [
      "train-vae", "--scenes", "2", "--test-scenes", "1", "--steps", "1", "--size", "16x32", "--progress", "none",
      "--out", "vae",
    ]
    #expect(try command.run(vae).code == 0)
    #expect(try command.run(vae).code == 0)  // its own is replaced
    try command.write(Array("mine".utf8), "vae/notes.txt")
    let before = try Tree(command.folder)
    let refused = try command.run(vae)
    #expect(refused.code == 73)
    #expect(refused.errors.contains("notes.txt"))
    #expect(try Tree(command.folder) == before)
    let world = ["world"] + OutputWalkTests.world + ["--out", "w"]
    #expect(try command.run(world).code == 0)
    try command.write(Array("mine".utf8), "w/hazy/notes.txt")
    try command.write(Array("mine".utf8), "w/depth/mine.npy")
    let planted = try Tree(command.folder)
    #expect(try command.run(world).code == 73)
    #expect(try command.run(world + ["--overwrite"]).code == 0)
    #expect(try Tree(command.folder) == planted)  // the same frames again, and nothing else
    let fog = ["fog", "--data", "w", "--visibility", "50", "--progress", "none", "--overwrite", "--out"]
    for place in ["w", "w/hazy", "w/clear/..", "."] { #expect(try command.run(fog + [place]).code == 73) }
    #expect(try Tree(command.folder) == planted)
  }

  @Test func `an own file is written over, one of another kind or an input never`() throws {
    let command = Command()
    defer { command.remove() }
    try command.write(metres: [1, 2], "w/a.npy")
    let evaluate = ["evaluate", "--data", "w", "--predictions", "p=w", "--progress", "none", "--csv"]
    #expect(try command.run(evaluate + ["scores.csv"]).code == 0)
    #expect(try command.run(evaluate + ["scores.csv"]).code == 0)
    let before = try Tree(command.folder)
    #expect(try command.run(evaluate + ["w/a.npy"]).code == 73)
    #expect(try Tree(command.folder) == before)
  }
}

/// Every name below a folder with what it is: bytes of files, targets of links.
struct Tree: Equatable {
  private(set) var entries: [String: String] = [:]

  init(_ folder: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let path = folder + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG: entries[name] = "file " + (try Digest.of(file: path))
      case S_IFLNK: entries[name] = "link " + (try FileManager.default.destinationOfSymbolicLink(atPath: path))
      case S_IFDIR: entries[name] = "folder"
      default: entries[name] = "other"
      }
    }
  }

  func differences(from other: Tree) -> [String] {
    Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }.sorted()
  }
}
