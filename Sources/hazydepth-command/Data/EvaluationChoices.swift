import ArgumentParser
import Metrics
import Pictures

/// What a prediction may borrow from the truth, as words.
enum AlignmentChoice: String, ExpressibleByArgument, CaseIterable {
  case none, median
  case lowerMedian = "lower-median"
  case scale
  case scaleShift = "scale-shift"
  case scaleShiftDisparity = "scale-shift-disparity"

  var alignment: Alignment {
    switch self {
    case .none: .none
    case .median: .median
    case .lowerMedian: .lowerMedian
    case .scale: .scale
    case .scaleShift: .scaleShift
    case .scaleShiftDisparity: .scaleShiftDisparity(floor: 1e-3)
    }
  }
}

enum CropChoice: String, ExpressibleByArgument, CaseIterable {
  case none, garg, eigen
  case kittiBenchmark = "kitti-benchmark"

  var crop: Crop? {
    switch self {
    case .none: nil
    case .garg: .garg
    case .eigen: .eigen
    case .kittiBenchmark: .kittiBenchmark
    }
  }
}

/// How a prediction of another size comes to the truth's.
enum ResizeChoice: String, ExpressibleByArgument, CaseIterable {
  case bilinear
  case bilinearCorners = "bilinear-corners"
  case bilinearAntialiased = "bilinear-antialiased"
  case nearest
  case nearestExact = "nearest-exact"
  case area

  var resampling: Resampling {
    switch self {
    case .bilinear: .bilinear
    case .bilinearCorners: .bilinearCorners
    case .bilinearAntialiased: .bilinearAntialiased
    case .nearest: .nearest
    case .nearestExact: .nearestExact
    case .area: .area
    }
  }
}

enum QuantityChoice: String, ExpressibleByArgument, CaseIterable {
  case depth, disparity
}

/// A list of metrics, as in `mae,rmse`, or `all`.
struct MetricList: ExpressibleByArgument {
  let metrics: [DepthMetric]

  /// What most tables hold.
  static let usual = MetricList([.mae, .rmse, .bias, .absRel, .sqRel, .rmseLog, .siLogX100, .delta1, .delta2, .delta3])

  init(_ metrics: [DepthMetric]) { self.metrics = metrics }

  init?(argument: String) {
    if argument == "all" {
      self.init(DepthMetric.allCases)
      return
    }
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      DepthMetric(rawValue: String($0))
    }
    guard names.allSatisfy({ $0 != nil }) else { return nil }
    self.init(names.map { $0! })
  }

  var defaultValueDescription: String { metrics.map(\.rawValue).joined(separator: ",") }
}

extension EvaluationProtocol {
  /// The protocol over another range of true distances, its ends as open or closed as before. A clip that ended where the
  /// range did moves along, as the toolkits' one pair of limits does.
  func over(_ lower: Double, _ upper: Double) -> EvaluationProtocol {
    var changed = over(
      EvaluationRange(lower, upper, includesLower: range.includesLower, includesUpper: range.includesUpper))
    if let clip, clip.upperBound == range.upper, upper.isFinite, clip.lowerBound < upper {
      changed.clip = clip.lowerBound...upper
    }
    return changed
  }

  /// The whole rule in a line, for the head of a table.
  var summary: String {
    let rule =
      switch missing {
      case .exclude: "excluded"
      case .keep: "kept as they are"
      case .fillNaN(let metres): "kept, NaN as \(metres) m"
      case .worst: "the worst value"
      }
    let fit =
      switch alignment {
      case .none: "no alignment"
      case .median: "median scale per image"
      case .lowerMedian: "lower-median scale per image"
      case .scale: "least-squares scale per image"
      case .scaleShift: "least-squares scale and shift per image"
      case .scaleShiftDisparity(let floor): "least-squares scale and shift in 1/m per image, floor \(floor)"
      }
    let cut = clip.map { "clipped to \($0.lowerBound)...\($0.upperBound) m" } ?? "not clipped"
    return "\(name): \(range); \(fit); \(cut); crop \(crop?.rawValue ?? "none"); missing predictions \(rule)"
  }
}
