import Numerics

/// A rectangle of rows and columns that counts, as fractions of the image or as a benchmark fixes it.
public enum Crop: String, Sendable, CaseIterable {
  /// Garg et al. 2016 on KITTI.
  case garg
  /// Eigen et al. 2014 on KITTI.
  case eigen = "eigen_kitti"
  /// The 352 x 1216 of the KITTI depth benchmark: the bottom rows, the middle columns.
  case kittiBenchmark = "kitti_benchmark_crop"

  /// Rows and columns, ends excluded; nil if the image is smaller than the crop.
  public func bounds(height: Int, width: Int) -> (rows: Range<Int>, columns: Range<Int>)? {
    let (h, w) = (Double(height), Double(width))
    switch self {
    case .garg:
      return (
        Int(0.40810811 * h)..<Int(0.99189189 * h), Int(0.03594771 * w)..<Int(0.96405229 * w)
      )
    case .eigen:
      return (Int(0.3324324 * h)..<Int(0.91351351 * h), Int(0.0359477 * w)..<Int(0.96405229 * w))
    case .kittiBenchmark:
      guard height >= 352, width >= 1216 else { return nil }
      let left = (width - 1216) / 2
      return (height - 352..<height, left..<left + 1216)
    }
  }

  /// `mask` [height * width] (nil: all) with everything outside the crop cleared. Traps if the image is too small.
  public func applied(to mask: UnsafeBufferPointer<UInt8>?, height: Int, width: Int) -> [UInt8] {
    guard let (rows, columns) = bounds(height: height, width: width) else {
      fatalError("crop \(rawValue): an image of \(width) x \(height) is smaller than the crop")
    }
    require(
      mask == nil || mask?.count == height * width, "crop \(rawValue): mask does not fit \(width) x \(height)")
    var result = [UInt8](repeating: 0, count: height * width)
    for y in rows {
      for x in columns { result[y * width + x] = mask?[y * width + x] ?? 1 }
    }
    return result
  }
}
