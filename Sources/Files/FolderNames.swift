import Glibc

/// A name in a folder as the system has it: bytes, which need not be text.
typealias FolderName = [UInt8]

/// The names in an open folder but "." and "..", in byte order; nil where it cannot be listed, with `errno`.
func folderNames(_ descriptor: Int32) -> [FolderName]? {
  // A stream owns its descriptor, so it gets one of its own, which starts at the first name.
  let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard own >= 0 else { return nil }
  guard let stream = fdopendir(own) else {
    close(own)
    return nil
  }
  defer { closedir(stream) }
  var names: [FolderName] = []
  while true {
    errno = 0
    guard let entry = readdir(stream) else { break }
    let length = Int(entry.pointee.d_reclen)
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix(length).prefix { $0 != 0 }) }
    if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
  }
  return errno == 0 ? names.sorted { $0.lexicographicallyPrecedes($1) } : nil
}

/// `body` with a name as C has it.
func withCName<R>(_ name: FolderName, _ body: (UnsafePointer<CChar>) -> R) -> R {
  (name + [0]).withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) } }
}

/// A path's folder and last name; "/" and names of nothing but slashes have an empty last name.
func splitPath(_ path: String) -> (folder: String, name: String) {
  var bytes = Array(path.utf8)
  while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
  guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (".", text(bytes)) }
  let folder = slash == 0 ? "/" : text(Array(bytes[..<slash]))
  return (folder, text(Array(bytes[(slash + 1)...])))
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// Removes what stands at `path`, with all below it. Links are removed, never followed; nothing there is no fault.
public func removeTree(_ path: String) throws(FileError) {
  let fault = removeTree(Array(path.utf8), in: AT_FDCWD)
  guard fault == 0 else { throw FileError(.inputOutput, path, "cannot remove: \(systemMessage(fault))") }
}

/// 0, or the error number of what could not be removed.
func removeTree(_ name: FolderName, in folder: Int32) -> Int32 {
  if withCName(name, { unlinkat(folder, $0, 0) }) == 0 || errno == ENOENT { return 0 }
  let fault = errno
  guard fault == EISDIR || fault == EPERM else { return fault }
  let own = withCName(name) { openat(folder, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
  guard own >= 0 else { return errno == ENOTDIR || errno == ELOOP ? fault : errno }
  defer { close(own) }
  guard let names = folderNames(own) else { return errno }
  for inner in names {
    let fault = removeTree(inner, in: own)
    if fault != 0 { return fault }
  }
  return withCName(name, { unlinkat(folder, $0, AT_REMOVEDIR) }) == 0 || errno == ENOENT ? 0 : errno
}
