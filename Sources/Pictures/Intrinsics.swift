import Numerics

/// A pinhole camera at the resolution of its image; pixel centres are at integers.
///
/// u = fx * X / Z + skew * Y / Z + cx,  v = fy * Y / Z + cy, with X right, Y down, Z forward in metres.
public struct Intrinsics: Sendable, Equatable {
  /// Focal lengths, skew and principal point in pixels.
  public var fx: Double
  public var fy: Double
  public var cx: Double
  public var cy: Double
  public var skew: Double

  /// A camera with positive, finite focal lengths; others trap (a LiDAR's all-zero entry is no camera).
  public init(fx: Double, fy: Double, cx: Double, cy: Double, skew: Double = 0) {
    require(
      fx > 0 && fy > 0 && fx.isFinite && fy.isFinite && cx.isFinite && cy.isFinite && skew.isFinite,
      "Intrinsics: fx \(fx), fy \(fy), cx \(cx), cy \(cy), skew \(skew), expected positive focal lengths")
    self.fx = fx
    self.fy = fy
    self.cx = cx
    self.cy = cy
    self.skew = skew
  }

  /// The length of pixel (x, y)'s viewing ray up to the plane Z = 1: radial distance over planar depth, at least 1.
  @inlinable public func rayLength(x: Int, y: Int) -> Float {
    let b = (Double(y) - cy) / fy
    let a = (Double(x) - cx - skew * b) / fx
    return Float((a * a + b * b + 1).squareRoot())
  }

  /// The camera of the same picture resized by plain ratios per axis, without a half-pixel shift.
  ///
  /// This is how the driving data sets here scale K (a DDAD file ships both); fx and fy differ after an anisotropic resize.
  public func scaled(byX sx: Double, byY sy: Double) -> Intrinsics {
    Intrinsics(fx: fx * sx, fy: fy * sy, cx: cx * sx, cy: cy * sy, skew: skew * sx)
  }

  /// The camera of a crop whose top left pixel is (x, y).
  public func cropped(x: Double, y: Double) -> Intrinsics {
    Intrinsics(fx: fx, fy: fy, cx: cx - x, cy: cy - y, skew: skew)
  }
}
