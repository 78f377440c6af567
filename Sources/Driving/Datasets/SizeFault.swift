import Files

/// A prediction of another size than its truth: a smaller picture of the same view, or a part of it. Only the first may
/// be resized, and only where its user says how.
public struct SizeFault: Sendable {
  private let prediction, truth: (width: Int, height: Int)

  public init(_ width: Int, _ height: Int, truth: (width: Int, height: Int)) {
    (prediction, self.truth) = ((width, height), truth)
  }

  /// Whether both sides differ by one factor, up to a pixel's rounding.
  public var isScaled: Bool {
    let (w, h) = (Double(prediction.width) / Double(truth.width), Double(prediction.height) / Double(truth.height))
    let slack = 1 / Double(min(prediction.width, prediction.height, truth.width, truth.height))
    return abs(w / h - 1) <= slack
  }

  /// Both sizes, and what to do: `remedy` where the sides agree.
  public func error(_ name: String, remedy: String) -> FileError {
    FileError(
      .damaged, name,
      "is \(prediction.width) x \(prediction.height), the truth \(truth.width) x \(truth.height): "
        + (isScaled
          ? remedy
          : "another shape. Was it cropped? Then pad it, or crop the truth alike; if it shows the whole view, \(remedy)")
    )
  }
}
