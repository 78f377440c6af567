import ArgumentParser
import Driving
import Files
import Pictures

/// How a data set is to be read: the same options in every command that reads one.
struct ReadingOptions: ParsableArguments {
  @Option(help: "How it is laid out. (default: told from its content)")
  var layout: DatasetLayout?

  @Option(
    help: ArgumentHelp(
      "Units per metre of stored depth, whatever its format. (default: 256 for 16-bit PNG, 1 for floats; others must say)",
      valueName: "units"))
  var depthScale: Double?

  @Option(help: "The array of npz files, or the channel of EXR files, that holds the depth.")
  var depthKey: String?

  @Option(
    name: [.customLong("depth-invalid"), .customLong("invalid")],
    help: ArgumentHelp(
      "Stored numbers that mean no measurement: none, 0,65535 or 900:1000. (default: 0, and the largest of whole numbers)",
      valueName: "numbers"))
  var depthInvalid: DepthMeaning.Invalid?

  @Option(
    help: ArgumentHelp(
      "What is stored: metres, disparity:FB (focal length in pixels times baseline in metres), inverse, log, packed.",
      valueName: "quantity"))
  var depthQuantity: DepthMeaning.Quantity?

  @Option(help: "What depth is measured along: planar (the optical axis) or radial (the ray; needs intrinsics).")
  var depthDistance: DepthMap.Kind?

  @Option(
    help: ArgumentHelp(
      "Which hazy picture of a plain folder belongs to which clear one: same, child, suffix:MARKER, replace:CLEAR=HAZY.",
      valueName: "rule"))
  var pairs: PairingRule?

  @Option(
    name: .customLong("mask"),
    help: ArgumentHelp(
      "A folder of masks called by the frames' ids (png or npy): of their depth counts what is not zero there.",
      valueName: "folder"))
  var masks: String?

  @Flag(help: "Go on without what is missing; it is named and counted.")
  var allowMissing = false

  func validate() throws {
    if let depthScale, !(depthScale > 0 && depthScale.isFinite) {
      throw ValidationError("--depth-scale \(depthScale): expected a positive number of units per metre")
    }
  }

  var reading: DataReading {
    DataReading(
      layout: layout,
      depth: DepthMeaning(
        scale: depthScale, quantity: depthQuantity, invalid: depthInvalid, kind: depthDistance, key: depthKey),
      pairs: pairs, masks: masks)
  }

  /// For a command that looks at no depth, or fogs all of it.
  func refuseMasks(_ reason: String) throws {
    if masks != nil { throw ValidationError("--mask: \(reason); leave it out") }
  }

  /// Opens a data set and says how it was read (`isQuiet`: leaves that to the caller). What is missing is an error unless it is allowed.
  func open(_ path: String, isQuiet: Bool = false) throws -> Dataset {
    let dataset = try Dataset.open(path, reading: reading)
    try admit(dataset, path, isQuiet: isQuiet)
    guard dataset.count > 0 else { throw FileError(.missing, path, "has no whole frame") }
    return dataset
  }

  /// Says how a data set was read and names what is wanting; an error unless that is allowed.
  func admit(_ dataset: Dataset, _ path: String, isQuiet: Bool = false) throws {
    if !isQuiet { for line in dataset.report?.lines ?? [] { say(line + "\n") } }
    name(dataset.gaps.map(\.description))
    let wanting = dataset.gaps.filter { $0.reason == .missing || $0.reason == .duplicate }
    if !allowMissing, let first = wanting.first {
      throw FileError(
        .missing, path,
        "\(wanting.count) gaps, the first: \(first); add the files, or pass --allow-missing to go on without")
    }
  }
}

/// A data set on the command line.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("A data set: its folder, its index file, or a folder of depth files.", valueName: "path"))
  var path: String

  @OptionGroup var options: ReadingOptions

  /// Opens it. What is missing is named on standard error, and an error unless it is allowed.
  func open(isQuiet: Bool = false) throws -> Dataset { try options.open(path, isQuiet: isQuiet) }
}

/// Names what is wanting, a line each; of many the first four.
func name(_ gaps: [String]) {
  for gap in gaps.prefix(4) { say("warning: \(gap)\n") }
  if gaps.count > 4 { say("warning: and \(gaps.count - 4) more\n") }
}

extension DepthMeaning.Invalid: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
extension DepthMeaning.Quantity: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
extension DepthMap.Kind: ExpressibleByArgument {}
extension PairingRule: ExpressibleByArgument {
  public init?(argument: String) {
    guard let rule = try? PairingRule(argument) else { return nil }
    self = rule
  }
}
