import Files
import Foundation
import Pictures

/// Runs the built command as a user would, in a folder of its own.
struct Command {
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
  }

  let folder: String

  init() {
    folder = FileManager.default.temporaryDirectory.path + "/hazydepth-command-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  init(folder: String) {
    self.folder = folder
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The program lies beside the tests that are running.
  static func program(_ name: String) -> URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Runs `hazydepth` with these words, paths relative to the folder.
  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  func run(_ arguments: [String], program: String = "hazydepth") throws -> Outcome {
    try run(arguments, program: program, seconds: 600)
  }

  /// The same, killed after some seconds: the code is then -9.
  func run(_ arguments: [String], program: String, seconds: Double) throws -> Outcome {
    let process = Process()
    process.executableURL = Command.program(program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // Files, not pipes: nothing waits for a reader.
    let id = UUID().uuidString
    let paths = ["out", "err"].map { FileManager.default.temporaryDirectory.path + "/hazydepth-\($0)-\(id)" }
    for path in paths { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: paths[0])
    process.standardError = FileHandle(forWritingAtPath: paths[1])
    try process.run()
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < end { usleep(2000) }
    let isLate = process.isRunning
    if isLate { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
    for path in paths { try FileManager.default.removeItem(atPath: path) }
    // As a shell says it: 128 and the signal for a process that was ended by one.
    let status = process.terminationStatus
    let code = isLate ? -9 : process.terminationReason == .uncaughtSignal ? 128 + status : status
    return Outcome(code: code, output: texts[0], errors: texts[1])
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ bytes: [UInt8], _ name: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Distances in metres of one row, as npy.
  func write(metres: [Float], _ name: String) throws {
    try write(NumpyArray.encode(metres, shape: [1, metres.count]), name)
  }

  /// Every file below a folder, by its path.
  func files(_ name: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for file in try FolderTree(path(name)).files() {
      found[file] = try Data(contentsOf: URL(fileURLWithPath: path(name) + "/" + file))
    }
    return found
  }

  /// Where the sources lie.
  static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
}

extension Command.Outcome {
  /// The output as JSON.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
  }

  /// The scores of one model under one reducer, of a `--json` report.
  func scores(_ model: String, _ reducer: String) throws -> [String: Any] {
    let models = try json()["models"] as? [[String: Any]] ?? []
    let found = models.first { $0["name"] as? String == model }
    return (found?["scores"] as? [String: [String: Any]])?[reducer] ?? [:]
  }
}
