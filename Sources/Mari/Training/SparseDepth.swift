import Driving
import Pictures

/// How depth lies over the pictures of a data set: everywhere but in the sky, or at points, as a LiDAR measures it.
public struct DepthDensity: Sendable {
  /// The share of pixels that have a depth.
  public let pixels: Double
  /// Of the cells in which any pixel has one, the share in which all have.
  public let wholeCells: Double

  /// Under which a cell counts from one pixel on, and holes are filled before depth is encoded: else nothing would be
  /// learnt, or holes would.
  public var isSparse: Bool { wholeCells < 0.5 }

  /// Of the first `count` frames, in cells of `factor` x `factor` pixels. Throws for what cannot be read.
  public init(of source: some FrameSource, factor: Int, count: Int = 32) throws {
    var (pixels, valid, touched, whole) = (0, 0, 0, 0)
    for i in 0..<min(count, source.count) {
      guard let depth = try source.frame(i, draw: 0).depth else { continue }
      pixels += depth.valid.count
      valid += depth.valid.count { $0 }
      for row in 0..<depth.height / factor {
        for column in 0..<depth.width / factor {
          var known = 0
          for y in row * factor..<(row + 1) * factor {
            for x in column * factor..<(column + 1) * factor where depth.valid[y * depth.width + x] { known += 1 }
          }
          if known > 0 { touched += 1 }
          if known == factor * factor { whole += 1 }
        }
      }
    }
    self.pixels = pixels == 0 ? 0 : Double(valid) / Double(pixels)
    wholeCells = touched == 0 ? 0 : Double(whole) / Double(touched)
  }
}

/// Values [H, W] row by row, those that are not `known` replaced by the nearest known one's (of several the one in the
/// leftmost column, then the upper one); as they are where none is known.
func filled(_ values: [Float], where known: [Bool], width: Int) -> [Float] {
  let height = values.count / width
  guard known.contains(true) else { return values }
  // The nearest known row of each pixel's own column; -1 where the column knows nothing.
  var nearest = [Int](repeating: -1, count: values.count)
  for x in 0..<width {
    var last = -1
    for y in 0..<height {
      if known[y * width + x] { last = y }
      nearest[y * width + x] = last
    }
    last = -1
    for y in (0..<height).reversed() {
      if known[y * width + x] { last = y }
      let above = nearest[y * width + x]
      if last >= 0, above < 0 || last - y < y - above { nearest[y * width + x] = last }
    }
  }
  var out = values
  for i in values.indices where !known[i] {
    let (y, x) = (i / width, i % width)
    var (best, distance) = (i, Int.max)
    for column in 0..<width {
      let row = nearest[y * width + column]
      guard row >= 0 else { continue }
      let square = (column - x) * (column - x) + (row - y) * (row - y)
      if square < distance { (best, distance) = (row * width + column, square) }
    }
    out[i] = values[best]
  }
  return out
}
