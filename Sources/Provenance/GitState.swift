import Files
import Foundation
import Processes

/// What git says of the package, and whether what results depend on is as it was committed.
///
/// Bytes decide: each file is compared with the commit's. So what is ignored, or marked as unchanged, counts, too.
package struct GitState {
  package let commit: String?
  /// What is not as it was committed, from the package's root: the first such file. nil: all is.
  package let change: String?
  /// Why git cannot be asked, though there is a repository; nil: it can, or there is none.
  package let fault: String?
  /// What differs from the commit, for people.
  package let diff: String

  /// No repository: nothing can be said.
  private static let none = GitState(commit: nil, change: nil, fault: nil, diff: "")

  private init(commit: String?, change: String?, fault: String?, diff: String) {
    (self.commit, self.change, self.fault, self.diff) = (commit, change, fault, diff)
  }

  /// Whether a version may be published from here: a repository that says of every file that it is committed.
  package var isClean: Bool { commit != nil && change == nil && fault == nil }

  /// Of the sources below `folders`, `Package.swift`, and all files of `inputs`, paths below `root`.
  package init(root: String, folders: [String], inputs: [String]) throws {
    guard GitState.hasRepository(root) else {
      self = .none
      return
    }
    let git = Git(root)
    guard let commit = git.output("rev-parse", "--verify", "HEAD") else {
      self = GitState(commit: nil, change: nil, fault: git.fault("rev-parse", "--verify", "HEAD"), diff: "")
      return
    }
    let paths = ["Package.swift"] + folders + inputs
    guard let tree = git.output(["ls-tree", "-r", "-z", "HEAD", "--"] + paths) else {
      self = GitState(commit: nil, change: nil, fault: git.fault("ls-tree", "HEAD"), diff: "")
      return
    }
    func isInput(_ path: String) -> Bool { inputs.contains { path == $0 || path.hasPrefix($0 + "/") } }
    var committed: [String: String] = [:]
    for entry in tree.split(separator: "\0") {
      guard let match = entry.wholeMatch(of: #/[0-7]+ [a-z]+ ([0-9a-f]+)\t(.+)/#.dotMatchesNewlines()) else { continue }
      let path = String(match.2)
      let counts = isInput(path) ? InputDigests.counts(path) : path == "Package.swift" || ModulePlace.isSource(path)
      if counts { committed[path] = String(match.1) }
    }
    var files: Set<String> = ["Package.swift"]
    for folder in folders {
      files.formUnion(try ModulePlace.sources(below: "\(root)/\(folder)").map { "\(folder)/\($0)" })
    }
    for input in inputs {
      guard Folder.isFolder("\(root)/\(input)") else {
        files.insert(input)
        continue
      }
      files.formUnion(try Folder.files(below: "\(root)/\(input)").map { "\(input)/\($0)" }.filter(InputDigests.counts))
    }
    let change =
      files.symmetricDifference(committed.keys).sorted().first
      ?? git.firstChange(among: files.sorted(), from: committed)
    guard change != nil else {
      self = GitState(commit: commit.trimmingCharacters(in: .newlines), change: nil, fault: nil, diff: "")
      return
    }
    let differences = git.output(["diff", "--no-ext-diff", "--no-textconv", "HEAD", "--"] + paths) ?? ""
    let status = git.output(["status", "--porcelain", "--untracked-files=all", "--"] + paths) ?? ""
    self = GitState(
      commit: commit.trimmingCharacters(in: .newlines), change: change, fault: nil,
      diff: String((differences + status).prefix(1 << 20)))
  }

  /// Whether the package or a folder above it is a git checkout, git or not.
  private static func hasRepository(_ root: String) -> Bool {
    var folder = Folder.real(root)
    while true {
      if Folder.exists("\(folder)/.git") { return true }
      guard folder.count > 1, let parent = Folder.parent(of: folder) else { return false }
      folder = parent
    }
  }
}

/// Git commands in one folder, in plain English and without any lock or variable of others.
private struct Git {
  private let head: [String]
  private static let environment = ["LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"]

  init(_ root: String) {
    head = ["git", "-C", root, "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "core.pager=cat"]
  }

  /// nil if git is missing or fails.
  func output(_ arguments: [String], input: String? = nil) -> String? {
    let child = try? ChildProcess(
      head + arguments, environment: Git.environment, hasInput: input != nil, errors: .dropped)
    guard let child else { return nil }
    if let input {
      writeAll(input, to: child.input)
      child.closeInput()
    }
    let text = child.readToEnd()
    return child.wait() == 0 ? text : nil
  }

  func output(_ arguments: String...) -> String? { output(arguments) }

  /// What git says where it fails.
  func fault(_ arguments: String...) -> String {
    guard let child = try? ChildProcess(head + arguments, environment: Git.environment, errors: .merged) else {
      return "git is missing"
    }
    let lines = child.readToEnd().split(separator: "\n")
    _ = child.wait()
    return printable(lines.first.map { $0.trimmingPrefix("fatal: ") } ?? "git fails and says nothing")
  }

  /// The first file whose bytes are not those of its blob. A few hundred at a time, so that no pipe fills.
  func firstChange(among files: [String], from blobs: [String: String]) -> String? {
    for start in stride(from: 0, to: files.count, by: 500) {
      let part = files[start..<min(files.count, start + 500)]
      if let odd = part.first(where: { $0.contains("\n") || $0.hasPrefix("\"") }) { return odd }
      let list = part.map { $0 + "\n" }.joined()
      guard let hashes = output(["hash-object", "--no-filters", "--stdin-paths"], input: list)?.split(separator: "\n"),
        hashes.count == part.count
      else { return part.first }
      for (file, hash) in zip(part, hashes) where blobs[file] != String(hash) { return file }
    }
    return nil
  }
}
