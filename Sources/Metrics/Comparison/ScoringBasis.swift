import Numerics

/// What scores rest on: which frames, which pixels of them with which truth, and what predictions borrowed from it.
/// Scores may be ranked only where all three are the same.
public struct ScoringBasis: Sendable, Hashable {
  /// Digests of 52 bits, which a Float64 holds exactly.
  public private(set) var frames: UInt64
  public private(set) var pixels: UInt64
  public let alignment: UInt64

  /// The basis of no frames yet, under a protocol's range, alignment and rules.
  public init(_ evaluation: EvaluationProtocol) {
    frames = Self.start
    pixels = Self.start
    alignment = Self.digest("\(evaluation.alignment) \(evaluation.missing) \(String(describing: evaluation.clip))")
    mix(&pixels, Self.digest(evaluation.range.description))
  }

  /// From stored numbers: frames, pixels, alignment.
  public init(numbers: [Double]) {
    require(numbers.count == 3, "ScoringBasis: \(numbers.count) numbers, expected 3")
    (frames, pixels, alignment) = (UInt64(numbers[0]), UInt64(numbers[1]), UInt64(numbers[2]))
  }

  /// The digests as numbers, to be stored beside scores.
  public var numbers: [Double] { [Double(frames), Double(pixels), Double(alignment)] }

  /// One image more, in the order of the set: its name, its truth and which pixels count.
  public mutating func add(id: String, truth: [Float], mask: [UInt8]?) {
    mix(&frames, Self.digest(id))
    mix(&pixels, Self.digest(of: truth, mask: mask))
  }

  /// The digest of one image's pixels: the truth where it counts.
  private static func digest(of truth: [Float], mask: [UInt8]?) -> UInt64 {
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
        ? "frames" : other.basis.pixels != first.basis.pixels ? "masks or truths" : "alignments"
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
