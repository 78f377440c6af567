import Diffusion
import Driving
import NN
import Numerics
import Pictures
import World

/// What is predicted of the pixels of one picture or tile.
struct PredictedFields {
  /// Metres, and their standard deviation over an ensemble.
  var depth: [Float]
  var spread: [Float]?
  /// RGB interleaved in [0, 1].
  var clean: [Float]
  /// (0, 1).
  var v: [Float]

  init(depth: [Float], spread: [Float]?, clean: [Float], v: [Float]) {
    (self.depth, self.spread, self.clean, self.v) = (depth, spread, clean, v)
  }

  /// The members of an ensemble as one: means or medians by pixel; the spread is the sample deviation of the depths.
  init(_ members: [PredictedFields], _ reduction: MariMetric2Predictor.EnsembleReduction) {
    self = members[0]
    guard members.count > 1 else { return }
    func reduced(_ values: [Float]) -> Float {
      reduction == .mean
        ? Float(FixedOrder.sum(values) / Double(values.count)) : Float(Quantiles.median(values.map(Double.init)))
    }
    depth = depth.indices.map { i in reduced(members.map { $0.depth[i] }) }
    clean = clean.indices.map { i in reduced(members.map { $0.clean[i] }) }
    spread = depth.indices.map { i in
      Float(FixedOrder.variance(members.lazy.map { Double($0.depth[i]) }, correction: 1).squareRoot())
    }
  }
}

/// A rectangle of a picture.
struct Tile: Equatable {
  let top, left, height, width: Int
}

/// A picture cut into overlapping tiles of at most so many pixels; one tile if it is small enough.
struct Tiling {
  let tiles: [Tile]

  /// Tiles begin at multiples of `side` and overlap by an eighth of their own sides at least.
  init(height: Int, width: Int, side: Int, pixelLimit: Int) {
    var (rows, columns) = (1, 1)
    func size(_ n: Int, _ parts: Int) -> Int {
      guard parts > 1 else { return n }
      // parts tiles of s, each but the first moved on by 7/8 s, cover n.
      let exact = Double(n) / (1 + 0.875 * Double(parts - 1))
      return min(n, (Int(exact.rounded(.up)) + 2 * side) / side * side)
    }
    while size(height, rows) * size(width, columns) > pixelLimit,
      size(height, rows) > 8 * side || size(width, columns) > 8 * side
    {
      if size(width, columns) >= size(height, rows) { columns += 1 } else { rows += 1 }
    }
    func starts(_ n: Int, _ parts: Int) -> [Int] {
      let s = size(n, parts)
      guard parts > 1, s < n else { return [0] }
      return (0..<parts).map { k in k == parts - 1 ? (n - s) / side * side : (n - s) * k / (parts - 1) / side * side }
    }
    let (h, w) = (size(height, rows), size(width, columns))
    let lastRow = starts(height, rows).last!
    let lastColumn = starts(width, columns).last!
    tiles = starts(height, rows).flatMap { top in
      starts(width, columns).map { left in
        Tile(
          top: top, left: left, height: top == lastRow ? height - top : h,
          width: left == lastColumn ? width - left : w)
      }
    }
  }
}

/// Tiles laid over each other, their weights falling linearly towards their borders.
struct TileBlend {
  private let height, width: Int
  private var depth, spread, v, weight: [Float]
  private var clean: [Float]

  init(height: Int, width: Int) {
    (self.height, self.width) = (height, width)
    let zeros = [Float](repeating: 0, count: height * width)
    (depth, spread, v, weight) = (zeros, zeros, zeros, zeros)
    clean = [Float](repeating: 0, count: 3 * height * width)
  }

  mutating func add(_ fields: PredictedFields, _ tile: Tile) {
    for y in 0..<tile.height {
      for x in 0..<tile.width {
        let ramp = min(x + 1, tile.width - x, y + 1, tile.height - y)
        let (from, to) = (y * tile.width + x, (tile.top + y) * width + tile.left + x)
        let isWhole = tile.height == height && tile.width == width
        let w = isWhole ? 1 : Float(ramp)
        weight[to] += w
        depth[to] += w * fields.depth[from]
        spread[to] += w * (fields.spread?[from] ?? 0)
        v[to] += w * fields.v[from]
        for c in 0..<3 { clean[3 * to + c] += w * fields.clean[3 * from + c] }
      }
    }
  }

  func prediction(hasUncertainty: Bool) -> DepthPrediction {
    func grid(_ values: [Float]) -> Grid<Float> {
      Grid(width: width, height: height, values: values.indices.map { values[$0] / weight[$0] })
    }
    let picture = clean.indices.map { min(clean[$0] / weight[$0 / 3], 1) }
    return DepthPrediction(
      depth: grid(depth), uncertainty: hasUncertainty ? grid(spread) : nil,
      clean: Image(width: width, height: height, floats: picture), visibility: grid(v))
  }
}

extension DepthPrediction {
  /// Every field enlarged or reduced, bilinearly: depth keeps its metres.
  func resized(height: Int, width: Int) -> DepthPrediction {
    func field(_ grid: Grid<Float>) -> Grid<Float> {
      let x = Tensor(grid.values, [1, grid.height, grid.width, 1])
      let y = Autograd.resized(x, to: (height, width), .bilinear, antialias: true)
      return Grid(width: width, height: height, values: y.scalars)
    }
    var result = self
    result.depth = field(depth)
    result.uncertainty = uncertainty.map(field)
    result.visibility = visibility.map(field)
    result.clean = clean.map { image in
      let x = Tensor(image.floats, [1, image.height, image.width, 3])
      let y = Autograd.resized(x, to: (height, width), .bilinear, antialias: true)
      return Image(width: width, height: height, floats: y.scalars.map { min(max($0, 0), 1) })
    }
    return result
  }
}
