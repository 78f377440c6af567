import NN
import Numerics
import Pictures
import World

/// A picture as Depth Anything 3 takes it: brought to the processing resolution, then to sides in multiples of 14, both
/// as 8-bit pictures by OpenCV's rules.
public struct DepthAnything3Image: Sendable {
  /// How the processing resolution and the multiples of 14 are met.
  public enum Method: String, Sendable, CaseIterable {
    /// The longer side becomes the resolution; then both sides are resized to the nearest multiple.
    case upperBoundResize = "upper_bound_resize"
    /// The longer side; then a centred crop.
    case upperBoundCrop = "upper_bound_crop"
    /// The shorter side, resized.
    case lowerBoundResize = "lower_bound_resize"
    /// The shorter side, cropped.
    case lowerBoundCrop = "lower_bound_crop"

    var isCrop: Bool { self == .upperBoundCrop || self == .lowerBoundCrop }
    var isOfShorterSide: Bool { self == .lowerBoundResize || self == .lowerBoundCrop }
  }

  /// After the first resize, and after the second or the crop.
  public let first, second: ByteImage
  /// The camera at the size of `second`, if one was given.
  public let camera: Intrinsics?
  /// [1, H, W, 3], normalised.
  public var network: Tensor { ImageNetImage.normalized(second.bytes, height: second.height, width: second.width) }
  /// Whether OpenCV's cubic resize was used, in which its builds differ: for the first picture, for either.
  public let isFirstCubic, isAnyCubic: Bool
  /// Patches.
  public var grid: (height: Int, width: Int) { (second.height / 14, second.width / 14) }

  /// Traps where a side would be below 14.
  public init(
    _ image: ByteImage, camera: Intrinsics? = nil, resolution: Int = 504, method: Method = .upperBoundResize,
    cubic: OpenCVResize.CubicArithmetic = .exact
  ) {
    let sides = (image.height, image.width)
    let bound = method.isOfShorterSide ? min(sides.0, sides.1) : max(sides.0, sides.1)
    let scale = Double(resolution) / Double(bound)
    /// Halves go to the even neighbour.
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * scale).rounded(.toNearestOrEven))) }
    let size = bound == resolution ? sides : (scaled(image.height), scaled(image.width))
    isFirstCubic = scale > 1
    first = (scale > 1 ? OpenCVResize.cubic(cubic) : .area)(image, to: size)
    var camera = camera?.scaled(
      byX: Double(size.1) / Double(image.width), byY: Double(size.0) / Double(image.height))

    let target = method.isCrop ? (size.0 / 14 * 14, size.1 / 14 * 14) : ((size.0 + 7) / 14 * 14, (size.1 + 7) / 14 * 14)
    require(target.0 > 0 && target.1 > 0, "DepthAnything3Image: \(size.0)x\(size.1) is smaller than a patch")
    if method.isCrop {
      let (top, left) = ((size.0 - target.0) / 2, (size.1 - target.1) / 2)
      isAnyCubic = isFirstCubic
      second = first.cropped(top: top, left: left, height: target.0, width: target.1)
      camera = camera?.cropped(x: Double(left), y: Double(top))
    } else {
      let grows = target.0 > size.0 || target.1 > size.1
      isAnyCubic = isFirstCubic || grows
      second = (grows ? OpenCVResize.cubic(cubic) : .area)(first, to: target)
      camera = camera?.scaled(byX: Double(target.1) / Double(size.1), byY: Double(target.0) / Double(size.0))
    }
    self.camera = camera
  }
}
