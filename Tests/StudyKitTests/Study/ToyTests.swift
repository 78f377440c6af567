import Files
import Foundation
import Processes
import Provenance
import TestSupport
import Testing

@testable import StudyKit

/// The toy study's program, as a user runs it.
@Suite struct ToyTests {
  private let folder: TemporaryFolder
  private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("study-toy").path

  init() throws { folder = try TemporaryFolder() }

  private func toy(_ arguments: String..., out: String = "out") throws -> (code: Int32, output: String) {
    let places = ["--store", folder.path + "/store", "--out", "\(folder.path)/\(out)", "--preset", "smoke", "-q"]
    let child = try ChildProcess(
      [ToyTests.program] + places + arguments, environment: ["TOY_LOG": folder.path + "/cells"])
    let output = child.readToEnd()
    return (child.wait(), output)
  }

  private var cellsRun: Int {
    ((try? Folder.bytes(of: folder.path + "/cells")) ?? []).count { $0 == 0x0a }
  }

  @Test func `a run makes a version, and the same again is up to date`() throws {
    let first = try toy()
    #expect(first.code == 0 && first.output.contains("held: spread makes error"))
    #expect(first.output.hasSuffix("out/v1\n"))
    #expect(cellsRun == 8)
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1").isEmpty)
    let again = try toy()
    #expect(again.code == 0 && again.output.contains("up to date"))
    #expect(cellsRun == 8)
    #expect(try Versions.numbers(in: folder.path + "/out") == [1])
  }

  @Test func `another grid runs only the cells that are new`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--sweep", "drift=0,1,2").code == 0)
    #expect(cellsRun == 12)
    #expect(try toy("--steps", "30").code == 0)
    #expect(cellsRun == 20)
    #expect(try Versions.numbers(in: folder.path + "/out") == [1, 2, 3])
  }

  @Test func `a dry run says why each cell would run, and runs none`() throws {
    #expect(try toy().code == 0)
    let dry = try toy("--dry-run", "--sweep", "drift=0,2", "--json")
    #expect(dry.output.components(separatedBy: "\"reason\" : \"reused\"").count == 5)
    #expect(dry.output.components(separatedBy: "\"reason\" : \"new\"").count == 5)
    let steps = try toy("--dry-run", "--steps", "30")
    #expect(steps.output.contains("steps 20 -> 30"))
    #expect(cellsRun == 8)
  }

  @Test func `a version is redrawn to the same bytes and its cells give the same numbers`() throws {
    #expect(try toy().code == 0)
    let version = folder.path + "/out/v1"
    let files = try Folder.files(below: version)
    let before = try files.map { try Digest.of(file: "\(version)/\($0)") }
    #expect(try toy("--redraw", version).output.contains("nothing changed"))
    #expect(try files.map { try Digest.of(file: "\(version)/\($0)") } == before)
    let verdict = try toy("--verify", version, "--sample", "0.5")
    #expect(verdict.code == 0 && verdict.output.contains("PASS: 6 of 12 cells"))
  }

  @Test func `a version whose numbers were changed fails`() throws {
    #expect(try toy().code == 0)
    let path = folder.path + "/out/v1/cells.csv"
    let text = String(decoding: try Folder.bytes(of: path), as: UTF8.self)
    try folder.write(text.replacing("0.0169", with: "0.0168"), to: "out/v1/cells.csv")
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1") == ["cells.csv: changed"])
    let verdict = try toy("--verify", folder.path + "/out/v1")
    #expect(verdict.code == 1 && verdict.output.contains("FAIL: 1 file is not as it was written"))
    #expect(try toy("--redraw", folder.path + "/out/v1").code == 65, "nothing is drawn from damaged data")
    #expect(try toy().code == 65)
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1") == ["cells.csv: changed"], "and no sum is mended")
  }

  @Test(arguments: [
    ("manifest.json", "\"better\" : \"lower\"", "\"better\" : \"higher\""),
    ("manifest.json", "A random walk", "A walk"),
    ("manifest.json", "\"is_dirty\" : ", "\"is_dirty\" :  "), ("manifest.json", "\"steps\" : 20", "\"steps\" : 21"),
    ("manifest.json", "\"preset\" : \"smoke\"", "\"preset\" : \"full\""),
    ("manifest.json", "\"seed\" : ", "\"seed\" : "), ("cells.json", "\"seed\" : 1", "\"seed\" : 2"),
    ("config.yaml", "steps: 20", "steps: 9"), ("data/path.csv", "walk,0.0", "walk,1.0"),
  ])
  func `whatever is edited in a version is found`(file: String, old: String, new: String) throws {
    #expect(try toy().code == 0)
    let text = String(decoding: try Folder.bytes(of: "\(folder.path)/out/v1/\(file)"), as: UTF8.self)
    let edited = text.replacing(old, with: new)
    try folder.write(edited, to: "out/v1/\(file)")
    // A blank more changes no field.
    let isSame = JSONTree.isSame(text, edited) || text == edited
    #expect(try VersionCheck.damage(in: folder.path + "/out/v1").isEmpty == isSame)
  }

  @Test func `sums that were fitted to an edit do not hide it, and an emptied list of outputs is found`() throws {
    #expect(try toy().code == 0)
    let version = folder.path + "/out/v1"
    let manifest = String(decoding: try Folder.bytes(of: version + "/manifest.json"), as: UTF8.self)
    let old = try Digest.of(file: version + "/cells.csv")
    let cells = String(decoding: try Folder.bytes(of: version + "/cells.csv"), as: UTF8.self)
    try folder.write(cells.replacing("0.0169", with: "0.0168"), to: "out/v1/cells.csv")
    let new = try Digest.of(file: version + "/cells.csv")
    try folder.write(manifest.replacing(old, with: new), to: "out/v1/manifest.json")
    try folder.write(try Checksums.list(of: version, without: ["manifest.json"]), to: "out/v1/SHA256SUMS")
    #expect(try VersionCheck.damage(in: version) == ["manifest.json: is not as it was sealed"])

    let start = try #require(manifest.range(of: "\"outputs\" : ["))
    let end = try #require(manifest[start.upperBound...].range(of: "]"))
    let emptied = manifest.replacingCharacters(in: start.upperBound..<end.lowerBound, with: "")
    try folder.write(emptied, to: "out/v1/manifest.json")
    #expect(try VersionCheck.damage(in: version).contains("manifest.json: does not name cells.csv"))
  }

  @Test(arguments: ["cells.csv", "cells.json", "config.yaml"])
  func `nothing is drawn from edited data whose sums were fitted, and no sum is written`(file: String) throws {
    #expect(try toy().code == 0)
    let version = folder.path + "/out/v1"
    let text = String(decoding: try Folder.bytes(of: "\(version)/\(file)"), as: UTF8.self)
    try folder.write(text + "\n", to: "out/v1/\(file)")
    let fitted = try Checksums.list(of: version, without: ["manifest.json"])
    try folder.write(fitted, to: "out/v1/SHA256SUMS")
    try Folder.remove(version + "/plots/paths.svg")
    #expect(try toy("--redraw", version).code == 65)
    #expect(try Folder.bytes(of: version + "/SHA256SUMS") == Array(fitted.utf8))
    #expect(!Folder.exists(version + "/plots/paths.svg"))
  }

  @Test(arguments: [0, 3, 99]) func `a newer manifest is refused with its schema, and so is none`(schema: Int) throws {
    #expect(try toy().code == 0)
    let version = folder.path + "/out/v1"
    let text = String(decoding: try Folder.bytes(of: version + "/manifest.json"), as: UTF8.self)
    let edited = text.replacing("\"schema\" : \(Manifest.currentSchema)", with: "\"schema\" : \(schema)")
    #expect(edited != text)
    try folder.write(edited, to: "out/v1/manifest.json")
    #expect(throws: FileError.self) { try VersionCheck.damage(in: version) }
    for flag in ["--redraw", "--verify"] {
      let refused = try toy(flag, version)
      #expect(refused.code == 65, "\(flag): \(refused.code)")
    }
  }

  @Test func `a secret in the environment or on the command line is in no file of a version`() throws {
    let names = [
      "HF_TOKEN", "HF_HUB_TOKEN", "HUGGING_FACE_HUB_TOKEN", "WANDB_API_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN",
      "OPENAI_API_KEY", "STUDY_TOKEN", "HAZYDEPTH_PASSWORD", "SLURM_JWT",
    ]
    let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "planted-\($0.lowercased())-1234") })
    let places = ["--store", folder.path + "/store", "--out", folder.path + "/out", "--preset", "smoke", "-q"]
    let child = try ChildProcess(
      [ToyTests.program] + places + [
        "--config", try folder.write("# planted-config\n", to: "token=planted-in-a-path"),
      ],
      environment: environment, errors: .dropped)
    _ = child.readToEnd()
    #expect(child.wait() == 0)
    for file in try Folder.files(below: folder.path + "/out/v1") {
      let text = String(decoding: try Folder.bytes(of: "\(folder.path)/out/v1/\(file)"), as: UTF8.self)
      #expect(!text.contains("planted-"), "\(file)")
    }
  }

  @Test func `a run of one's own never lies among published versions`() throws {
    let root = try packageRoot(above: Folder.parent(of: #filePath) ?? ".")
    let published = try Versions.numbers(in: root + "/Tests/Reliability/toy")
    let store = folder.path + "/store"
    let child = try ChildProcess(
      [ToyTests.program, "--store", store, "--preset", "smoke", "-q", "--steps", "21", "--name", "toy-tests-own"],
      errors: .merged)
    let output = child.readToEnd()
    let own = root + "/.hazydepth/runs/toy/toy-tests-own"
    defer { try? Folder.remove(own) }
    #expect(child.wait() == 0 && output.hasSuffix("/runs/toy/toy-tests-own/v1\n"), "\(output)")
    #expect(try Manifest(of: own + "/v1").run.own?.contains("settings of your own: steps") == true)
    #expect(try Versions.numbers(in: root + "/Tests/Reliability/toy") == published)
    let listed = try VersionList(root: root, study: "toy").entries.filter { $0.folder.contains("toy-tests-own") }
    #expect(listed.map(\.published) == [false])

    let into = try ChildProcess(
      [ToyTests.program, "--store", store, "--preset", "smoke", "-q", "--out", root + "/Tests/Reliability/toy"],
      errors: .merged)
    let refusal = into.readToEnd()
    #expect(into.wait() == 73 && refusal.contains("holds published versions"), "\(refusal)")
  }

  @Test func `versions are made in no folder that holds something else`() throws {
    try folder.write("mine", to: "photos/me.txt")
    for (out, word) in [("photos", "holds me.txt"), ("photos/me.txt", "no folder")] {
      let result = try toy(out: out)
      #expect(result.code == 73, "\(word)")
    }
    #expect(try Folder.names(in: folder.path + "/photos") == ["me.txt"])
    let child = try ChildProcess(
      [ToyTests.program, "--preset", "smoke", "--out", "/", "--store", folder.path + "/s"], errors: .merged)
    #expect(child.readToEnd().contains("name a folder"))
    #expect(child.wait() == 73)
  }

  @Test func `NaN in one of two versions is no equality`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--fault", "nan", "--allow-nonfinite").code == 0)
    let comparison = try Comparison(folder.path + "/out/v1", folder.path + "/out/v2")
    let end = try #require(comparison.rows.first { $0.metric == "end" && $0.point == nil })
    #expect(end.left_out.nonfinite_in_new == 6 && end.left_out.nonfinite_in_old == 0 && end.n == 6)
    #expect(comparison.isDifferent && comparison.text().contains("6 not finite in new"))
    #expect(comparison.text().hasPrefix("\(folder.path)/out/v1 -> \(folder.path)/out/v2\n"), "both folders by name")
    let same = try Comparison(folder.path + "/out/v2", folder.path + "/out/v2")
    #expect(same.rows.contains { $0.left_out.nonfinite_in_both == 6 } && !same.isDifferent)
    #expect(same.text().contains("6 not finite in both"))
  }

  @Test func `a machine's fault is not remembered as the cell's`() throws {
    let places = ["--store", folder.path + "/store", "--out", folder.path + "/out", "--preset", "smoke", "-q"]
    let child = try ChildProcess(
      [ToyTests.program] + places, environment: ["HAZYDEPTH_ISA": "v9"], errors: .merged)
    let words = child.readToEnd()
    // The toy asks for no kernel unless a cell does; then the code is that of a wrong setting.
    if child.wait() != 0 { #expect(words.contains("HAZYDEPTH_ISA"), "\(words)") }
    #expect(try Folder.names(in: folder.path + "/store/failed") == [])
    #expect(try toy().code == 0)
  }

  @Test func `completions, help and a double dash end well on standard output`() throws {
    for shell in ["bash", "zsh", "fish"] {
      let script = try toy("--generate-completion-script", shell)
      #expect(script.code == 0 && script.output.contains("study-toy") && script.output.contains("preset"))
    }
    let help = try toy("--help")
    #expect(help.code == 0 && help.output.contains("--steps 20"))
    let child = try ChildProcess([
      ToyTests.program, "--", "--preset", "smoke", "--list-cells", "--store", folder.path + "/s",
    ])
    #expect(child.readToEnd().contains("drift=0"))
    #expect(child.wait() == 0)
  }

  @Test func `a damaged cell is set aside and made again, and a dry run touches nothing`() throws {
    #expect(try toy().code == 0)
    let cells = folder.path + "/store/cells"
    let keys = try Folder.names(in: cells).filter { !$0.hasPrefix(".") }
    let text = String(decoding: try Folder.bytes(of: "\(cells)/\(keys[0])/cell.json"), as: UTF8.self)
    try folder.write(text.replacing("\"seed\" : ", with: "\"seed\" :  "), to: "store/cells/\(keys[0])/cell.json")
    let dry = try toy("--dry-run", out: "other")
    #expect(dry.output.contains("damaged in the store"))
    #expect(try Folder.names(in: cells).filter { !$0.hasPrefix(".") } == keys)
    #expect(try toy(out: "other").code == 0)
    #expect(cellsRun == 9)
    #expect(try Folder.names(in: folder.path + "/store/damaged") == [keys[0]])
  }

  @Test func `without flock work is claimed by files, and the version is the same`() throws {
    #expect(try toy().code == 0)
    let places = ["--store", folder.path + "/claims", "--out", folder.path + "/claimed", "--preset", "smoke", "-q"]
    let children = try (0..<3).map { _ in
      try ChildProcess([ToyTests.program] + places, environment: ["HAZYDEPTH_LOCKS": "claims"], errors: .merged)
    }
    for child in children {
      let words = child.readToEnd()
      #expect(child.wait() == 0, "\(words)")
    }
    #expect(try Versions.numbers(in: folder.path + "/claimed") == [1])
    for file in ["cells.csv", "cells.json", "data/path.csv"] {
      #expect(
        try Folder.bytes(of: "\(folder.path)/claimed/v1/\(file)") == Folder.bytes(of: "\(folder.path)/out/v1/\(file)"))
    }
    let left = try Folder.files(below: folder.path + "/claims").filter { $0.contains(".claim") }
    #expect(left == [])
  }

  @Test func `a version is packed with its cells, and nothing is overwritten`() throws {
    #expect(try toy().code == 0)
    let archive = folder.path + "/toy.tar.gz"
    let found = try Pack.write(folder.path + "/out/v1", to: archive, store: folder.path + "/store")
    #expect(found.cells == 12 && found.of == 12)
    let first = try Digest.of(file: archive)
    #expect(throws: FileError.self) {
      try Pack.write(folder.path + "/out/v1", to: archive, store: folder.path + "/store")
    }
    try Folder.remove(archive)
    _ = try Pack.write(folder.path + "/out/v1", to: archive, store: folder.path + "/store")
    #expect(try Digest.of(file: archive) == first)
    let tar = try ChildProcess(["tar", "-C", folder.path, "-xzf", archive])
    #expect(tar.wait() == 0)
    #expect(try VersionCheck.damage(in: folder.path + "/toy-v1/v1").isEmpty)
    #expect(try StoreMerging([folder.path + "/toy-v1/store"], into: folder.path + "/new").taken == 12)
  }

  @Test func `two versions are compared, settings first`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--seeds", "0..2").code == 0)
    #expect(try toy("--steps", "40").code == 0)
    let versions = folder.path + "/out/v"
    #expect(try !Comparison(versions + "1", versions + "1").isDifferent)
    let seeds = try Comparison(versions + "1", versions + "2")
    #expect(seeds.unpaired == ["6 cells only in v2"])
    #expect(seeds.rows.allSatisfy { $0.verdict.isEmpty && $0.n > 0 })
    let steps = try Comparison(versions + "1", versions + "3")
    #expect(steps.changes.map(\.what) == ["steps"])
    #expect(steps.isDifferent && steps.rows.contains { $0.delta != 0 })
    #expect(steps.text().contains("steps: 20 -> 40"))
    let figures = try Comparison.draw(versions + "1", versions + "3", into: folder.path + "/curves")
    #expect(figures == ["path-x"])
    #expect(Folder.exists(folder.path + "/curves/path-x.svg"))
  }

  @Test func `a shard that is done helps the others, and one makes the version`() throws {
    let first = try toy("--shard", "0/2", "--jobs", "1")
    #expect(first.code == 0 && first.output.hasSuffix("out/v1\n"))
    #expect(try toy("--shard", "1/2").output.contains("up to date"))
    #expect(cellsRun == 8)
  }

  @Test func `only some cells are run on request`() throws {
    #expect(
      try toy("--only", "walk drift=0 *").output.contains("4 of 8 cells are this run's and done; 4 are still missing"))
    #expect(cellsRun == 4)
  }

  @Test func `a fresh run computes all again and must agree`() throws {
    #expect(try toy().code == 0)
    #expect(try toy("--fresh").code == 0)
    #expect(cellsRun == 16)
    #expect(try Versions.numbers(in: folder.path + "/out") == [1])
  }

  @Test func `what failed is not tried again unless asked, and no part of a grid becomes a version`() throws {
    #expect(try toy("--fault", "throw").code == 1)
    #expect(cellsRun == 8)
    #expect(try toy("--fault", "throw").code == 1)
    #expect(cellsRun == 8)
    #expect(try toy("--fault", "throw", "--retry-failed").code == 1)
    #expect(cellsRun == 10)
    #expect(try Versions.numbers(in: folder.path + "/out").isEmpty)
  }
}

extension JSONTree {
  /// Whether two texts are the same JSON.
  static func isSame(_ a: String, _ b: String) -> Bool {
    let trees = [a, b].map { try? JSON.decode(JSONTree.self, from: Data($0.utf8)) }
    return trees[0] != nil && trees[0] == trees[1]
  }
}
