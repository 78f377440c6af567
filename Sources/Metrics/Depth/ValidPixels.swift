import Numerics

/// True and predicted distances of the pixels that count, in row-major order, in metres, Float64, and where each lies.
public struct ValidPixels: Sendable, Equatable {
  public let g: [Double]
  public let p: [Double]
  /// Each pixel's index in its image, ascending within an image: what class, transmission or place it has is looked up
  /// there, never guessed from the numbers.
  public let places: [Int]

  /// Equal counts; without places the pixels are those of an image that has no others.
  public init(g: [Double], p: [Double], places: [Int]? = nil) {
    let places = places ?? Array(g.indices)
    require(
      g.count == p.count && g.count == places.count,
      "ValidPixels: \(g.count) true and \(p.count) predicted distances at \(places.count) places")
    self.g = g
    self.p = p
    self.places = places
  }

  public var count: Int { g.count }
  public var isEmpty: Bool { g.isEmpty }
  public var indices: Range<Int> { g.indices }
  /// |p - g| per pixel.
  public var absoluteErrors: [Double] { zip(g, p).map { abs($1 - $0) } }
  /// p - g per pixel.
  public var errors: [Double] { zip(g, p).map { $1 - $0 } }

  /// Several sets after each other; a place then tells only where in its own image a pixel lies.
  public init(joining parts: [ValidPixels]) {
    self.init(g: parts.flatMap(\.g), p: parts.flatMap(\.p), places: parts.flatMap(\.places))
  }

  /// The pixels whose truth lies in low..<high, or low...high.
  public func within(_ low: Double, _ high: Double, closed: Bool = false) -> ValidPixels {
    kept(indices.filter { g[$0] >= low && (closed ? g[$0] <= high : g[$0] < high) })
  }

  /// Those of these positions.
  private func kept(_ positions: [Int]) -> ValidPixels {
    ValidPixels(g: positions.map { g[$0] }, p: positions.map { p[$0] }, places: positions.map { places[$0] })
  }
}

extension EvaluationProtocol {
  /// What one image contributes: the pixels after alignment and clip, the counts, the fit.
  public struct Selection: Sendable, Equatable {
    public let pixels: ValidPixels
    public let coverage: Coverage
    /// The fitted alignment; for medians the ratio, and shift 0.
    public let fit: AlignmentFit?
    /// Where the pixels lie that are in range and not scored, ascending.
    public let left: [Int]

    /// A digest (52 bits) of `left`; 0 without any.
    public var unscored: UInt64 {
      var hash: UInt64 = 0
      for place in left { hash = ((hash ^ UInt64(place + 1)) &* 0x9e37_79b9_7f4a_7c15) ^ hash >> 29 }
      return left.isEmpty ? 0 : max(1, (hash ^ hash >> 52) & (1 << 52 - 1))
    }
  }

  /// Applies the protocol to one image: truth, prediction [H * W] in metres, mask [H * W] (0: does not count; nil: all do).
  /// `width` is needed if the protocol has a crop.
  public func select(
    truth: UnsafeBufferPointer<Float>, prediction: UnsafeBufferPointer<Float>, mask: UnsafeBufferPointer<UInt8>? = nil,
    width: Int? = nil
  ) -> Selection {
    check(truth, prediction, mask)
    if let crop {
      let cropped = crop.applied(to: mask, height: height(of: truth.count, width), width: width!)
      return cropped.withUnsafeBufferPointer { selectPixels(truth, prediction, $0) }
    }
    return selectPixels(truth, prediction, mask)
  }

  /// The pixels of one image that are scored, for whoever looks closer than sums do; arrays as in `select`.
  public func pixels(truth: [Float], prediction: [Float], mask: [UInt8]? = nil, width: Int? = nil) -> ValidPixels {
    truth.withUnsafeBufferPointer { g in
      prediction.withUnsafeBufferPointer { p in
        guard let mask else { return select(truth: g, prediction: p, width: width).pixels }
        return mask.withUnsafeBufferPointer { select(truth: g, prediction: p, mask: $0, width: width).pixels }
      }
    }
  }

  func check(
    _ truth: UnsafeBufferPointer<Float>, _ prediction: UnsafeBufferPointer<Float>, _ mask: UnsafeBufferPointer<UInt8>?
  ) {
    require(
      truth.count == prediction.count, "protocol \(name): \(truth.count) true and \(prediction.count) predicted pixels")
    if let mask {
      require(mask.count == truth.count, "protocol \(name): mask \(mask.count) vs \(truth.count) pixels")
    }
  }

  func height(of count: Int, _ width: Int?) -> Int {
    guard let width, width > 0, count % width == 0 else {
      fatalError(
        "protocol \(name): a crop needs the width of the image, got \(width ?? 0) for \(count) pixels")
    }
    return count / width
  }

  private func selectPixels(
    _ truth: UnsafeBufferPointer<Float>, _ prediction: UnsafeBufferPointer<Float>, _ mask: UnsafeBufferPointer<UInt8>?
  ) -> Selection {
    var coverage = Coverage()
    var left: [Int] = []
    var (g, p, places) = gather(truth, prediction, mask, &coverage, &left)
    let fit = align(&p, to: g)
    finish(&p, g)
    if missing == .exclude && alignment != .none {  // an alignment may push a distance below zero
      let kept = p.indices.filter { p[$0] > 0 && p[$0].isFinite }
      if kept.count < p.count {
        left = (left + p.indices.filter { !(p[$0] > 0 && p[$0].isFinite) }.map { places[$0] }).sorted()
        (g, p, places) = (kept.map { g[$0] }, kept.map { p[$0] }, kept.map { places[$0] })
      }
    }
    coverage.scored = g.count
    return Selection(pixels: ValidPixels(g: g, p: p, places: places), coverage: coverage, fit: fit, left: left)
  }

  /// The pixels in range that the rule for missing predictions leaves, with the counts taken on the way.
  private func gather(
    _ truth: UnsafeBufferPointer<Float>, _ prediction: UnsafeBufferPointer<Float>, _ mask: UnsafeBufferPointer<UInt8>?,
    _ coverage: inout Coverage, _ left: inout [Int]
  ) -> (g: [Double], p: [Double], places: [Int]) {
    let (low, high, cap) = (range.smallest, range.largest, range.upper)
    let isExcluding = missing == .exclude
    var c = Coverage()
    var p: [Double] = []
    var g: [Double] = []
    let places = [Int](unsafeUninitializedCapacity: truth.count) { places, count in
      g = [Double](unsafeUninitializedCapacity: truth.count) { g, filledG in
        p = [Double](unsafeUninitializedCapacity: truth.count) { p, filledP in
          for i in 0..<truth.count where mask.map({ $0[i] != 0 }) ?? true {
            let (gi, pi) = (Double(truth[i]), Double(prediction[i]))
            guard gi > 0 && gi < .infinity else { continue }
            c.truth += 1
            guard gi >= low && gi <= high else { continue }
            c.ranged += 1
            if pi > cap { c.beyond += 1 }
            if !(pi > 0 && pi < .infinity) {
              if pi.isNaN { c.nan += 1 } else if pi.isInfinite { c.infinite += 1 } else { c.notPositive += 1 }
              if isExcluding {
                left.append(i)
                continue
              }
            }
            g[count] = gi
            p[count] = pi
            places[count] = i
            count += 1
          }
          (filledG, filledP) = (count, count)
        }
      }
    }
    coverage = c
    return (g, p, places)
  }

  private func align(_ p: inout [Double], to g: [Double]) -> AlignmentFit? {
    guard alignment != .none, !g.isEmpty else { return nil }
    // With missing = .worst the fit must not see what is no prediction.
    var seen = Array(g.indices)
    if missing == .worst { seen = seen.filter { p[$0] > 0 && p[$0].isFinite } }
    guard !seen.isEmpty else { return nil }
    let (x, y) = seen.count == g.count ? (p, g) : (seen.map { p[$0] }, seen.map { g[$0] })
    let fit: AlignmentFit
    switch alignment {
    case .none: return nil
    case .median: fit = AlignmentFit(scale: Quantiles.median(y) / Quantiles.median(x), shift: 0)
    case .lowerMedian: fit = AlignmentFit(scale: Quantiles.lowerMedian(y) / Quantiles.lowerMedian(x), shift: 0)
    case .scale: fit = AlignmentFit(scale: LineFit.scale(x, y), shift: 0)
    case .scaleShift: fit = LineFit.scaleShift(x, y)
    case .scaleShiftDisparity(let floor):
      let d = quantity == .disparity ? x : x.map { 1 / $0 }
      fit = LineFit.scaleShift(d, y.map { 1 / $0 })
      for i in p.indices {
        let disparity = fit.scale * (quantity == .disparity ? p[i] : 1 / p[i]) + fit.shift
        p[i] = 1 / (disparity < floor ? floor : disparity)
      }
      return fit
    }
    if fit.shift == 0 {
      for i in p.indices { p[i] *= fit.scale }
    } else {
      for i in p.indices { p[i] = fit.scale * p[i] + fit.shift }
    }
    return fit
  }

  private func finish(_ p: inout [Double], _ g: [Double]) {
    for i in p.indices {
      if missing == .worst, let clip, !(p[i] > 0 && p[i].isFinite) {
        p[i] = clip.upperBound - g[i] >= g[i] - clip.lowerBound ? clip.upperBound : clip.lowerBound
      }
      if let clip { p[i] = p[i] < clip.lowerBound ? clip.lowerBound : p[i] > clip.upperBound ? clip.upperBound : p[i] }
      if case .fillNaN(let value) = missing, p[i].isNaN { p[i] = value }
    }
  }
}
