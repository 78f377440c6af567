import Numerics

/// Structural similarity: Gaussian window of 11, K = .01 and .03, population covariances, range 1.
///
/// Source: Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004.
public struct SSIM: Sendable, Hashable {
  /// What stands outside the image.
  public enum Border: Sendable, Hashable {
    /// Nothing: only windows that lie inside count (Wang, skimage).
    case valid
    /// The image mirrored about its edge, the edge pixel repeated.
    case reflect
    case zero
  }

  public var border: Border
  public var sigma: Double

  public init(_ border: Border = .valid, sigma: Double = 1.5) {
    self.border = border
    self.sigma = sigma
  }

  /// euler-eval's window.
  public static let euler = SSIM(.reflect, sigma: 11.0 / 6)

  /// The mean over pixels of two planes [height * width]. Images below 11 pixels have no valid window: nil there.
  public func callAsFunction(_ x: [Double], _ y: [Double], height: Int, width: Int) -> Double? {
    require(
      x.count == height * width && y.count == x.count, "SSIM: \(x.count) and \(y.count) values as \(width) x \(height)")
    guard border != .valid || (height >= 11 && width >= 11) else { return nil }
    let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
    func blurred(_ plane: [Double]) -> [Double] { filtered(plane, height, width) }
    let (mx, my) = (blurred(x), blurred(y))
    let xx = blurred(zip(x, x).map { $0 * $1 })
    let yy = blurred(zip(y, y).map { $0 * $1 })
    let xy = blurred(zip(x, y).map { $0 * $1 })
    let values = mx.indices.lazy.map { i -> Double in
      let (a, b) = (mx[i], my[i])
      let (sx, sy, sxy) = (xx[i] - a * a, yy[i] - b * b, xy[i] - a * b)
      return (2 * a * b + c1) * (2 * sxy + c2) / ((a * a + b * b + c1) * (sx + sy + c2))
    }
    return FixedOrder.mean(values)
  }

  /// The mean over the three channels.
  public func callAsFunction(_ x: ColorImage, _ y: ColorImage) -> Double? {
    require(
      x.height == y.height && x.width == y.width, "SSIM: \(x.width) x \(x.height) vs \(y.width) x \(y.height)")
    let channels = (0..<3).compactMap { self(x.planes[$0], y.planes[$0], height: x.height, width: x.width) }
    return channels.count == 3 ? (channels[0] + channels[1] + channels[2]) / 3 : nil
  }

  private var kernel: [Double] {
    let weights = (0..<11).map { Portable.exp(-Double(($0 - 5) * ($0 - 5)) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// Columns, then rows.
  private func filtered(_ plane: [Double], _ height: Int, _ width: Int) -> [Double] {
    let k = kernel
    let margin = border == .valid ? 5 : 0
    let (rows, columns) = (height - 2 * margin, width - 2 * margin)
    var tall = [Double](repeating: 0, count: rows * width)
    var result = [Double](repeating: 0, count: rows * columns)
    plane.withUnsafeBufferPointer { source in
      tall.withUnsafeMutableBufferPointer { target in
        for y in 0..<rows {
          for (i, weight) in k.enumerated() {
            guard let row = place(y + margin + i - 5, height) else { continue }
            for x in 0..<width { target[y * width + x] += weight * source[row * width + x] }
          }
        }
      }
    }
    let places = (-5..<width + 5).map { place($0, width) }
    tall.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        for y in 0..<rows {
          for x in 0..<columns {
            var sum = 0.0
            for i in 0..<11 {
              if let column = places[x + margin + i] { sum += k[i] * source[y * width + column] }
            }
            target[y * columns + x] = sum
          }
        }
      }
    }
    return result
  }

  /// Where index i of a line of n is read; nil for zero.
  private func place(_ i: Int, _ n: Int) -> Int? {
    if i >= 0 && i < n { return i }
    guard border == .reflect else { return nil }
    let period = 2 * n
    let j = ((i % period) + period) % period
    return j < n ? j : period - 1 - j
  }
}
