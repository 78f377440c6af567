import Files

/// Where the files of a data set lie: a folder, or an archive read in place.
public protocol FileTree: Sendable {
  /// The tree's own path, for messages.
  var name: String { get }
  /// All files below, as paths relative to the tree with `/`, in ascending byte order; without those that `listing` names
  /// as left out.
  func files() throws(FileError) -> [String]
  /// The files, and what else is there and is none that can be used.
  func listing() throws(FileError) -> TreeListing
  func contains(_ path: String) -> Bool
  /// A file's whole content, refused early when its start or size cannot be what is asked for.
  func read(_ path: String, for use: FileUse, limits: ReadingLimits) throws(FileError) -> [UInt8]
}

/// What a file is read for: what bounds its size before it is read.
public enum FileUse: Sendable {
  case picture, depth
  /// JSON, CSV and calibration texts, up to 64 MiB.
  case text
  /// Raw LiDAR scans and arrays, up to 256 MiB.
  case points

  /// Throws when a file of `size` bytes that starts with `head` need not be read further.
  func admit(_ head: [UInt8], size: Int, name: String, limits: ReadingLimits) throws(FileError) {
    let most: Int
    switch self {
    case .text: most = 64 << 20
    case .points: most = 256 << 20
    case .picture, .depth:
      switch try FileFormat.required(name, of: head, among: [.png, .jpeg, .npy, .zip, .pfm, .exr]) {
      case .npy:
        try NumpyHeader(head, name: name, limits: limits).admit(name, total: size)
        return
      case .png: most = try FileUse.largestPNG(head, name: name, limits: limits)
      case .jpeg: most = 32 << 20
      case .exr: most = 256 << 20
      default: most = limits.maxBytes
      }
    }
    guard size <= most else {
      throw FileError(.damaged, name, "is \(size) bytes long, expected at most \(most) for such a file")
    }
  }

  /// What a PNG of the size in its header can need without compression, with room for what else it carries.
  private static func largestPNG(_ head: [UInt8], name: String, limits: ReadingLimits) throws(FileError) -> Int {
    func word(_ at: Int) -> Int { head[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    guard head.count >= 33 else { throw FileError(.damaged, name, "damaged PNG: the file ends early") }
    let pixels = word(16).multipliedReportingOverflow(by: word(20))
    guard word(16) <= limits.maxSide, word(20) <= limits.maxSide, !pixels.overflow else {
      throw FileError(.damaged, name, "claims \(word(16)) x \(word(20)) pixels, expected 1 to \(limits.maxSide) a side")
    }
    return pixels.partialValue * 8 + pixels.partialValue / 8 + (4 << 20)
  }
}
