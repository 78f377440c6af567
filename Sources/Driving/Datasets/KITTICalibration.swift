import Files
import Pictures

/// A KITTI calibration text: `name: numbers` on each line.
struct KITTICalibration {
  private let file: FileReference
  private var rows: [String: [Double]] = [:]

  init(_ file: FileReference) throws(FileError) {
    self.file = file
    for line in try file.text().split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let numbers = line[line.index(after: colon)...].split(separator: " ").map { Double($0) }
      // Some lines hold dates; only those of numbers alone are kept.
      if !numbers.contains(nil) { rows[String(line[..<colon])] = numbers.compactMap { $0 } }
    }
  }

  /// The camera of a 3 x 4 projection matrix.
  func camera(_ key: String) throws(FileError) -> Intrinsics {
    let p = try matrix(key, 12)
    guard p[0] > 0, p[5] > 0 else {
      throw FileError(.damaged, file.description, "gives \(key) the focal length \(p[0]), expected a positive one")
    }
    return Intrinsics(fx: p[0], fy: p[5], cx: p[2], cy: p[6], skew: p[1])
  }

  /// P2 R0_rect Tr_velo_to_cam, 3 x 4: from a point of the scan to its pixel times its depth.
  func velodyneToImage() throws(FileError) -> [Double] {
    let p = try matrix("P2", 12)
    let r = try matrix("R0_rect", 9)
    let t = try matrix("Tr_velo_to_cam", 12)
    // Both 4 x 4 after a row of 0 0 0 1.
    var rectified = [Double](repeating: 0, count: 16)
    rectified[15] = 1
    for i in 0..<3 {
      for j in 0..<4 { rectified[4 * i + j] = (0..<3).reduce(0.0) { $0 + r[3 * i + $1] * t[4 * $1 + j] } }
    }
    var product = [Double](repeating: 0, count: 12)
    for i in 0..<3 {
      for j in 0..<4 { product[4 * i + j] = (0..<4).reduce(0.0) { $0 + p[4 * i + $1] * rectified[4 * $1 + j] } }
    }
    return product
  }

  private func matrix(_ key: String, _ count: Int) throws(FileError) -> [Double] {
    guard let row = rows[key], row.count == count, row.allSatisfy(\.isFinite) else {
      throw FileError(.damaged, file.description, "expected a line '\(key):' of \(count) numbers")
    }
    return row
  }
}
