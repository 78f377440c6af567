import Numerics

/// He's dark channel: the darkest value of any colour in a window around each pixel; haze lifts it.
///
/// Source: He, Sun, Tang, "Single image haze removal using dark channel prior", 2009.
public enum DarkChannel {
  /// [height * width]; windows of `patch` (odd) pixels, the image's edge repeated outside.
  public static func map(_ image: ColorImage, patch: Int = 15) -> [Double] {
    require(patch > 0 && patch % 2 == 1, "dark channel: patch \(patch), expected odd")
    let (h, w) = (image.height, image.width)
    let r = patch / 2
    let darkest = (0..<image.count).map {
      min(image.planes[0][$0], image.planes[1][$0], image.planes[2][$0])
    }
    // A repeated edge adds no new minimum: windows are simply cut off there.
    var rows = darkest
    for y in 0..<h {
      for x in 0..<w { rows[y * w + x] = darkest[y * w + max(0, x - r)...y * w + min(w - 1, x + r)].min()! }
    }
    var result = rows
    for y in 0..<h {
      let window = max(0, y - r)...min(h - 1, y + r)
      for x in 0..<w { result[y * w + x] = window.reduce(.infinity) { min($0, rows[$1 * w + x]) } }
    }
    return result
  }

  /// An estimate of the airlight, and where it was read.
  public struct Airlight: Sendable, Equatable {
    public let x: Int
    public let y: Int
    public let candidates: Int
    public let color: [Double]
  }

  /// Of the brightest 0.1 % of the dark channel (at least one pixel) the pixel with the largest R + G + B; of equals the
  /// first in row-major order.
  public static func airlight(_ image: ColorImage, patch: Int = 15, share: Double = 0.001) -> Airlight {
    let dark = map(image, patch: patch)
    let count = max(1, Int(share * Double(image.count)))
    let brightest = dark.indices.sorted { (-dark[$0], $0) < (-dark[$1], $1) }.prefix(count).sorted()
    func sum(_ i: Int) -> Double { image.planes[0][i] + image.planes[1][i] + image.planes[2][i] }
    let best = brightest.dropFirst().reduce(brightest[0]) { sum($1) > sum($0) ? $1 : $0 }
    return Airlight(
      x: best % image.width, y: best / image.width, candidates: count, color: image.planes.map { $0[best] })
  }
}
