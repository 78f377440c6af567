import NN
import Numerics

/// Sines and cosines of a pixel's place, scaled so that the image's diagonal has a fixed length whatever its aspect.
/// Source: Depth Anything 3's `DualDPT` (after VGGT), base 100, weight 0.1.
struct PlaceEmbedding {
  /// Width over height of the image.
  let aspect: Double

  /// x [B, h, w, C], C a multiple of 4: channels [sin x, cos x, sin y, cos y] of C/4 frequencies each are added.
  func added(to x: Tensor) -> Tensor {
    let (h, w, c) = (x.shape[1], x.shape[2], x.shape[3])
    require(c % 4 == 0, "PlaceEmbedding: \(c) channels, expected a multiple of 4")
    let diagonal = (aspect * aspect + 1).squareRoot()
    let columns = waves(w, span: aspect / diagonal, count: c / 4)
    let rows = waves(h, span: 1 / diagonal, count: c / 4)
    let places = Tensor([1, h, w, c]) { y in
      for row in 0..<h {
        for column in 0..<w {
          for i in 0..<c / 2 {
            y[(row * w + column) * c + i] = columns[column * c / 2 + i]
            y[(row * w + column) * c + c / 2 + i] = rows[row * c / 2 + i]
          }
        }
      }
    }
    return x + places
  }

  /// For n places from -span (n - 1)/n to span (n - 1)/n: sines, then cosines, of `count` frequencies.
  private func waves(_ n: Int, span: Double, count: Int) -> [Float] {
    let end = span * Double(n - 1) / Double(n)
    return (0..<n).flatMap { i -> [Float] in
      let place = n > 1 ? -end + 2 * end * Double(i) / Double(n - 1) : -end
      let angles = (0..<count).map { place * Portable.pow(100, -Double($0) / Double(count)) }
      return angles.map { Float(0.1 * Portable.sin($0)) } + angles.map { Float(0.1 * Portable.cos($0)) }
    }
  }
}
