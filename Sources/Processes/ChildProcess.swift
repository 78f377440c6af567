import Files
import Glibc

/// A child process with pipes to its standard input and output.
///
/// By posix_spawn, which can give the child a clean signal state and its own process group: Foundation's `Process` lets
/// children inherit blocked signals, and swift-subprocess needs an asynchronous caller, which top-level code is not.
package final class ChildProcess {
  package let pid: pid_t
  /// What the child reads, and what it writes; -1 where there is no pipe.
  package private(set) var input: Int32
  package let output: Int32

  /// Where what the child writes to its standard error goes.
  package enum Errors {
    /// Where the parent's go.
    case shown
    case dropped
    /// Into its output.
    case merged
  }

  /// `arguments[0]` is a path, or a name looked up in `PATH`. Throws with 69 if it cannot be started. The child's
  /// variables are the parent's and `extra`, without any `GIT_*`: a hook's or an editor's repository is not ours.
  package init(
    _ arguments: [String], environment extra: [String: String] = [:], hasInput: Bool = false, errors: Errors = .shown
  ) throws {
    let writes = try ChildProcess.pipe()
    let reads = hasInput ? try ChildProcess.pipe() : [-1, -1]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if hasInput {
      posix_spawn_file_actions_adddup2(&actions, reads[0], 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, writes[1], 1)
    switch errors {
    case .shown: break
    case .dropped: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    case .merged: posix_spawn_file_actions_adddup2(&actions, writes[1], 2)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)  // Ctrl-C is the parent's business
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    var child: pid_t = 0
    let status = withCStrings(arguments) { arguments in
      withCStrings(ChildProcess.environment(with: extra)) { environment in
        posix_spawnp(&child, arguments[0]!, &actions, &attributes, arguments, environment)
      }
    }
    close(writes[1])
    if hasInput { close(reads[0]) }
    guard status == 0 else {
      close(writes[0])
      if hasInput { close(reads[1]) }
      throw FileError(.missingProgram, arguments[0], "cannot start it: \(String(cString: strerror(status)))")
    }
    (pid, input, output) = (child, hasInput ? reads[1] : -1, writes[0])
  }

  deinit {
    closeInput()
    close(output)
  }

  package func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// Waits for the end: the exit status, or 128 + the signal's number.
  package func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
  }

  /// Everything the child writes until it closes its output.
  package func readToEnd() -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(output, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// The output of a command that ends with 0; nil of one that is missing or fails.
  package static func output(of arguments: String...) -> String? {
    guard let child = try? ChildProcess(arguments, errors: .dropped) else { return nil }
    let text = child.readToEnd()
    return child.wait() == 0 ? text : nil
  }

  /// Two descriptors that children do not inherit.
  private static func pipe() throws(FileError) -> [Int32] {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw FileError(.inputOutput, "pipe", Folder.message()) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private static func environment(with extra: [String: String]) -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let line = String(cString: text)
      let name = line.prefix { $0 != "=" }
      if extra[String(name)] == nil, !name.hasPrefix("GIT_") { result.append(line) }
      entry += 1
    }
    return result + extra.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
  }
}

private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return body(copies + [nil])
}
