import Numerics

/// How the images of a set become one number. `rmse` by image and by pixel differ by more than most models do.
public enum Reducer: String, Sendable, CaseIterable {
  /// The mean of the images' values: the default of nearly every toolkit.
  case imageMean = "image_mean"
  case imageMedian = "image_median"
  /// The value of all pixels together.
  case pixelPool = "pixel_pool"
}

/// Every metric of a set of images under one reducer, with the counts that must stand beside it.
public struct DepthScores: Sendable {
  public let reducer: Reducer
  /// Images that entered.
  public let images: Int
  /// Images left out: no valid pixel, or fewer than the protocol asks for.
  public let excluded: Int
  /// Pixels that were scored, and those that were not.
  public let coverage: Coverage
  private let values: [DepthMetric: Double]

  /// The value, or nil where there is none (n = 0): never a zero that nobody measured.
  public subscript(metric: DepthMetric) -> Double? { values[metric] }

  init(_ rows: [DepthErrors.Row], _ reducer: Reducer) {
    let scored = rows.filter(\.isScored)
    self.reducer = reducer
    images = scored.count
    excluded = rows.count - scored.count
    coverage = rows.reduce(into: Coverage()) { $0 += $1.coverage }
    let pool = scored.reduce(into: ErrorSums()) { $0 += $1.sums }
    var values: [DepthMetric: Double] = [:]
    for metric in DepthMetric.allCases {
      let each = scored.compactMap { $0.sums[metric] }
      switch reducer {
      case .pixelPool: values[metric] = pool[metric]
      case .imageMean: values[metric] = each.isEmpty ? nil : FixedOrder.mean(each)
      case .imageMedian: values[metric] = each.isEmpty ? nil : Quantiles.median(each)
      }
    }
    self.values = values
  }
}

extension DepthErrors {
  /// The scores of all images so far.
  public func scores(_ reducer: Reducer = .imageMean) -> DepthScores { DepthScores(rows, reducer) }

  /// The sums of all scored pixels, images in the order of their indices.
  public var pool: ErrorSums { rows.filter(\.isScored).reduce(into: ErrorSums()) { $0 += $1.sums } }

  /// One metric per scored image, in the order of image indices.
  public func values(_ metric: DepthMetric) -> [(image: Int, value: Double)] {
    rows.filter(\.isScored).compactMap { row in row.sums[metric].map { (row.image, $0) } }
  }
}
