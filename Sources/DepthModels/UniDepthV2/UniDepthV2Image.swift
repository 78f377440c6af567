import Diffusion
import NN
import Numerics
import Pictures
import World

/// A picture as UniDepthV2 takes it: padded to a width over height within bounds, resized to a number of pixels within
/// bounds, sides in multiples of 14; and the way back.
///
/// The reference pads one column less than none where W/H times H falls below W in floating point (about 5 % of all
/// sizes) and then returns a map one column wide. Within the bounds nothing is padded here.
public struct UniDepthV2Image: Sendable {
  typealias Size = (height: Int, width: Int)
  let original, padded, network: Size
  let top, left: Int
  /// Network pixels per padded pixel, before sides are rounded to 14.
  let scale: Double
  /// [1, Hn, Wn, 3].
  public let pixels: Tensor

  /// `level` 0…10 chooses a range of sizes between the bounds (0 the smallest); nil: any within them.
  public init(
    _ image: ByteImage, _ c: UniDepthV2.Configuration.ShapeConstraints = .init(), level: Double? = nil
  ) {
    require(level.map { (0..<10).contains($0) } ?? true, "UniDepthV2Image: level \(level ?? 0), expected 0..<10")
    original = (image.height, image.width)
    padded = UniDepthV2Image.padded(original, c)
    top = (padded.height - original.height) / 2
    left = (padded.width - original.width) / 2

    var (low, high) = (c.pixels_min, c.pixels_max)
    if let level {
      let step = (high - low) / 10
      (low, high) = (level * step + low, (level + 1) * step + low)
    }
    let area = Double(padded.height * padded.width)
    scale = (min(max(area, low), high) / area).squareRoot()
    let factor = scale
    /// Cut to whole pixels, then up to whole patches.
    func patched(_ side: Int) -> Int { 14 * ((Int(Double(side) * factor) + 13) / 14) }
    network = (patched(padded.height), patched(padded.width))
    pixels = UniDepthV2Image.resampled(image, padded, top, left, network)
  }

  /// A size brought within the bounds of width over height.
  static func padded(_ size: Size, _ c: UniDepthV2.Configuration.ShapeConstraints) -> Size {
    let ratio = Double(size.width) / Double(size.height)
    let target = min(max(ratio, c.ratio_bounds.lowerBound), c.ratio_bounds.upperBound)
    if ratio > target { return (Int(Double(size.width) / target), size.width) }
    return ratio < target ? (size.height, Int(Double(size.height) * target)) : size
  }

  /// Padded with 0 after normalisation, the mean colour; bilinear, never antialiased.
  private static func resampled(_ image: ByteImage, _ padded: Size, _ top: Int, _ left: Int, _ network: Size) -> Tensor
  {
    let x = ImageNetImage.normalized(image.bytes, height: image.height, width: image.width)
    var canvas = x
    if padded != (image.height, image.width) {
      let row = image.width * 3
      canvas = x.withUnsafeBufferPointer { from in
        Tensor([1, padded.height, padded.width, 3]) { to in
          to.update(repeating: 0)
          for y in 0..<image.height {
            let start = ((y + top) * padded.width + left) * 3
            _ = UnsafeMutableBufferPointer(rebasing: to[start..<start + row])
              .update(fromContentsOf: UnsafeBufferPointer(rebasing: from[y * row..<(y + 1) * row]))
          }
        }
      }
    }
    return network == padded ? canvas : resized(canvas, to: network, .bilinear)
  }

  /// A camera of the picture as the network sees it. The factor is that before sides are rounded, as in the reference.
  public func camera(_ K: Intrinsics) -> Intrinsics {
    let moved = K.cropped(x: -Double(left), y: -Double(top))
    return moved.scaled(byX: scale, byY: scale)
  }

  /// The network's camera as one of the picture.
  func original(_ K: Intrinsics) -> Intrinsics {
    K.scaled(byX: 1 / scale, byY: 1 / scale).cropped(x: Double(left), y: Double(top))
  }

  /// A map [1, Hn, Wn, C] at the picture's size [1, H, W, C], the padding cut off.
  func original(_ map: Tensor) -> Tensor {
    let full = network == padded ? map : resized(map, to: padded, .bilinear)
    return full.narrowed(1, top, original.height).narrowed(2, left, original.width)
  }
}
