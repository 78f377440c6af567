import CKernels
import Numerics

/// How `resized` fills the new grid, as torch `interpolate`; with align_corners false where not said otherwise.
public enum Interpolation: Sendable {
  case nearest
  case nearestExact
  case bilinear
  /// Bilinear with align_corners true: the centres of the corner pixels stay where they are. Never antialiased.
  case bilinearAligned
  case bicubic
  /// The mean over the source interval (adaptive average pooling).
  case area
}

/// x [B, H, W, C] at another size. `antialias` widens the filter when shrinking (bilinear and bicubic). `step`: source
/// pixels per target pixel where that is not the ratio of the sizes (plain bilinear and bicubic).
/// Source: torch `interpolate`; bicubic has a = -0.75 plain and -0.5 with antialias.
public func resized(
  _ x: Tensor, to size: (height: Int, width: Int), _ mode: Interpolation, antialias: Bool = false,
  step: (height: Double, width: Double)? = nil
) -> Tensor {
  require(
    x.rank == 4 && size.height > 0 && size.width > 0 && x.shape[1] > 0 && x.shape[2] > 0,
    "resized: \(x.shape) to \(size.height)x\(size.width)")
  let rows = FilterBank(from: x.shape[1], to: size.height, mode, antialias: antialias, step: step?.height)
  let columns = FilterBank(from: x.shape[2], to: size.width, mode, antialias: antialias, step: step?.width)
  return resampled(resampled(x, axis: 2, columns), axis: 1, rows)
}

/// Some rows and columns of `resized(x, to: size, mode)`, in the order given: a band of rows, or one with mirrored edges.
/// Rows are resampled before columns.
public func resized(
  _ x: Tensor, to size: (height: Int, width: Int), _ mode: Interpolation, rows: [Int], columns: [Int]
) -> Tensor {
  require(
    x.rank == 4 && x.shape[1] > 0 && x.shape[2] > 0 && !rows.isEmpty && !columns.isEmpty
      && rows.allSatisfy { (0..<size.height).contains($0) } && columns.allSatisfy { (0..<size.width).contains($0) },
    "resized: \(x.shape) to rows and columns within \(size.height)x\(size.width)")
  let vertical = FilterBank(from: x.shape[1], to: size.height, mode, antialias: false).selecting(rows)
  let horizontal = FilterBank(from: x.shape[2], to: size.width, mode, antialias: false).selecting(columns)
  return resampled(resampled(x, axis: 1, vertical), axis: 2, horizontal)
}

private func resampled(_ x: Tensor, axis: Int, _ bank: FilterBank) -> Tensor {
  let target = x.shape.replacing(axis, with: bank.start.count)
  let y = Tensor(uninitialized: target)
  let (outer, inner) = x.shape.around(axis)
  hd_resample_axis(
    outer, x.shape[axis], bank.start.count, inner, Int32(bank.taps), bank.start, bank.weights, x.pointer, y.pointer)
  return y.recorded(x) {
    var node = Node(resampledBackward, target, x)
    node.numbers[0] = Int32(axis)
    node.object = bank
    return node
  }
}

private func resampledBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a, let bank = node.object as? FilterBank else { return }
  let axis = Int(node.numbers[0])
  let dx = Tensor(uninitialized: x.shape)
  let (outer, inner) = x.shape.around(axis)
  hd_resample_axis_backward(
    outer, x.shape[axis], bank.start.count, inner, Int32(bank.taps), bank.start, bank.weights, dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}

extension Shape {
  /// The products of the sizes before and behind an axis.
  fileprivate func around(_ axis: Int) -> (outer: Int, inner: Int) {
    var (outer, inner) = (1, 1)
    for i in 0..<rank {
      if i < axis { outer *= self[i] }
      if i > axis { inner *= self[i] }
    }
    return (outer, inner)
  }
}

/// The weights of a resampling from n to m positions: output i is Σ_t weights[i, t] x[start[i] + t].
final class FilterBank {
  let taps: Int
  let start: [Int32]
  let weights: [Float]

  init(from n: Int, to m: Int, _ mode: Interpolation, antialias: Bool, step: Double? = nil) {
    let scale = step ?? Double(n) / Double(m)
    let rows = (0..<m).map { i -> [(Int, Double)] in
      switch mode {
      case .nearest: [(min(i * n / m, n - 1), 1)]
      case .nearestExact: [(min((2 * i + 1) * n / (2 * m), n - 1), 1)]
      case .area: FilterBank.mean(i * n / m, ((i + 1) * n + m - 1) / m)
      case .bilinear where antialias: FilterBank.smooth(i, n, scale, support: 1) { max(0, 1 - Swift.abs($0)) }
      case .bicubic where antialias: FilterBank.smooth(i, n, scale, support: 2) { cubic($0, -0.5) }
      case .bilinearAligned: FilterBank.linear(m > 1 ? Double(i) * Double(n - 1) / Double(m - 1) : 0, n)
      case .bilinear: FilterBank.linear(max(0, scale * (Double(i) + 0.5) - 0.5), n)
      case .bicubic: FilterBank.cubicTaps(scale * (Double(i) + 0.5) - 0.5, n)
      }
    }
    let widest = rows.map { row in
      let positions = row.map(\.0)
      return (positions.max() ?? 0) - (positions.min() ?? 0) + 1
    }
    taps = min(n, widest.max() ?? 1)
    var start = [Int32](repeating: 0, count: m)
    var weights = [Float](repeating: 0, count: m * taps)
    for (i, row) in rows.enumerated() {
      let first = min(row.map(\.0).min() ?? 0, n - taps)
      start[i] = Int32(first)
      for (position, weight) in row { weights[i * taps + position - first] += Float(weight) }
    }
    self.start = start
    self.weights = weights
  }

  /// The bank of some of its outputs.
  func selecting(_ outputs: [Int]) -> FilterBank {
    FilterBank(
      taps: taps, start: outputs.map { start[$0] }, weights: outputs.flatMap { weights[$0 * taps..<($0 + 1) * taps] })
  }

  private init(taps: Int, start: [Int32], weights: [Float]) {
    self.taps = taps
    self.start = start
    self.weights = weights
  }

  private static func mean(_ from: Int, _ to: Int) -> [(Int, Double)] {
    (from..<to).map { ($0, 1 / Double(to - from)) }
  }

  private static func linear(_ source: Double, _ n: Int) -> [(Int, Double)] {
    let i = min(Int(source), n - 1)
    let t = source - Double(i)
    return [(i, 1 - t), (min(i + 1, n - 1), t)]
  }

  private static func cubicTaps(_ source: Double, _ n: Int) -> [(Int, Double)] {
    let i = Int(source.rounded(.down))
    let t = source - Double(i)
    return (-1...2).map { (min(max(i + $0, 0), n - 1), cubic(Double($0) - t, -0.75)) }
  }

  /// A filter of the given support, stretched when shrinking, over the positions it covers, normalised.
  private static func smooth(
    _ i: Int, _ n: Int, _ scale: Double, support: Double, _ filter: (Double) -> Double
  ) -> [(Int, Double)] {
    let stretch = max(scale, 1)
    let center = scale * (Double(i) + 0.5)
    let reach = support * stretch
    let first = max(Int(center - reach + 0.5), 0)
    let last = min(Int(center + reach + 0.5), n)
    let raw = (first..<last).map { filter((Double($0) - center + 0.5) / stretch) }
    let total = raw.reduce(0, +)
    return zip(first..<last, raw).map { ($0, $1 / total) }
  }
}

/// Keys' cubic convolution kernel.
private func cubic(_ x: Double, _ a: Double) -> Double {
  let x = Swift.abs(x)
  if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
  if x < 2 { return ((x - 5) * x + 8) * x * a - 4 * a }
  return 0
}

/// Nearest enlargement of x [B, H, W, C] to a given size, as the UNet's upsamplers do it.
public func upsampledNearest(_ x: Tensor, to size: (height: Int, width: Int)) -> Tensor {
  require(x.rank == 4, "upsampled: \(x.shape) is no [B, H, W, C]")
  let target: Shape = [x.shape[0], size.height, size.width, x.shape[3]]
  let y = Tensor(uninitialized: target)
  hd_upsample_nearest(
    Int32(x.shape[0]), Int32(x.shape[1]), Int32(x.shape[2]), Int32(x.shape[3]), Int32(size.height), Int32(size.width),
    x.pointer, y.pointer)
  return y.recorded(x) { Node(upsampledBackward, target, x) }
}

private func upsampledBackward(_ node: borrowing Node, _ dy: Tensor, _ pass: inout BackwardPass) {
  guard let x = node.a else { return }
  let dx = Tensor(uninitialized: x.shape)
  hd_upsample_nearest_backward(
    Int32(x.shape[0]), Int32(x.shape[1]), Int32(x.shape[2]), Int32(x.shape[3]), Int32(node.shape[1]),
    Int32(node.shape[2]), dy.pointer, dx.pointer)
  pass.add(dx, to: x)
}
