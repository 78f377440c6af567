import Numerics

/// Scores predictions against the truth, image by image, under one protocol: the one way from two depth maps to numbers,
/// for the command and for every study.
///
///     var scorer = Scorer(.recommended)
///     scorer.add(0, id: "a", truth: metres, prediction: predicted)
///     scorer.scores()[.absRel]
///
/// Beside the rows of `DepthErrors` it keeps what says whether two sets of scores may be compared (`basis`) and whether
/// the numbers look like another unit (`warning`). Images come in any order, parts are merged in any order: the results
/// have the same bits.
public struct Scorer: Sendable {
  public private(set) var errors: DepthErrors
  private var check = UnitCheck()
  private var parts: [Int: Part] = [:]

  /// What an image adds to the basis.
  private struct Part: Sendable {
    let id: String
    let pixels: UInt64?
  }

  public init(_ evaluation: EvaluationProtocol = .recommended) { errors = DepthErrors(evaluation) }

  public var evaluation: EvaluationProtocol { errors.evaluation }

  /// Adds one image: truth and prediction [H * W] in metres, mask [H * W] (0: does not count; nil: all do), `width` where
  /// the protocol has a crop. Traps if the index was used before.
  ///
  /// `tellsPixels`: whether the basis shall know the truth itself. Sets that share their truth need it not: digesting
  /// costs more than scoring.
  @discardableResult public mutating func add(
    _ image: Int, id: String = "", truth: UnsafeBufferPointer<Float>, prediction: UnsafeBufferPointer<Float>,
    mask: UnsafeBufferPointer<UInt8>? = nil, width: Int? = nil, tellsPixels: Bool = true
  ) -> DepthErrors.Row {
    errors.accumulate(image: image, truth: truth, prediction: prediction, mask: mask, width: width)
    check.add(image: image, truth: truth, prediction: prediction, mask: mask, range: evaluation.range)
    parts[image] = Part(id: id, pixels: tellsPixels ? ScoringBasis.digest(of: truth, mask: mask) : nil)
    return errors.row(image)!
  }

  /// The same for arrays.
  @discardableResult public mutating func add(
    _ image: Int, id: String = "", truth: [Float], prediction: [Float], mask: [UInt8]? = nil, width: Int? = nil,
    tellsPixels: Bool = true
  ) -> DepthErrors.Row {
    truth.withUnsafeBufferPointer { g in
      prediction.withUnsafeBufferPointer { p in
        guard let mask else {
          return add(image, id: id, truth: g, prediction: p, width: width, tellsPixels: tellsPixels)
        }
        return mask.withUnsafeBufferPointer {
          add(image, id: id, truth: g, prediction: p, mask: $0, width: width, tellsPixels: tellsPixels)
        }
      }
    }
  }

  /// The row of one image by itself.
  public static func row(
    _ evaluation: EvaluationProtocol = .recommended, truth: [Float], prediction: [Float], mask: [UInt8]? = nil
  ) -> DepthErrors.Row {
    var errors = DepthErrors(evaluation)
    errors.accumulate(image: 0, truth: truth, prediction: prediction, mask: mask)
    return errors.row(0)!
  }

  /// Takes over another part of the same set. Traps if the protocols differ or both have an image.
  public mutating func merge(_ other: Scorer) {
    errors.merge(other.errors)
    check.merge(other.check)
    parts.merge(other.parts) { mine, _ in mine }
  }

  /// The scores of all images so far.
  public func scores(_ reducer: Reducer = .imageMean) -> DepthScores { errors.scores(reducer) }

  /// What the scores rest on, images in the order of their indices.
  public var basis: ScoringBasis {
    var basis = ScoringBasis(evaluation)
    for row in errors.rows {
      guard let part = parts[row.image] else { continue }
      basis.add(id: part.id, pixels: part.pixels, unscored: row.unscored)
    }
    return basis
  }

  /// What looks like a unit or a quantity taken for another one; nil where nothing does.
  public var warning: String? {
    if evaluation.quantity == .disparity { return nil }
    return check.warning(under: evaluation.alignment)
  }
}
