import Files

/// What a version takes on disk, beside what a published one may take: a clone holds every version there ever was.
struct VersionSize {
  static let limit = 3_000_000
  static let reportLimit = 2_000_000

  let total: Int
  let report: Int
  /// Bytes by folder or file at the top, the largest first.
  let parts: [(name: String, bytes: Int)]

  init(of folder: String) throws {
    var sizes: [String: Int] = [:]
    for path in try Folder.files(below: folder) {
      sizes[String(path.prefix { $0 != "/" }), default: 0] += try Folder.bytes(of: "\(folder)/\(path)").count
    }
    parts = sizes.map { (name: $0.key, bytes: $0.value) }.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    total = parts.reduce(0) { $0 + $1.bytes }
    report = sizes["report.html"] ?? 0
  }

  /// One line that says what is too large, and by how much; nil within both limits.
  var excess: String? {
    guard total > Self.limit || report > Self.reportLimit else { return nil }
    let largest = parts.prefix(3).map { "\($0.name) \(Self.megabytes($0.bytes))" }.joined(separator: ", ")
    return "takes \(Self.megabytes(total)) (\(largest)), its report \(Self.megabytes(report)): a published version "
      + "takes at most \(Self.megabytes(Self.limit)), its report \(Self.megabytes(Self.reportLimit)); keep fewer series or "
      + "arrays per cell, and smaller pictures"
  }

  /// To a tenth, rounded up, so that what is over a limit never reads as the limit.
  static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 99_999) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
