import Files
import Numerics

/// The tensors of a safetensors file, or of the shards of one: listed at once, read from the disk when asked for.
///
/// Nothing in the file is believed before it is checked (`SafetensorsHeader`); a file that fails is refused with a
/// `FileError` of exit code 65, one that is not there with 66.
public struct Safetensors: Sendable {
  /// What is known of a tensor without reading it.
  public struct Entry: Sendable {
    public let name: String
    public let type: ElementType
    public let shape: [Int]
    /// Elements.
    public var count: Int { bytes.count / type.size }
    let bytes: Range<Int>
    let shard: Int
  }

  /// What was opened.
  public let path: String
  /// Every file that was read for it: the index, if there is one, and the file or the shards.
  public let files: [String]
  /// In the order of the shards and of their data.
  public let entries: [Entry]
  /// The `__metadata__` of all shards.
  public let metadata: [String: String]
  private let shards: [MappedFile]
  private let indices: [String: Int]

  /// Opens a `.safetensors` file, an index of shards with them beside it, or a folder with one such file or index.
  ///
  /// In a folder, `stem` is what the file is usually called (`model`, `diffusion_pytorch_model`): where files of that name
  /// are there, others are not looked at. Full precision goes before a variant (`.fp16`); what is left to choose from is an
  /// error that names it.
  public init(_ path: String, stem: String? = nil) throws(FileError) {
    switch try SafetensorsPath(path, stem: stem) {
    case .file(let file): try self.init(path, shards: [file])
    case .index(let index):
      try self.init(path, shards: index.shards, index: index.path)
      try check(against: index)
    }
  }

  private init(_ path: String, shards paths: [String], index: String? = nil) throws(FileError) {
    files = (index.map { [$0] } ?? []) + paths
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    var shards: [MappedFile] = []
    var indices: [String: Int] = [:]
    for (number, file) in paths.enumerated() {
      let mapped = try MappedFile(file)
      let header: SafetensorsHeader
      do throws(SafetensorsHeader.Malformed) { header = try SafetensorsHeader(mapped.bytes) } catch {
        throw FileError(.damaged, file, foreignFormat(mapped.bytes, file) ?? error.reason)
      }
      for tensor in header.tensors {
        guard indices.updateValue(entries.count, forKey: tensor.name) == nil else {
          throw FileError(.damaged, file, "tensor '\(tensor.name)' is in another shard too")
        }
        entries.append(
          Entry(name: tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes, shard: number))
      }
      metadata.merge(header.metadata) { first, _ in first }
      shards.append(mapped)
    }
    (self.path, self.entries, self.metadata, self.shards, self.indices) = (path, entries, metadata, shards, indices)
  }

  /// The index and the shards must say the same.
  private func check(against index: SafetensorsPath.Index) throws(FileError) {
    for (name, shard) in index.shardOfTensor.sorted(by: { $0.key < $1.key }) {
      guard let entry = self[name], shards[entry.shard].path == shard else {
        throw FileError(.damaged, index.path, "lists tensor '\(name)' in \(shard), which does not hold it")
      }
    }
    for entry in entries where index.shardOfTensor[entry.name] == nil {
      throw FileError(.damaged, index.path, "does not list tensor '\(entry.name)' of \(shards[entry.shard].path)")
    }
  }

  /// The entry of this name, if there is one.
  public subscript(_ name: String) -> Entry? { indices[name].map { entries[$0] } }

  /// The stored bytes, little-endian, at any alignment.
  public func withBytes<Result>(of entry: Entry, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(shards[entry.shard]) {
      try body(UnsafeRawBufferPointer(rebasing: shards[entry.shard].bytes[entry.bytes]))
    }
  }

  /// The values as Float32, row-major; what Float32 cannot hold is rounded to nearest. Throws for a name that is not
  /// there and for the element types that have no conversion.
  public func floats(_ name: String) throws(FileError) -> [Float] {
    guard let entry = self[name] else { throw FileError(.damaged, path, "has no tensor '\(name)'") }
    var values = [Float](repeating: 0, count: entry.count)
    try values.withUnsafeMutableBufferPointer { buffer throws(FileError) in try read(entry, into: buffer) }
    return values
  }

  /// The same into memory of `entry.count` floats. The file's pages are given back: reading a large file this way
  /// does not keep a second copy of it in memory.
  public func read(_ entry: Entry, into buffer: UnsafeMutableBufferPointer<Float>) throws(FileError) {
    require(buffer.count == entry.count, "read \(entry.name): \(buffer.count) floats for \(entry.count)")
    guard entry.type.isConvertible else {
      throw FileError(
        .damaged, shards[entry.shard].path,
        "tensor '\(entry.name)' is \(entry.type.rawValue), which is not converted; store it as F32, F16 or BF16")
    }
    withBytes(of: entry) { entry.type.convert($0, to: buffer) }
    release(entry)
  }

  /// What keeps an entry's bytes alive.
  func owner(of entry: Entry) -> AnyObject { shards[entry.shard] }

  /// Lets the system drop the pages of a tensor that is no longer needed.
  public func release(_ entry: Entry) { shards[entry.shard].release(entry.bytes) }
}
