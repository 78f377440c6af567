import Files
import Foundation

/// What a program was built from: the sources as they were when it first ran, all of them older than itself.
///
/// From then on content decides and not time. A `git checkout` there and back makes sources newer than the program but
/// leaves them the same, and `swift build` then leaves the program as it is. A source whose time was set to one to come is
/// not newer than a program that was built after that: when a file was last changed, the system knows by itself.
package struct BuiltSources: Codable, Equatable {
  /// Which build of the program.
  package struct Build: Codable, Equatable {
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let inode: UInt

    init(_ status: stat) {
      (size, inode) = (Int(status.st_size), UInt(status.st_ino))
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }
  package let build: Build
  /// As in `CodeDigest`, but with what only looks: a program draws the figures that it was built with.
  package let files: [String: String]

  /// The first source that `program` was not built from, if there is one: the sources' digest would not be that of the
  /// code that runs. `study`: the folder of its own sources; `memory`: the folder that remembers, if it can be written.
  package static func change(
    since program: String, root: String, study: String, memory: String, engine: Set<String> = Rooms.engine
  ) throws -> String? {
    guard let found = status(of: program) else { return nil }
    let build = Build(found)
    let files = try CodeDigest.of(root: root, study: study, withLooks: true, engine: engine).files
    let path = path(program, memory)
    if let known = try? JSON.read(BuiltSources.self, from: path), known.build == build {
      return Set(known.files.keys).union(files.keys).sorted().first { known.files[$0] != files[$0] }
    }
    let newer = files.keys.sorted().first { file in
      status(of: "\(root)/\(file)").map {
        isLater($0.st_mtim, than: found.st_mtim) && isLater($0.st_ctim, than: found.st_ctim)
      } ?? false
    }
    if let newer { return newer }
    try? Folder.make(memory)
    try? AtomicFile.write(JSON.pretty(BuiltSources(build: build, files: files)), to: path)
    return nil
  }

  /// Notes that `program` was built from the sources as they are.
  package static func remember(
    _ program: String, root: String, study: String, memory: String, engine: Set<String> = Rooms.engine
  ) throws {
    guard let found = status(of: program) else { return }
    let files = try CodeDigest.of(root: root, study: study, withLooks: true, engine: engine).files
    try? Folder.make(memory)
    try? AtomicFile.write(JSON.pretty(BuiltSources(build: Build(found), files: files)), to: path(program, memory))
  }

  private static func path(_ program: String, _ memory: String) -> String {
    "\(memory)/\(Digest.of(program).prefix(16)).json"
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return stat(path, &status) == 0 ? status : nil
  }

  private static func isLater(_ a: timespec, than b: timespec) -> Bool {
    (a.tv_sec, a.tv_nsec) > (b.tv_sec, b.tv_nsec)
  }
}
