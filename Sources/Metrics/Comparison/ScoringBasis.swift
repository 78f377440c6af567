import Numerics

/// What scores rest on: which frames, which pixels of them with which truth, what predictions borrowed from it, and on
/// which of those pixels there was a prediction to score. Scores may be ranked only where all four are the same: a model
/// that leaves out what it does badly would win otherwise.
public struct ScoringBasis: Sendable, Hashable {
  /// Digests of 52 bits, which a Float64 holds exactly.
  public private(set) var frames: UInt64
  public private(set) var pixels: UInt64
  public let alignment: UInt64
  /// Of the pixels that count, those without a score; nil where that was not kept.
  public private(set) var unscored: UInt64?

  /// The basis of no frames yet, under a protocol's range, alignment and rules.
  public init(_ evaluation: EvaluationProtocol) {
    frames = Self.start
    pixels = Self.start
    unscored = Self.start
    alignment = Self.digest("\(evaluation.alignment) \(evaluation.missing) \(String(describing: evaluation.clip))")
    mix(&pixels, Self.digest(evaluation.range.description))
  }

  /// From stored numbers: frames, pixels, alignment, and the pixels without a score where they were stored.
  public init(numbers: [Double], unscored: Double? = nil) {
    require(numbers.count == 3, "ScoringBasis: \(numbers.count) numbers, expected 3")
    (frames, pixels, alignment) = (UInt64(numbers[0]), UInt64(numbers[1]), UInt64(numbers[2]))
    self.unscored = unscored.map { UInt64($0) }
  }

  /// From stored numbers, and how many pixels were scored by group and scene: other counts are other pixels.
  public init(numbers: [Double], scored: GroupedErrors) {
    let counts = scored.rows.map { "\($0[0]) \($0[1]) \($0[2])" }.joined(separator: ", ")
    self.init(numbers: numbers, unscored: Double(Self.digest(counts)))
  }

  /// The digests as numbers, to be stored beside scores; that of the pixels without a score stands apart.
  public var numbers: [Double] { [Double(frames), Double(pixels), Double(alignment)] }
  public var unscoredNumber: Double? { unscored.map { Double($0) } }

  /// One image more, in the order of the set: its name, its truth and which pixels count.
  ///
  /// `unscored` is `DepthErrors.Row.unscored`: 0 where every pixel in range was scored.
  public mutating func add(id: String, truth: [Float], mask: [UInt8]?, unscored: UInt64 = 0) {
    let pixels = truth.withUnsafeBufferPointer { g in
      guard let mask else { return Self.digest(of: g, mask: nil) }
      return mask.withUnsafeBufferPointer { Self.digest(of: g, mask: $0) }
    }
    add(id: id, pixels: pixels, unscored: unscored)
  }

  /// The same of digests; without one of the pixels, images are taken to have the same truth.
  mutating func add(id: String, pixels digest: UInt64?, unscored: UInt64) {
    mix(&frames, Self.digest(id))
    if let digest { mix(&pixels, digest) }
    guard var places = self.unscored else { return }
    mix(&places, unscored)
    self.unscored = places
  }

  /// The digest of one image's pixels: the truth where it counts.
  static func digest(of truth: UnsafeBufferPointer<Float>, mask: UnsafeBufferPointer<UInt8>?) -> UInt64 {
    var hash = start
    for (i, g) in truth.enumerated() where mask?[i] ?? 1 != 0 && g > 0 {
      hash = (hash ^ (UInt64(i) << 32 | UInt64(g.bitPattern))) &* 0x100_0000_01b3
      hash ^= hash >> 29
    }
    return hash & limit
  }

  /// Why these may not be ranked against each other; nil if they may.
  public static func refusal(_ scores: [(name: String, basis: ScoringBasis)]) -> String? {
    guard let first = scores.first else { return nil }
    for other in scores.dropFirst() where other.basis != first.basis {
      let difference =
        other.basis.frames != first.basis.frames
        ? "frames"
        : other.basis.pixels != first.basis.pixels
          ? "masks or truths"
          : other.basis.alignment != first.basis.alignment ? "alignments" : "pixels, for want of predictions"
      return "\(first.name) and \(other.name) are not ranked: scored on different \(difference)"
    }
    return nil
  }

  /// A letter per basis, in order of appearance: what has the same letter may be ranked.
  public static func letters(_ bases: [ScoringBasis]) -> [String] {
    var seen: [ScoringBasis] = []
    return bases.map { basis in
      if !seen.contains(basis) { seen.append(basis) }
      let place = seen.firstIndex(of: basis) ?? 0
      return place < 26 ? String(UnicodeScalar(UInt8(65 + place))) : "#\(place + 1)"
    }
  }

  private static let start: UInt64 = 0xcbf2_9ce4_8422
  private static let limit: UInt64 = 1 << 52 - 1

  /// FNV-1a of a text, cut to 52 bits.
  private static func digest(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return (hash ^ hash >> 52) & limit
  }

  private func mix(_ sum: inout UInt64, _ value: UInt64) {
    sum = ((sum ^ value) &* 0x9e37_79b9_7f4a_7c15 ^ sum >> 17) & Self.limit
  }
}
