import Files

/// What a cell keeps while it runs: files that `AtomicFile` has sealed.
enum Checkpoints {
  /// The first file that is not what was written, and what is wrong with it; nil: all are whole, or there is none.
  static func damage(in folder: String) throws(FileError) -> String? {
    for file in try files(in: folder) {
      if let fault = try Seal.fault(of: "\(folder)/\(file)") { return "\(file): \(fault)" }
    }
    return nil
  }

  static func isEmpty(_ folder: String) throws(FileError) -> Bool { try files(in: folder).isEmpty }

  /// Without seals and what was under construction when a run was killed.
  private static func files(in folder: String) throws(FileError) -> [String] {
    try Folder.files(below: folder).filter { !"/\($0)".contains("/.") }
  }
}
