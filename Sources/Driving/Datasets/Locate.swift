import Files
import Pictures

extension FolderTree {
  /// The folder or zip archive directly below that has one of `names`, or else the only one that starts with one of
  /// them and `_` (`rgb_10.zip`); nil without one, and an error for several.
  func modality(_ names: String...) throws(FileError) -> (any FileTree)? {
    let entries = try self.entries()
    for name in names {
      if entries.contains(name), containsFolder(name) { return FolderTree(path(name)) }
      if entries.contains(name + ".zip") { return try ZipArchive(path: path(name + ".zip")) }
    }
    for name in names {
      let found = entries.filter { $0.hasPrefix(name + "_") && ($0.hasSuffix(".zip") || containsFolder($0)) }
      if found.count > 1 {
        throw FileError(.damaged, self.name, "has \(found.joined(separator: ", ")): which one is '\(name)'? Rename one")
      }
      if let only = found.first {
        return only.hasSuffix(".zip") ? try ZipArchive(path: path(only)) : FolderTree(path(only))
      }
    }
    return nil
  }

  /// As `modality`, an error without one.
  func requiredModality(_ names: String...) throws(FileError) -> any FileTree {
    for name in names { if let found = try modality(name) { return found } }
    let expected = names.map { "\($0)/ or \($0).zip" }.joined(separator: ", ")
    throw FileError(.missing, name, "expected \(expected) in it")
  }
}
