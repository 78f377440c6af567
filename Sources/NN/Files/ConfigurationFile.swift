import Files

/// The members of a `config.json`, asked for by type. What is missing, of another type or out of range throws a
/// `FileError` (exit code 65) that names the file, the key and what was expected.
public struct ConfigurationFile: Sendable {
  public let path: String
  let root: JSONValue
  /// Where in the file `root` lies: "unet." for a section of this name.
  private let prefix: String

  /// Reads a file; throws for one that is missing, no JSON, or no JSON object.
  public init(_ path: String) throws(FileError) {
    self.path = path
    root = try JSONValue(contentsOf: path)
    guard case .object = root else { throw FileError(.damaged, path, "is no JSON object") }
    prefix = ""
  }

  private init(_ path: String, _ root: JSONValue, _ prefix: String) {
    self.path = path
    self.root = root
    self.prefix = prefix
  }

  /// An object within the file, asked in the same way.
  package func section(_ key: String) throws(FileError) -> ConfigurationFile {
    guard let found = self[key], case .object = found else { throw fault(key, "an object") }
    return ConfigurationFile(path, found, prefix + key + ".")
  }

  /// The class the file says it configures, if it says so.
  public var className: String? { root["_class_name"]?.string ?? root["architectures"]?.elements?.first?.string }

  /// Throws where the file says it configures another class than this; one that does not say is taken for it.
  package func expectClass(_ name: String) throws(FileError) {
    guard let found = className, found != name else { return }
    throw FileError(.damaged, path, "\(prefix)_class_name is '\(found)', expected \(name)")
  }

  /// The member; nil if it is absent or null.
  package subscript(_ key: String) -> JSONValue? { root[key].flatMap { $0 == .null ? nil : $0 } }

  private func fault(_ key: String, _ expected: String) -> FileError {
    FileError(.damaged, path, "\(prefix)\(key) is \(self[key]?.description ?? "missing"), expected \(expected)")
  }

  /// A whole number in a range; the default if the key is absent.
  package func integer(_ key: String, in range: ClosedRange<Int> = 1...100_000, default value: Int? = nil)
    throws(FileError)
    -> Int
  {
    guard self[key] != nil || value == nil else { return value! }
    guard let found = self[key]?.integer, range.contains(found) else {
      throw fault(key, "a whole number in \(range.lowerBound)...\(range.upperBound)")
    }
    return found
  }

  /// A whole number that may be -1: not at all.
  package func signedInteger(_ key: String, default value: Int) throws(FileError) -> Int {
    try integer(key, in: -1...100_000, default: value)
  }

  /// A finite number above 0, or from 0 on.
  package func number(_ key: String, default value: Double? = nil) throws(FileError) -> Double {
    guard self[key] != nil || value == nil else { return value! }
    guard let found = self[key]?.number, found.isFinite, found > 0 else { throw fault(key, "a number above 0") }
    return found
  }

  /// A number in 0..<1.
  package func fraction(_ key: String) throws(FileError) -> Double {
    guard let found = self[key]?.number, found >= 0, found < 1 else { throw fault(key, "a number from 0 to below 1") }
    return found
  }

  package func bool(_ key: String, default value: Bool) throws(FileError) -> Bool {
    guard self[key] != nil else { return value }
    guard let found = self[key]?.bool else { throw fault(key, "true or false") }
    return found
  }

  /// One of the raw values of a type.
  package func choice<T: RawRepresentable & CaseIterable>(_ key: String, default value: T) throws(FileError) -> T
  where T.RawValue == String {
    guard self[key] != nil else { return value }
    guard let found = self[key]?.string.flatMap(T.init(rawValue:)) else {
      throw fault(key, T.allCases.map { $0.rawValue }.joined(separator: " or "))
    }
    return found
  }

  /// One whole number per level: a list, or one for all.
  package func perLevel(
    _ key: String, levels: Int, in range: ClosedRange<Int> = 1...100_000, default value: Int? = nil
  ) throws(FileError) -> [Int] {
    guard self[key]?.elements != nil else {
      return Array(repeating: try integer(key, in: range, default: value), count: levels)
    }
    let found = self[key]?.integers ?? []
    guard found.count == levels, found.allSatisfy({ range.contains($0) }) else {
      throw fault(key, "\(levels) whole numbers from \(range.lowerBound) on, one per level")
    }
    return found
  }

  /// One to eight widths, each a multiple of the number of groups and at most 16,384: a kernel of 3 x 3 between the widest
  /// two then takes 9.7 GB, and one of 100,000 could not even be planned.
  package func widths(_ key: String, groups: Int) throws(FileError) -> [Int] {
    let found = self[key]?.integers ?? []
    guard (1...8).contains(found.count), found.allSatisfy({ (1...16_384).contains($0) && $0 % groups == 0 }) else {
      throw fault(key, "one to eight widths up to 16384, multiples of norm_num_groups = \(groups)")
    }
    return found
  }

  /// Throws unless the key is absent, null or has this value: for options that are not built here.
  package func expect(_ key: String, _ value: JSONValue) throws(FileError) {
    guard let found = self[key], found != value else { return }
    if let a = found.number, let b = value.number, a == b { return }
    throw FileError(.damaged, path, "\(prefix)\(key) is \(found): not supported, only \(value)")
  }

  /// The kinds of blocks, each one of the given names.
  package func blocks(_ key: String, count: Int, _ allowed: [String: Bool]) throws(FileError) -> [Bool] {
    let names = self[key]?.elements?.map { $0.string ?? "" } ?? []
    let found = names.compactMap { allowed[$0] }
    guard found.count == count, names.count == count else {
      throw fault(key, "\(count) of \(allowed.keys.sorted().joined(separator: ", "))")
    }
    return found
  }
}
