import Numerics
import Pictures

/// Airlight as a dehazer must find it: from a hazy picture alone.
///
/// Source: He, Sun, Tang, "Single Image Haze Removal Using Dark Channel Prior", CVPR 2009.
public enum DarkChannel {
  /// Which of the haziest pixels stands for the airlight.
  public enum Pick: Sendable {
    /// The brightest (He et al.).
    case brightest
    /// The one of median brightness, less easily fooled by lamps (Tang et al. 2014, Foggy Cityscapes).
    case median
  }

  /// The least channel within `patch` x `patch` pixels around each pixel, in [0, 1]; cut at the border.
  public static func map(of image: Image, patch: Int = 15) -> Grid<Float> {
    require(patch > 0 && patch & 1 == 1, "DarkChannel: a patch of \(patch) pixels, expected an odd size")
    let (w, h, pixels) = (image.width, image.height, image.rgb.floats)
    let least = (0..<w * h).map { min(pixels[3 * $0], min(pixels[3 * $0 + 1], pixels[3 * $0 + 2])) }
    let rows = minima(least, count: h, stride: w, length: w, step: 1, reach: patch / 2)
    return Grid(width: w, height: h, values: minima(rows, count: w, stride: 1, length: h, step: w, reach: patch / 2))
  }

  /// The airlight of a hazy picture, sRGB-coded: among the `share` of pixels whose dark channel is highest, the picked
  /// one's colour. Ties go to the earlier pixel, row by row.
  public static func airlight(of image: Image, patch: Int = 15, share: Double = 0.001, pick: Pick = .brightest)
    -> Airlight
  {
    require(share > 0 && share <= 1, "DarkChannel: a share of \(share), expected above 0 and at most 1")
    let (dark, pixels) = (map(of: image, patch: patch).values, image.rgb.floats)
    let order = dark.indices.sorted { dark[$0] != dark[$1] ? dark[$0] > dark[$1] : $0 < $1 }
    var count = max(1, Int((Double(dark.count) * share).rounded(.down)))
    if pick == .median && count & 1 == 0 { count += 1 }  // an odd count has a middle
    func brightness(_ i: Int) -> Float { pixels[3 * i] + pixels[3 * i + 1] + pixels[3 * i + 2] }
    let haziest = order.prefix(count).sorted {
      brightness($0) != brightness($1) ? brightness($0) > brightness($1) : $0 < $1
    }
    let i = pick == .brightest ? haziest[0] : haziest[haziest.count / 2]
    return .constant(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2])
  }

  /// The sliding minimum along each of `count` lines of `length` values.
  ///
  /// Source: van Herk's running minima, by a queue of candidates (each value enters and leaves it once).
  private static func minima(_ x: [Float], count: Int, stride: Int, length: Int, step: Int, reach: Int) -> [Float] {
    var out = x
    var queue = [Int](repeating: 0, count: length)
    for line in 0..<count {
      let start = line * stride
      var (head, tail) = (0, 0)
      for k in 0..<length + reach {
        if k < length {
          while tail > head && x[start + queue[tail - 1] * step] >= x[start + k * step] { tail -= 1 }
          queue[tail] = k
          tail += 1
        }
        let middle = k - reach
        guard middle >= 0 else { continue }
        if queue[head] < middle - reach { head += 1 }
        out[start + middle * step] = x[start + queue[head] * step]
      }
    }
    return out
  }
}
