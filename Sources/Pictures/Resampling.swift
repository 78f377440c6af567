import Numerics

/// Bringing a map to another size: the five rules that depth toolkits use. Source: `torch.nn.functional.interpolate`.
public enum Resampling: Sendable, Hashable, CaseIterable {
  /// Pixel areas aligned (align_corners=False).
  case bilinear
  /// Corner pixels aligned (align_corners=True): ZoeDepth, Depth Anything V2.
  case bilinearCorners
  /// Pixel areas aligned, the triangle widened when shrinking.
  case bilinearAntialiased
  /// floor(i scale).
  case nearest
  /// round(i scale): the pixel whose area covers the centre.
  case nearestExact
  /// The mean of the pixels that touch the target's area.
  case area

  /// `map` [height * width] at the size (h, w). A value that is not finite spoils what it is blended into, as there.
  public func callAsFunction(_ map: [Float], height: Int, width: Int, to size: (height: Int, width: Int)) -> [Float] {
    require(
      height > 0 && width > 0 && map.count == height * width && size.height > 0 && size.width > 0,
      "resampling: \(map.count) values as \(width) x \(height) to \(size.width) x \(size.height)")
    let columns = (0..<size.width).map { taps($0, from: width, to: size.width) }
    let rows = (0..<size.height).map { taps($0, from: height, to: size.height) }
    var between = [Double](repeating: 0, count: height * size.width)
    for y in 0..<height {
      for (x, tap) in columns.enumerated() {
        var sum = 0.0
        for (k, weight) in tap.weights.enumerated() { sum += weight * Double(map[y * width + tap.first + k]) }
        between[y * size.width + x] = sum
      }
    }
    var result = [Float](repeating: 0, count: size.height * size.width)
    for (y, tap) in rows.enumerated() {
      for x in 0..<size.width {
        var sum = 0.0
        for (k, weight) in tap.weights.enumerated() { sum += weight * between[(tap.first + k) * size.width + x] }
        result[y * size.width + x] = Float(sum)
      }
    }
    return result
  }

  /// The source pixels of target pixel i and their weights.
  private func taps(_ i: Int, from n: Int, to m: Int) -> (first: Int, weights: [Double]) {
    let scale = Double(n) / Double(m)
    switch self {
    case .bilinear: return linear(max(0, (Double(i) + 0.5) * scale - 0.5), n)
    case .bilinearCorners: return linear(m > 1 ? Double(i) * (Double(n - 1) / Double(m - 1)) : 0, n)
    case .bilinearAntialiased:
      let reach = max(scale, 1)
      let center = (Double(i) + 0.5) * scale
      let first = max(0, Int(center - reach + 0.5))
      let end = min(n, Int(center + reach + 0.5))
      let weights = (first..<end).map { max(0, 1 - abs((Double($0) - center + 0.5) / reach)) }
      let sum = weights.reduce(0, +)
      return (first, weights.map { $0 / sum })
    case .nearest: return (min(Int(Double(i) * scale), n - 1), [1])
    case .nearestExact: return (min(Int((Double(i) + 0.5) * scale), n - 1), [1])
    case .area:
      let first = i * n / m
      let end = ((i + 1) * n + m - 1) / m
      return (first, [Double](repeating: 1 / Double(end - first), count: end - first))
    }
  }

  private func linear(_ x: Double, _ n: Int) -> (first: Int, weights: [Double]) {
    let first = min(Int(x), n - 1)
    let t = x - Double(first)
    // Both neighbours are read even at weight 0, as torch does: infinity there becomes NaN.
    return first + 1 < n ? (first, [1 - t, t]) : (first, [1])
  }
}
