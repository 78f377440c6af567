import Numerics

/// The order of operations between two depth maps and a number: which pixels count, what is done to the prediction.
///
/// Always: mask, range of the truth, rule for missing predictions, alignment fitted on what is left, clip, sums.
/// The named protocols reproduce published toolkits, their quirks included, so that their tables can be checked; the
/// scores of this suite come from `recommended`.
public struct EvaluationProtocol: Sendable, Hashable {
  /// What happens to predictions that are no distance: NaN, infinite, zero or below.
  public enum Missing: Sendable, Hashable {
    /// They leave the valid set and are counted.
    case exclude
    /// They stay: clipping repairs some, the others make scores NaN or infinite, and negative ones count as hits.
    case keep
    /// They stay; what is still NaN after clipping becomes this distance in metres.
    case fillNaN(Double)
    /// They become the end of the clip range that lies farther from the truth, so that abstaining never pays.
    case worst
  }

  /// What the prediction's numbers are.
  public enum Quantity: Sendable, Hashable {
    case depth
    /// Affine-invariant inverse depth; needs `Alignment.scaleShiftDisparity`.
    case disparity
  }

  public var name: String
  public var range: EvaluationRange
  public var missing: Missing
  public var alignment: Alignment
  /// Metres; applied after alignment.
  public var clip: ClosedRange<Double>?
  /// Images with fewer valid pixels do not enter means over images.
  public var minimumPixels: Int
  public var crop: Crop?
  public var quantity: Quantity

  /// `clip` in metres. Traps where `missing` is `.worst` without a clip range, and where a disparity is not aligned by
  /// `.scaleShiftDisparity`.
  public init(
    _ name: String, range: EvaluationRange = .driving, missing: Missing = .exclude, alignment: Alignment = .none,
    clip: ClosedRange<Double>? = nil, minimumPixels: Int = 1, crop: Crop? = nil, quantity: Quantity = .depth
  ) {
    if missing == .worst { require(clip != nil, "protocol \(name): a worst value needs a clip range") }
    if quantity == .disparity {
      guard case .scaleShiftDisparity = alignment else {
        fatalError("protocol \(name): a predicted disparity needs the alignment scaleShiftDisparity")
      }
    }
    self.name = name
    self.range = range
    self.missing = missing
    self.alignment = alignment
    self.clip = clip
    self.minimumPixels = minimumPixels
    self.crop = crop
    self.quantity = quantity
  }

  /// The same protocol over another range.
  public func over(_ range: EvaluationRange) -> EvaluationProtocol {
    var copy = self
    copy.range = range
    return copy
  }

  /// The same protocol with another alignment.
  public func aligned(_ alignment: Alignment) -> EvaluationProtocol {
    var copy = self
    copy.alignment = alignment
    return copy
  }

  // MARK: This suite's

  /// 0 < g <= 80 m, missing predictions excluded and counted, nothing clipped.
  public static let recommended = EvaluationProtocol("bench_0_80")
  /// The second column: the same pixels, predictions clipped to [1 mm, 80 m].
  public static let clipped = EvaluationProtocol("bench_0_80_clipped", clip: 1e-3...80)
  /// The third: missing predictions count as the worst value, so that no model gains by abstaining.
  public static let strict = EvaluationProtocol("bench_0_80_strict", missing: .worst, clip: 1e-3...80)
  /// Every finite truth above zero.
  public static let unlimited = EvaluationProtocol("finite_pos", range: .everything)

  // MARK: Toolkits

  /// monodepth2's `evaluate_depth.py` with stereo scaling: open range, clamp by comparison.
  public static let monodepth2 = EvaluationProtocol(
    "monodepth2_80", range: .between(1e-3, 80), missing: .keep, clip: 1e-3...80)
  /// The same after median scaling of each image, as its monocular models are scored.
  public static let monodepth2Median = EvaluationProtocol(
    "monodepth2_80_median", range: .between(1e-3, 80), missing: .keep, alignment: .median, clip: 1e-3...80)
  /// packnet-sfm and md4all: as monodepth2, but torch's lower median.
  public static let packnet = EvaluationProtocol(
    "packnet_80_median", range: .between(1e-3, 80), missing: .keep, alignment: .lowerMedian, clip: 1e-3...80)
  /// ZoeDepth's `compute_metrics`: infinite becomes the end of the range, NaN its beginning.
  public static let zoeDepth = EvaluationProtocol(
    "zoedepth_80", range: .between(1e-3, 80), missing: .fillNaN(1e-3), clip: 1e-3...80)
  /// Depth Anything V2, metric: closed range, no clip, images below 10 pixels skipped.
  public static let depthAnythingV2 = EvaluationProtocol(
    "dav2_80", range: .closed(1e-3, 80), missing: .keep, minimumPixels: 10)
  /// Marigold without alignment (metric predictions).
  public static let marigold = EvaluationProtocol(
    "marigold_80", range: .between(1e-5, 80), missing: .keep, clip: 1e-5...80)
  /// Marigold's own: least squares for scale and shift in metres, then clip.
  public static let marigoldAligned = EvaluationProtocol(
    "ls_depth_80", range: .between(1e-5, 80), missing: .keep, alignment: .scaleShift, clip: 1e-5...80)
  /// Marigold for models that predict disparity: least squares in 1/m, floor 1e-3, then clip.
  public static let marigoldDisparity = EvaluationProtocol(
    "ls_disparity_80", range: .between(1e-5, 80), alignment: .scaleShiftDisparity(floor: 1e-3), clip: 1e-5...80,
    quantity: .disparity)
  /// DepthAnything-AC: least squares in disparity with a floor of 1/80, no cap on the truth (its Garg mask is built but
  /// never applied).
  public static let depthAnythingAC = EvaluationProtocol(
    "da_ac", range: .everything, alignment: .scaleShiftDisparity(floor: 1.0 / 80), clip: 0.1...80, quantity: .disparity)
  /// UniDepth's `eval_depth`: never clipped.
  public static let uniDepth = EvaluationProtocol("unidepth_80", missing: .keep)
  /// The KITTI depth development kit after its interpolation of missing predictions.
  public static let kittiDevkit = EvaluationProtocol("kitti_devkit", range: .everything, missing: .keep)
  /// euler-eval's benchmark range: closed, missing predictions excluded, nothing clipped.
  public static let eulerEval = EvaluationProtocol("euler_80", range: .closed(0, 80))
  /// SHIFT's development kit.
  public static let shift = EvaluationProtocol("shift_1_80", range: .closed(1, 80))

  /// Every named protocol.
  public static let all: [EvaluationProtocol] = [
    .recommended, .clipped, .strict, .unlimited, .monodepth2, .monodepth2Median, .packnet, .zoeDepth, .depthAnythingV2,
    .marigold, .marigoldAligned, .marigoldDisparity, .depthAnythingAC, .uniDepth, .kittiDevkit, .eulerEval, .shift,
  ]

  /// The protocol of this name, or nil.
  public static func named(_ name: String) -> EvaluationProtocol? { all.first { $0.name == name } }
}
