import ArgumentParser

/// Throws a usage fault (64) unless the number of an option lies in a range, NaN never; an option not given lies in all.
func check<N: Comparable>(_ option: String, _ value: N?, in range: ClosedRange<N>, _ unit: String = "") throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(option) \(value): expected \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " " + unit)")
}

/// Ranges that several commands share.
enum OptionRange {
  /// Scenes, frames: what is rendered or read one by one.
  static let frames = 1...10_000_000
  static let steps = 1...100_000_000
  static let batch = 1...4096
  static let rate: ClosedRange<Float> = 1e-12...10
  /// Of places in front of a camera, and of what fog depends on.
  static let metres = 0...1e7
  static let positiveMetres = 0.01...1e7
  /// Units of a metre in files: PNG has 256 or 1000, some 65536.
  static let unitsPerMetre = 1e-6...1e9
  /// Degrees across the picture.
  static let fieldOfView = 20.0...120.0
}
