import Numerics

/// One image under both conditions, as an evaluation sees it. Arrays of one length, metres; a prediction that is not
/// finite and positive is missing, and so is such a truth.
public struct FramePair: Sendable {
  public var scene: String
  public var truth: [Float]
  /// Where the hazy condition was measured anew; nil: the truth of both.
  public var hazyTruth: [Float]?
  public var clear: [Float]
  public var hazy: [Float]
  /// 0: the pixel does not count; nil: all do.
  public var mask: [UInt8]?
  /// Radial over planar distance per pixel; nil: the radial view is the planar one.
  public var rayLengths: [Float]?

  /// Arrays of different lengths trap.
  public init(
    scene: String, truth: [Float], hazyTruth: [Float]? = nil, clear: [Float], hazy: [Float], mask: [UInt8]? = nil,
    rayLengths: [Float]? = nil
  ) {
    (self.scene, self.truth, self.hazyTruth, self.clear, self.hazy) = (scene, truth, hazyTruth, clear, hazy)
    (self.mask, self.rayLengths) = (mask, rayLengths)
    let counts = [truth.count, hazyTruth?.count, clear.count, hazy.count, mask?.count, rayLengths?.count]
    require(
      Set(counts.compactMap { $0 }).count == 1,
      "FramePair \(scene): parts of different sizes: \(counts.map { $0.map(String.init) ?? "-" })")
  }
}

/// Clear and hazy errors of many images as sums per scene: all that the oddity's questions need, small enough to store.
///
/// Every quantity of `OddityLayout.columns` adds up over images, so that scenes can be drawn whole by a bootstrap.
public struct PairedFrames: Sendable, Equatable {
  /// Scenes in the order in which they first came.
  public private(set) var scenes: [String] = []
  /// One row per scene, one column per name of `OddityLayout.columns`.
  public private(set) var rows: [[Double]] = []
  public let range: EvaluationRange

  /// No images yet.
  public init(range: EvaluationRange = .driving) { self.range = range }

  /// Rows that were stored before.
  public init(scenes: [String], rows: [[Double]], range: EvaluationRange = .driving) {
    require(scenes.count == rows.count, "PairedFrames: \(scenes.count) scenes, \(rows.count) rows")
    let width = OddityLayout.columns.count
    require(
      rows.allSatisfy { $0.count == width }, "PairedFrames: rows of \(Set(rows.map(\.count))) values, expected \(width)"
    )
    (self.scenes, self.rows, self.range) = (scenes, rows, range)
  }

  /// The columns of sums come first, then those of histograms: what `parts` splits a row into.
  public static var sumColumns: Int { OddityLayout.histogram(.clear).lowerBound }

  /// All rows one after the other, sums and histograms apart, as `Float`: seven digits are more than any sum is known to.
  public var parts: (sums: [Float], histograms: [Float]) {
    let width = PairedFrames.sumColumns
    return (rows.flatMap { $0[..<width].map { Float($0) } }, rows.flatMap { $0[width...].map { Float($0) } })
  }

  /// From stored parts; without histograms, quantiles and what rests on them are 0.
  public init(sums: [Float], histograms: [Float]?) {
    let (width, rest) = (PairedFrames.sumColumns, OddityLayout.columns.count - PairedFrames.sumColumns)
    let count = sums.count / width
    require(
      sums.count == count * width && histograms.map { $0.count == count * rest } ?? true,
      "PairedFrames: \(sums.count) sums, \(histograms?.count ?? 0) counts, expected rows of \(width) and \(rest)")
    self.init(
      scenes: (0..<count).map { "\($0)" },
      rows: (0..<count).map { k in
        sums[k * width..<(k + 1) * width].map { Double($0) }
          + (histograms.map { $0[k * rest..<(k + 1) * rest].map { Double($0) } }
            ?? [Double](repeating: 0, count: rest))
      })
  }

  /// Adds one image; returns its own sums as a row, for lists of single images.
  @discardableResult public mutating func add(_ pair: FramePair) -> [Double] {
    let row = FrameSums(pair, range).row
    if let place = scenes.lastIndex(of: pair.scene) {
      for k in row.indices { rows[place][k] += row[k] }
    } else {
      scenes.append(pair.scene)
      rows.append(row)
    }
    return row
  }

  /// The sums over all scenes.
  public var total: [Double] {
    rows.reduce(into: [Double](repeating: 0, count: OddityLayout.columns.count)) { total, row in
      for k in row.indices { total[k] += row[k] }
    }
  }

  /// One of the sums over all scenes.
  public func sum(_ view: ScoringView, _ air: Air, _ sum: OddityLayout.Sum) -> Double {
    let k = OddityLayout.index(view, air, sum)
    return rows.reduce(0) { $0 + $1[k] }
  }

  /// Images with a pixel that both conditions can score.
  public var images: Int { Int(sum(.common, .clear, .images)) }

  /// Predictions in range that are no distance, by condition.
  public func missing(_ air: Air) -> Int { Int(rows.reduce(0) { $0 + $1[OddityLayout.missing(air)] }) }
  /// Predictions beyond the range's end on common pixels, by condition.
  public func beyond(_ air: Air) -> Int { Int(rows.reduce(0) { $0 + $1[OddityLayout.beyond(air)] }) }

  /// Without the scene at a place.
  public func without(_ place: Int) -> PairedFrames {
    var copy = self
    copy.scenes.remove(at: place)
    copy.rows.remove(at: place)
    return copy
  }
}
