import NN
import Numerics

/// Queries and keys rotated by their patch's place: the first half of a head's channels by the row, the second by the
/// column; the special token stays at (0, 0). Source: Depth Anything 3 (2-D rotary positions, base 100).
struct RotaryPositions {
  /// [1, 1 + N, 1, head].
  private let cosine, sine: Tensor

  /// `isGlobal`: every patch stands at (1, 1), as blocks over all views see it; else at (row + 1, column + 1).
  init(rows: Int, columns: Int, head: Int, _ isGlobal: Bool) {
    require(head % 4 == 0, "RotaryPositions: \(head) channels per head, expected a multiple of 4")
    let n = 1 + rows * columns
    let (half, quarter) = (head / 2, head / 4)
    let frequencies = (0..<quarter).map { Portable.pow(100, -2 * Double($0) / Double(half)) }
    func table(_ f: (Double) -> Double) -> Tensor {
      Tensor([1, n, 1, head]) { t in
        for token in 0..<n {
          let patch = token - 1
          let place = token == 0 ? [0, 0] : isGlobal ? [1, 1] : [patch / columns + 1, patch % columns + 1]
          for c in 0..<head {
            t[token * head + c] = Float(f(Double(place[c / half]) * frequencies[c % half % quarter]))
          }
        }
      }
    }
    cosine = table(Portable.cos)
    sine = table(Portable.sin)
  }

  /// x [B, N, heads, head] -> the same shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let quarter = x.shape[3] / 4
    func part(_ i: Int) -> Tensor { x.narrowed(3, i * quarter, quarter) }
    let turned = concatenated([-part(1), part(0), -part(3), part(2)], axis: 3)
    return x * cosine + turned * sine
  }
}
