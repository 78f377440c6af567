import Files

/// What the numbers of depth files mean, as far as a user, a layout and the file itself say so. What nobody says is not
/// guessed: the file is refused, with what to say.
public struct DepthMeaning: Sendable, Equatable {
  /// What is stored.
  public enum Quantity: Sendable, Equatable {
    case metres
    /// Pixels of stereo disparity: metres = focal length (pixels) times baseline (metres) over it.
    case disparity(focalTimesBaseline: Double)
    /// 1/m.
    case inverse
    /// The natural logarithm of metres.
    case logarithm
    /// Metres packed in the colours of an 8-bit PNG, red + 256 green + 65536 blue.
    case packed
  }

  /// Stored numbers that mean "not measured".
  public struct Invalid: Sendable, Equatable {
    public var numbers: [Float]
    public var ranges: [ClosedRange<Float>]
    public init(_ numbers: [Float], ranges: [ClosedRange<Float>] = []) {
      (self.numbers, self.ranges) = (numbers, ranges)
    }
  }

  /// Units per metre (of packed and plain distances), per pixel of disparity, per 1/m, or per e-fold; nil: not said.
  public var scale: Double?
  public var quantity: Quantity?
  public var invalid: Invalid?
  public var kind: DepthMap.Kind?
  /// The array of npz files, the channel of EXR files.
  public var key: String?
  /// Which options say all this, for messages: `--depth-…` or `data.…`.
  public var words = Words.truth

  /// The options' names.
  public struct Words: Sendable, Equatable {
    public let scale, quantity, invalid: String
    public init(scale: String, quantity: String, invalid: String) {
      (self.scale, self.quantity, self.invalid) = (scale, quantity, invalid)
    }
    public static let truth = Words(scale: "--depth-scale", quantity: "--depth-quantity", invalid: "--depth-invalid")
    public static let prediction = Words(
      scale: "--prediction-scale", quantity: "--prediction-quantity", invalid: "--prediction-invalid")
  }

  public init(
    scale: Double? = nil, quantity: Quantity? = nil, invalid: Invalid? = nil, kind: DepthMap.Kind? = nil,
    key: String? = nil, words: Words = .truth
  ) {
    (self.scale, self.quantity, self.invalid, self.kind, self.key) = (scale, quantity, invalid, kind, key)
    self.words = words
  }

  /// Whether nothing is said but which array to read.
  public var isPlain: Bool { scale == nil && quantity == nil && invalid == nil && kind == nil }

  /// KITTI's 256 to the metre, which 16-bit depth has where nobody says otherwise.
  static let usualScale = 256.0

  /// How the numbers of one file are to be read.
  ///
  /// `own`: what the layout knows of its depth files. `keepsLargest`: whether the largest number that a file can hold is
  /// a number like others where nobody says otherwise, as predictions have it. Throws for a file whose numbers can mean
  /// several things, and for a file that contradicts what was said.
  public func encoding(
    of stored: StoredDepth, own: DepthEncoding? = nil, keepsLargest: Bool = false, name: String
  ) throws(FileError) -> DepthEncoding {
    var chosen: DepthEncoding
    if let steps = try steps(of: stored, name: name) {
      chosen = DepthEncoding(steps)
    } else if scale == nil, quantity == nil || quantity == .metres, let own, own.isDistance {
      try admit(stored, own, name: name)
      chosen = own
    } else if scale == nil, quantity == .packed, stored.source == .packed {
      chosen = .shift
    } else {
      chosen = DepthEncoding(try unit(of: stored, name: name))
      if let own { (chosen.far, chosen.kind) = (.infinity, own.kind) }
      if case .logarithm = quantity { chosen.invalid = [] }
    }
    if let invalid {
      (chosen.invalid, chosen.invalidRanges) = (invalid.numbers, invalid.ranges)
    } else if own == nil || chosen != own, !keepsLargest {
      chosen.largest = stored.source.largest
    }
    if let kind { chosen.kind = kind }
    return chosen
  }

  /// Logarithmic steps between two distances that a PNG notes as `near` and `far`; nil where it does not.
  private func steps(of stored: StoredDepth, name: String) throws(FileError) -> DepthEncoding.Unit? {
    func text(_ key: String) -> PNGText? { stored.texts.first { $0.key.lowercased() == key } }
    guard quantity == nil || quantity == .logarithm else { return nil }
    let told = ["near", "far"].map { text($0)?.value.flatMap(Double.init) }
    if let near = told[0], let far = told[1], scale == nil, case .gray(bits: 16) = stored.source {
      let unit =
        try text("unit").map { note throws(FileError) in
          guard let value = note.value.flatMap(Double.init), value > 0, value.isFinite else {
            throw FileError(
              .damaged, name,
              "has a text chunk unit that is no positive number: say \(words.quantity) and "
                + words.scale)
          }
          return value
        } ?? 1
      guard near > 0, near < far, far.isFinite else {
        throw FileError(
          .damaged, name, "has the text chunks near = \(near), far = \(far): expected 0 < near < far, in metres")
      }
      return .logarithmicSteps(near: near * unit, far: far * unit, last: 65534)
    }
    let telling = stored.texts.filter { DepthMeaning.isTelling($0.key) }
    guard !telling.isEmpty, quantity == nil else { return nil }
    if scale != nil, text("near") == nil, text("far") == nil { return nil }
    let list = telling.map { "\($0.key)\($0.value.map { " = \($0)" } ?? " (compressed)")" }.joined(separator: ", ")
    throw FileError(
      .damaged, name,
      "has the text chunks \(list), which say how its numbers are meant: say it by \(words.quantity) and "
        + words.scale)
  }

  /// Whether a text chunk of this name says how numbers are to be read.
  private static func isTelling(_ key: String) -> Bool {
    let words = ["near", "far", "unit", "units", "scale", "offset", "min", "max", "range", "factor", "depth"]
    return key.lowercased().split(whereSeparator: { !$0.isLetter }).contains { words.contains(String($0)) }
  }

  /// The unit that was said, where the file can have it; or the only one that a file of its kind can have.
  private func unit(of stored: StoredDepth, name: String) throws(FileError) -> DepthEncoding.Unit {
    func fault(_ reason: String) -> FileError { FileError(.damaged, name, reason) }
    switch (quantity, stored.source) {
    case (.packed?, .packed): return .perMetre(scale ?? 16777.216)
    case (.packed?, _):
      throw fault("is no 8-bit colour PNG, expected depth packed in colours (\(words.quantity) packed)")
    case (nil, .packed), (.metres?, .packed):
      if let scale, scale >= 10_000 { return .perMetre(scale) }
      throw fault(
        "is a colour picture, no depth map: expected gray 16-bit numbers; if its colours pack 24 bits of depth, say "
          + "\(words.quantity) packed")
    case (.disparity?, .packed), (.inverse?, .packed), (.logarithm?, .packed):
      throw fault("is a colour picture, expected gray numbers or an array")
    case (nil, .gray(bits: 8)) where scale == nil, (.metres?, .gray(bits: 8)) where scale == nil:
      throw fault("is an 8-bit PNG, whose units nobody knows: say \(words.scale) if it is a depth map")
    case (nil, .integers) where scale == nil, (.metres?, .integers) where scale == nil:
      throw fault("holds whole numbers, hardly metres: say their units per metre by \(words.scale)")
    case (nil, _), (.metres?, _):
      return .perMetre(scale ?? (stored.source == .gray(bits: 16) ? DepthMeaning.usualScale : 1))
    case (.disparity(let product)?, let source):
      guard scale != nil || source != .gray(bits: 8) else {
        throw fault("is an 8-bit PNG of disparities: say their units per pixel by \(words.scale)")
      }
      return .disparity(
        focalTimesBaseline: product, perPixel: scale ?? (source == .gray(bits: 16) ? DepthMeaning.usualScale : 1))
    case (.inverse?, .floats), (.logarithm?, .floats):
      return quantity == .inverse ? .inverse(perInverseMetre: scale ?? 1) : .logarithm(perUnit: scale ?? 1)
    case (.inverse?, _), (.logarithm?, _):
      guard let scale else { throw fault("holds whole numbers: say how many make one by \(words.scale)") }
      guard quantity == .inverse || invalid != nil else {
        throw fault("holds whole numbers of a logarithm: say which mean no distance by \(words.invalid), or none")
      }
      return quantity == .inverse ? .inverse(perInverseMetre: scale) : .logarithm(perUnit: scale)
    }
  }

  /// Throws where a file cannot have its layout's encoding.
  private func admit(_ stored: StoredDepth, _ own: DepthEncoding, name: String) throws(FileError) {
    func fault(_ reason: String) -> FileError { FileError(.damaged, name, reason) }
    guard case .perMetre(let scale) = own.unit else { return }
    let isPacked = stored.source == .packed
    if isPacked, scale < 10_000 {
      throw fault("is a colour picture, at \(scale) units per metre no depth map: expected gray 16-bit numbers")
    }
    if !isPacked, scale >= 10_000 {
      throw fault("is no 8-bit colour PNG, as this layout packs depth: say \(words.quantity) and \(words.scale)")
    }
    if stored.source == .gray(bits: 8) {
      throw fault("is an 8-bit PNG, whose units nobody knows: say \(words.scale) if it is a depth map")
    }
    if scale == 1, stored.source != .floats {
      throw fault("holds whole numbers, hardly metres: say their units per metre by \(words.scale)")
    }
  }
}

extension DepthEncoding {
  /// Whether what is stored is metres times a number.
  fileprivate var isDistance: Bool { if case .perMetre = unit { true } else { false } }
}

extension StoredDepth.Source {
  /// The largest number that such a file can hold, where depth files use it for "nothing" or "at least so far".
  var largest: Float? {
    switch self {
    case .gray(let bits): Float((1 << bits) - 1)
    case .packed: Float((1 << 24) - 1)
    case .integers(let largest): largest
    case .floats: nil
    }
  }
}
