/// A number per image (or per pool of pixels) that says how far predicted distances p are from true ones g.
///
/// e = p - g, L = ln p - ln g. Raw values are the names of columns in tables and files.
public enum DepthMetric: String, Sendable, CaseIterable {
  /// mean |e|, metres.
  case mae
  /// mean e^2, square metres.
  case mse
  /// sqrt(mean e^2), metres.
  case rmse
  /// mean e, metres; above zero: predicted too far.
  case bias
  /// mean |e| / g.
  case absRel = "absrel"
  /// mean e^2 / g, metres.
  case sqRel = "sqrel"
  /// mean e^2 / g^2, as the KITTI development kit has it.
  case sqRelKITTI = "sqrel_kitti"
  /// sqrt(mean L^2).
  case rmseLog = "rmse_log"
  /// mean |L|.
  case maeLog = "mae_log"
  /// mean |log10 p - log10 g|.
  case log10
  /// sqrt(mean L^2 - (mean L)^2): ZoeDepth, Marigold and KITTI up to the factor, euler-eval.
  case siLog = "silog"
  /// 100 siLog: ZoeDepth, Marigold.
  case siLogX100 = "silog_x100"
  /// sqrt(mean L^2 - (mean L)^2 / 2): Depth Anything V2.
  case siLogHalf = "silog_lambda05"
  /// 100 times the sample standard deviation (n - 1) of L: UniDepth.
  case siLogSample = "silog_std_ddof1_x100"
  /// sqrt(mean (1/p - 1/g)^2), 1/m (KITTI prints 1/km).
  case irmse
  /// mean |1/p - 1/g|, 1/m.
  case imae
  /// Share of pixels with max(p/g, g/p) < 1.25.
  case delta1
  /// The same below 1.25^2.
  case delta2
  /// The same below 1.25^3.
  case delta3
  /// The same below 1.05.
  case delta105 = "delta_1_05"
  /// The same below 1.10.
  case delta110 = "delta_1_10"
  /// The same below 1.03: UniDepth's tau.
  case tau103 = "tau_1_03"

  /// Which values are better.
  public enum Direction: Sendable {
    case lower
    case higher
    case nearZero
  }

  public var better: Direction {
    switch self {
    case .bias: .nearZero
    case .delta1, .delta2, .delta3, .delta105, .delta110, .tau103: .higher
    default: .lower
    }
  }

  /// "m", "m^2", "1/m" or "" for a ratio.
  public var unit: String {
    switch self {
    case .mae, .rmse, .bias, .sqRel: "m"
    case .mse: "m^2"
    case .irmse, .imae: "1/m"
    default: ""
    }
  }

  /// The values it can take.
  public var range: ClosedRange<Double> {
    switch better {
    case .nearZero: -Double.infinity...Double.infinity
    case .higher: 0...1
    case .lower: 0...Double.infinity
    }
  }

  /// The ratios below which a pixel is a hit, in the order of `ErrorSums.hits`.
  static let thresholds: [Double] = [1.25, 1.25 * 1.25, 1.25 * 1.25 * 1.25, 1.05, 1.10, 1.03]
}
