import Diffusion
import Numerics
import Pictures

/// The two resizes of 8-bit pictures that OpenCV does for Depth Anything 3, digit by digit.
///
/// Source: measured on OpenCV 4.10 to 5.0. INTER_AREA is the same in every build. INTER_CUBIC is not: x86 wheels use
/// Intel IPP, which rounds once at the end; other builds round weights to 11 bits. They differ by one level in up to 4 %
/// of the samples. `exact` agrees with IPP but for ties; `fixedPoint` is the other one, bit by bit.
public enum OpenCVResize: Sendable {
  case area
  case cubic(CubicArithmetic = .exact)

  /// Whose rounding INTER_CUBIC has, see above.
  public enum CubicArithmetic: Sendable {
    case exact
    case fixedPoint
  }

  /// The picture at another size in pixels, itself at its own; a side below 1 traps.
  public func callAsFunction(_ image: ByteImage, to size: (height: Int, width: Int)) -> ByteImage {
    require(size.height > 0 && size.width > 0, "OpenCVResize: to \(size.height)x\(size.width)")
    if size == (image.height, image.width) { return image }
    let bytes =
      switch self {
      case .area: AreaResize(image, size).bytes
      case .cubic(.exact): CubicResize.exact(image, size)
      case .cubic(.fixedPoint): CubicResize.fixedPoint(image, size)
      }
    return ByteImage(height: size.height, width: size.width, bytes: bytes)
  }
}

/// The mean over the source rectangle of each target pixel.
private struct AreaResize {
  let bytes: [UInt8]

  init(_ image: ByteImage, _ size: (height: Int, width: Int)) {
    let (factorY, factorX) = (image.height / size.height, image.width / size.width)
    let isWhole = factorY * size.height == image.height && factorX * size.width == image.width
    bytes =
      isWhole
      ? AreaResize.whole(image, size, factorY, factorX)
      : AreaResize.partial(image, size, .init(image.height, size.height), .init(image.width, size.width))
  }

  /// Whole numbers of pixels: integer sums, and for 2 x 2 halves rounded up.
  private static func whole(
    _ image: ByteImage, _ size: (height: Int, width: Int), _ factorY: Int, _ factorX: Int
  ) -> [UInt8] {
    let share = 1 / Float(factorY * factorX)
    var out = [UInt8](repeating: 0, count: size.height * size.width * 3)
    for i in out.indices {
      let (row, column, c) = (i / 3 / size.width, i / 3 % size.width, i % 3)
      var sum = 0
      for y in row * factorY..<(row + 1) * factorY {
        for x in column * factorX..<(column + 1) * factorX { sum += Int(image.bytes[(y * image.width + x) * 3 + c]) }
      }
      out[i] =
        factorY == 2 && factorX == 2
        ? UInt8((sum + 2) >> 2) : UInt8((Float(sum) * share).rounded(.toNearestOrEven))
    }
    return out
  }

  /// The source pixels of each target pixel along one axis, with their weights.
  private struct Axis {
    var start: [Int] = []
    var weights: [[Float]] = []

    init(_ n: Int, _ m: Int) {
      let scale = Double(n) / Double(m)
      for i in 0..<m {
        let from = Double(i) * scale
        let cell = min(scale, Double(n) - from)
        let to = from + scale
        let last = min(Int(to), n - 1)
        let first = min(Int(from.rounded(.up)), last)
        var taps = Array(repeating: Float(1 / cell), count: last - first)
        var begin = first
        if Double(first) - from > 1e-3 {
          taps.insert(Float((Double(first) - from) / cell), at: 0)
          begin -= 1
        }
        if to - Double(last) > 1e-3 { taps.append(Float(min(min(to - Double(last), 1), cell) / cell)) }
        start.append(begin)
        weights.append(taps)
      }
    }
  }

  /// Columns first, then rows, in Float32 with two roundings per term.
  private static func partial(
    _ image: ByteImage, _ size: (height: Int, width: Int), _ rows: Axis, _ columns: Axis
  ) -> [UInt8] {
    let width = size.width * 3
    var out = [UInt8](repeating: 0, count: size.height * width)
    var (row, sum) = ([Float](repeating: 0, count: width), [Float](repeating: 0, count: width))
    for y in 0..<size.height {
      for i in sum.indices { sum[i] = 0 }
      for (k, weight) in rows.weights[y].enumerated() {
        let line = (rows.start[y] + k) * image.width * 3
        for x in 0..<size.width {
          for c in 0..<3 {
            var value: Float = 0
            for (tap, share) in columns.weights[x].enumerated() {
              value += Float(image.bytes[line + (columns.start[x] + tap) * 3 + c]) * share
            }
            row[x * 3 + c] = value
          }
        }
        for i in sum.indices { sum[i] += row[i] * weight }
      }
      for i in sum.indices { out[y * width + i] = UInt8(clamped: sum[i]) }
    }
    return out
  }
}

/// Keys' cubic with a = -0.75 over four pixels, borders repeated.
private enum CubicResize {
  /// First source pixel (outside the picture at its borders) and weights of each target pixel.
  private static func taps(_ n: Int, _ m: Int) -> [(first: Int, weights: [Float])] {
    let scale = Double(n) / Double(m)
    return (0..<m).map { i in
      let place = Float((Double(i) + 0.5) * scale - 0.5)
      let left = place.rounded(.down)
      let x = place - left
      let a: Float = -0.75
      var w: [Float] = [
        ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a, ((a + 2) * x - (a + 3)) * x * x + 1,
        ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1,
      ]
      w.append(1 - w[0] - w[1] - w[2])
      return (Int(left) - 1, w)
    }
  }

  /// The four rows (columns) that a tap reads.
  private static func places(_ first: Int, _ n: Int) -> [Int] { (0..<4).map { min(max(first + $0, 0), n - 1) } }

  static func exact(_ image: ByteImage, _ size: (height: Int, width: Int)) -> [UInt8] {
    let (rows, columns) = (taps(image.height, size.height), taps(image.width, size.width))
    var across = [Double](repeating: 0, count: image.height * size.width * 3)
    for (x, tap) in columns.enumerated() {
      let from = places(tap.first, image.width)
      for y in 0..<image.height {
        for c in 0..<3 {
          var value = 0.0
          for k in 0..<4 { value += Double(image.bytes[(y * image.width + from[k]) * 3 + c]) * Double(tap.weights[k]) }
          across[(y * size.width + x) * 3 + c] = value
        }
      }
    }
    return down(across, rows, image.height, size) { values, weights in
      var sum = 0.0
      for k in 0..<4 { sum += values[k] * Double(weights[k]) }
      return UInt8(clamped: Float(sum))
    }
  }

  /// Weights of 11 bits, integers across, Float32 down.
  static func fixedPoint(_ image: ByteImage, _ size: (height: Int, width: Int)) -> [UInt8] {
    func rounded(_ taps: [(first: Int, weights: [Float])]) -> [(first: Int, weights: [Float])] {
      taps.map { ($0.first, $0.weights.map { ($0 * 2048).rounded(.toNearestOrEven) }) }
    }
    let (rows, columns) = (rounded(taps(image.height, size.height)), rounded(taps(image.width, size.width)))
    var across = [Float](repeating: 0, count: image.height * size.width * 3)
    for (x, tap) in columns.enumerated() {
      let (from, weights) = (places(tap.first, image.width), tap.weights.map { Int($0) })
      for y in 0..<image.height {
        for c in 0..<3 {
          var value = 0
          for k in 0..<4 { value += Int(image.bytes[(y * image.width + from[k]) * 3 + c]) * weights[k] }
          across[(y * size.width + x) * 3 + c] = Float(value)
        }
      }
    }
    let unit = 1 / Float(1 << 22)
    return down(across, rows, image.height, size) { values, weights in
      var sum = values[0] * (weights[0] * unit)
      for k in 1..<4 { sum += values[k] * (weights[k] * unit) }
      return UInt8(clamped: sum)
    }
  }

  private static func down<T: Numeric>(
    _ across: [T], _ rows: [(first: Int, weights: [Float])], _ height: Int, _ size: (height: Int, width: Int),
    _ combine: (SIMD4Values<T>, [Float]) -> UInt8
  ) -> [UInt8] {
    let width = size.width * 3
    var out = [UInt8](repeating: 0, count: size.height * width)
    for (y, tap) in rows.enumerated() {
      let from = places(tap.first, height)
      for i in 0..<width {
        let values = SIMD4Values(
          across[from[0] * width + i], across[from[1] * width + i], across[from[2] * width + i],
          across[from[3] * width + i])
        out[y * width + i] = combine(values, tap.weights)
      }
    }
    return out
  }
}

/// Four values without a heap allocation.
private struct SIMD4Values<T> {
  let a, b, c, d: T
  init(_ a: T, _ b: T, _ c: T, _ d: T) { (self.a, self.b, self.c, self.d) = (a, b, c, d) }
  subscript(k: Int) -> T { k == 0 ? a : k == 1 ? b : k == 2 ? c : d }
}

extension UInt8 {
  /// The nearest byte, ties to even.
  fileprivate init(clamped x: Float) { self = UInt8(Swift.min(Swift.max(x.rounded(.toNearestOrEven), 0), 255)) }
}
