import Files
import Pictures

/// How a data set is to be read, as far as its user says so: one set of options for every command and every study.
///
/// What is not said is known by the layout, or told from the files and reported (`DataReport`), or refused.
public struct DataReading: Sendable {
  /// nil: told from the content.
  public var layout: DatasetLayout?
  /// What the numbers of depth files mean.
  public var depth = DepthMeaning()
  /// Which hazy frame belongs to which clear one; nil: the layout's own rule.
  public var pairs: PairingRule?
  /// A folder of masks: which pixels of the depth count, see `Dataset.masked`. nil: all that have one.
  public var masks: String?

  public init(
    layout: DatasetLayout? = nil, depth: DepthMeaning = DepthMeaning(), pairs: PairingRule? = nil,
    masks: String? = nil
  ) {
    (self.layout, self.depth, self.pairs, self.masks) = (layout, depth, pairs, masks)
  }

  /// The names of the settings, as they follow `data.` (`pairs` follows nothing).
  public static let settings = ["layout", "depth-scale", "invalid", "key", "quantity", "distance", "mask"]

  /// From texts by name, an empty text for what is not said; throws for a name or a text that is none.
  public init(settings: [String: String], pairs: String = "") throws(FileError) {
    for name in settings.keys.sorted() where !DataReading.settings.contains(name) {
      throw FileError(
        .configuration, "data.\(name)",
        "no such setting, expected data.\(DataReading.settings.joined(separator: ", data."))"
      )
    }
    func text(_ name: String) -> String? { settings[name].flatMap { $0.isEmpty ? nil : $0 } }
    func parsed<T>(_ name: String, _ expected: String, _ parse: (String) -> T?) throws(FileError) -> T? {
      guard let text = text(name) else { return nil }
      guard let value = parse(text) else {
        throw FileError(.configuration, "data.\(name) \(printable(text))", "expected \(expected)")
      }
      return value
    }
    layout = try parsed("layout", DatasetLayout.allCases.map(\.rawValue).joined(separator: ", ")) {
      DatasetLayout(rawValue: $0)
    }
    depth = DepthMeaning(
      scale: try parsed("depth-scale", "a positive number of units per metre") { text in
        Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      },
      quantity: try parsed("quantity", DepthMeaning.Quantity.expected) { DepthMeaning.Quantity($0) },
      invalid: try parsed("invalid", DepthMeaning.Invalid.expected) { DepthMeaning.Invalid($0) },
      kind: try parsed("distance", "planar or radial") { DepthMap.Kind(rawValue: $0) }, key: text("key"),
      words: DepthMeaning.Words(scale: "data.depth-scale", quantity: "data.quantity", invalid: "data.invalid"))
    self.pairs = pairs.isEmpty ? nil : try PairingRule(pairs)
    masks = text("mask")
  }
}

extension DepthMeaning.Quantity {
  public static let expected =
    "metres, disparity:FB (focal length in pixels times baseline in metres), inverse, log or packed"

  /// As a person writes it.
  public init?(_ text: String) {
    switch text {
    case "metres": self = .metres
    case "inverse": self = .inverse
    case "log": self = .logarithm
    case "packed": self = .packed
    default:
      guard text.hasPrefix("disparity:"), let product = Double(text.dropFirst(10)), product > 0, product.isFinite else {
        return nil
      }
      self = .disparity(focalTimesBaseline: product)
    }
  }

  public var text: String {
    switch self {
    case .metres: "metres"
    case .inverse: "inverse"
    case .logarithm: "log"
    case .packed: "packed"
    case .disparity(let product): "disparity:\(product)"
    }
  }
}

extension DepthMeaning.Invalid {
  public static let expected = "none, or stored numbers and ranges as in 0,65535 or 0,900:1000"

  /// As a person writes it.
  public init?(_ text: String) {
    self.init([])
    if text == "none" { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false).map { Float($0) ?? .nan }
      guard (1...2).contains(ends.count), ends.allSatisfy({ !$0.isNaN }), ends[0] <= ends[ends.count - 1] else {
        return nil
      }
      if ends.count == 1 { numbers.append(ends[0]) } else { ranges.append(ends[0]...ends[1]) }
    }
  }
}

extension Dataset {
  /// Opens what lies at `path`, read as its user says.
  public static func open(_ path: String, reading: DataReading) throws(FileError) -> Dataset {
    let layout = if let told = reading.layout { told } else { try DatasetLayout(of: path) }
    if reading.pairs != nil, layout != .folder {
      throw FileError(.configuration, path, "the layout \(layout.rawValue) has its own pairs: leave the rule out")
    }
    var dataset: Dataset
    do throws(FileError) {
      dataset = try layout.open(path, reading)
    } catch  where reading.layout == nil && error.kind != .configuration {
      // A layout that was mistaken is the likeliest reason.
      let other = layout == .folder || layout == .depth ? "" : " (or folder, for clear/, depth/ and the like)"
      throw FileError(
        error.kind, error.path,
        error.reason + "; the layout \(layout.rawValue) was told from its content: --layout names another"
          + other)
    }
    try dataset.admit(reading.depth, path: path)
    if let masks = reading.masks { dataset = try dataset.masked(by: masks) }
    dataset.report = try DataReport(
      dataset, path: path, layout: layout, isGuessed: reading.layout == nil, meaning: reading.depth)
    return dataset.with(gaps: dataset.report?.gapsOfLinks ?? [])
  }

  /// Throws where something is said of depth files that they cannot be: an option is honoured or refused.
  private func admit(_ meaning: DepthMeaning, path: String) throws(FileError) {
    let types = Set((entries + partial).compactMap { $0.depth?.files.first?.path.pathExtension })
    if let key = meaning.key, types.isDisjoint(with: ["npz", "exr"]), !types.isEmpty {
      throw FileError(.configuration, path, "has no npz or EXR depth that could hold the array \(key)")
    }
    if meaning.scale != nil, types.contains("png"), types.count > 1 {
      throw FileError(
        .configuration, path,
        "has depth as \(types.sorted().joined(separator: ", ")): one number of units for all is a guess; "
          + "part the files by type")
    }
  }
}
