import CKernels
import Numerics

/// Scores of a set of images under one protocol, gathered image by image in any order.
///
/// Rows are kept by image index and reduced in the order of indices: however the images were dealt out to workers, and
/// in whatever order their parts were merged, the scores have the same bits.
public struct DepthErrors: Sendable {
  /// What one image contributed.
  public struct Row: Sendable, Equatable {
    public let image: Int
    public let sums: ErrorSums
    public let coverage: Coverage
    public let fit: AlignmentFit?
    /// Whether it enters means and medians over images: it has valid pixels, and as many as the protocol asks for.
    public let isScored: Bool
    /// A digest (52 bits) of the pixels that were in range and not scored; 0 where there are none. Two predictions of one
    /// image with the same one were scored on the same pixels.
    public let unscored: UInt64
  }

  public let evaluation: EvaluationProtocol
  private var byImage: [Int: Row] = [:]

  public init(_ evaluation: EvaluationProtocol = .recommended) { self.evaluation = evaluation }

  /// The rows in the order of their image indices.
  public var rows: [Row] { byImage.values.sorted { $0.image < $1.image } }

  /// The row of one image; nil if it was not added.
  public func row(_ image: Int) -> Row? { byImage[image] }

  /// Adds one image: truth and prediction [H * W] in metres, mask [H * W] (0: does not count; nil: all do). One pass at
  /// about the memory's speed unless the protocol aligns. Traps if the index was used before.
  public mutating func accumulate(
    image: Int, truth: UnsafeBufferPointer<Float>, prediction: UnsafeBufferPointer<Float>,
    mask: UnsafeBufferPointer<UInt8>? = nil, width: Int? = nil
  ) {
    require(byImage[image] == nil, "DepthErrors: image \(image) was added before")
    byImage[image] = row(image, truth, prediction, mask, width)
  }

  /// The same for arrays.
  public mutating func accumulate(
    image: Int, truth: [Float], prediction: [Float], mask: [UInt8]? = nil, width: Int? = nil
  ) {
    truth.withUnsafeBufferPointer { g in
      prediction.withUnsafeBufferPointer { p in
        if let mask {
          mask.withUnsafeBufferPointer { accumulate(image: image, truth: g, prediction: p, mask: $0, width: width) }
        } else {
          accumulate(image: image, truth: g, prediction: p, width: width)
        }
      }
    }
  }

  /// Takes over the rows of another part of the same set. Traps if the protocols differ or both have an image.
  public mutating func merge(_ other: DepthErrors) {
    require(
      evaluation == other.evaluation, "merge: protocol \(evaluation.name) with \(other.evaluation.name)")
    byImage.merge(other.byImage) { a, _ in fatalError("merge: image \(a.image) is in both parts") }
  }

  private func row(
    _ image: Int, _ truth: UnsafeBufferPointer<Float>, _ prediction: UnsafeBufferPointer<Float>,
    _ mask: UnsafeBufferPointer<UInt8>?, _ width: Int?
  ) -> Row {
    if evaluation.alignment != .none || evaluation.missing == .worst {
      let chosen = evaluation.select(truth: truth, prediction: prediction, mask: mask, width: width)
      return row(image, chosen)
    }
    evaluation.check(truth, prediction, mask)
    if let crop = evaluation.crop {
      let height = evaluation.height(of: truth.count, width)
      return crop.applied(to: mask, height: height, width: width!).withUnsafeBufferPointer {
        fusedRow(image, truth, prediction, $0)
      }
    }
    return fusedRow(image, truth, prediction, mask)
  }

  /// What pixels that were selected contribute.
  func row(_ image: Int, _ chosen: EvaluationProtocol.Selection) -> Row {
    finish(image, ErrorSums(chosen.pixels), chosen.coverage, chosen.fit) { chosen.unscored }
  }

  private func finish(
    _ image: Int, _ sums: ErrorSums, _ coverage: Coverage, _ fit: AlignmentFit?, unscored: () -> UInt64
  ) -> Row {
    Row(
      image: image, sums: sums, coverage: coverage, fit: fit,
      isScored: sums.n > 0 && sums.n >= evaluation.minimumPixels,
      unscored: coverage.scored == coverage.ranged ? 0 : unscored())
  }

  /// Without alignment everything happens in one pass; only predictions that are no distance need a second look.
  private func fusedRow(
    _ image: Int, _ truth: UnsafeBufferPointer<Float>, _ prediction: UnsafeBufferPointer<Float>,
    _ mask: UnsafeBufferPointer<UInt8>?
  ) -> Row {
    let range = evaluation.range
    let (low, high) = (range.smallest, range.largest)  // a picture may begin with much sky
    let first = truth.indices.first {
      let g = Double(truth[$0])
      return g >= low && g <= high && mask?[$0] != 0 && prediction[$0] > 0 && prediction[$0].isFinite
    }
    let shift = first.map { Portable.log(Double(prediction[$0]) / Double(truth[$0])) } ?? 0
    var rule = hd_depth_rule(range, clip: evaluation.clip, cap: range.upper, shift: shift)
    var result = hd_depth_sums()
    hd_depth_errors(truth.count, truth.baseAddress, prediction.baseAddress, mask?.baseAddress, &rule, &result)

    var coverage = Coverage()
    coverage.truth = Int(result.truth)
    coverage.ranged = Int(result.ranged)
    coverage.nan = Int(result.nan)
    coverage.infinite = Int(result.infinite)
    coverage.notPositive = Int(result.not_positive)
    coverage.beyond = Int(result.over_cap)
    let sums: ErrorSums
    if coverage.missing == 0 && result.summed == result.ranged {
      sums = ErrorSums(result, shift: shift)
    } else if evaluation.missing == .exclude && evaluation.clip == nil
      && result.summed + UInt64(coverage.missing) == result.ranged
    {
      sums = ErrorSums(result, shift: shift)
    } else {  // clipping would repair what must be excluded, or the naive rules keep it: by the book
      let chosen = evaluation.select(truth: truth, prediction: prediction, mask: mask)
      sums = ErrorSums(chosen.pixels)
    }
    coverage.scored = sums.n
    return finish(image, sums, coverage, nil) {
      evaluation.select(truth: truth, prediction: prediction, mask: mask).unscored
    }
  }
}
