import Numerics

/// Distances in metres per pixel, with the pixels that carry one.
public struct DepthMap: Sendable, Equatable {
  /// What a distance is measured along.
  public enum Kind: String, Sendable {
    /// The optical axis: the z coordinate in the camera frame. Most depth files and all metrics here.
    case planar
    /// The viewing ray: the Euclidean distance from the camera. What fog attenuates along.
    case radial
  }

  public let width: Int
  public let height: Int
  public let kind: Kind
  /// Metres, row by row from the top left; 0 where `valid` is false.
  public let metres: [Float]
  /// Whether a pixel has a distance. Valid distances are finite and above zero.
  public let valid: [Bool]

  /// A map whose valid pixels are `valid`, or, without it, those with a finite distance above zero.
  ///
  /// Invalid pixels are stored as 0 m. Wrong counts trap, and so does a pixel called valid whose distance is not finite
  /// and positive: readers decide what their file's special values mean before they come here.
  public init(width: Int, height: Int, metres: [Float], valid: [Bool]? = nil, kind: Kind = .planar) {
    require(
      width > 0 && height > 0 && metres.count == width * height,
      "DepthMap: \(width) x \(height) pixels, but \(metres.count) distances")
    self.width = width
    self.height = height
    self.kind = kind
    if let valid {
      require(valid.count == metres.count, "DepthMap: \(metres.count) distances, but \(valid.count) validities")
      for i in metres.indices where valid[i] {
        require(metres[i] > 0 && metres[i].isFinite, "DepthMap: pixel \(i) is called valid with \(metres[i]) m")
      }
      self.valid = valid
    } else {
      self.valid = metres.map { $0 > 0 && $0 < .infinity }
    }
    self.metres = zip(metres, self.valid).map { $1 ? $0 : 0 }
  }

  /// For readers that have checked: 0 m wherever invalid.
  init(width: Int, height: Int, checked metres: [Float], valid: [Bool], kind: Kind) {
    self.width = width
    self.height = height
    self.kind = kind
    self.metres = metres
    self.valid = valid
  }

  /// The distance at column x and row y, or nil where there is none.
  public subscript(x: Int, y: Int) -> Float? {
    let i = y * width + x
    return valid[i] ? metres[i] : nil
  }

  /// How many pixels carry a distance.
  public var validCount: Int { valid.reduce(into: 0) { $0 += $1 ? 1 : 0 } }

  /// The valid distances in ascending order, e.g. for quantiles.
  public var sorted: [Float] { metres.indices.filter { valid[$0] }.map { metres[$0] }.sorted() }

  /// The same surface measured along the optical axis or along the ray: radial = planar * |((x - cx) / fx, (y - cy) / fy, 1)|.
  public func measured(_ kind: Kind, with camera: Intrinsics) -> DepthMap {
    guard kind != self.kind else { return self }
    var metres = self.metres
    for y in 0..<height {
      for x in 0..<width {
        let factor = camera.rayLength(x: x, y: y)
        let i = y * width + x
        metres[i] = kind == .radial ? metres[i] * factor : metres[i] / factor
      }
    }
    return DepthMap(width: width, height: height, metres: metres, valid: valid, kind: kind)
  }
}
