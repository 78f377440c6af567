import ArgumentParser
import Driving
import Files
import Pictures

/// A data set on the command line.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("A data set: its folder, its index file, or a folder of depth files.", valueName: "path"))
  var path: String

  @Option(help: "How it is laid out. (default: told from its content)")
  var layout: DatasetLayout?

  @Option(help: ArgumentHelp("Units per metre of PNG depth in a plain folder. (default: 256)", valueName: "units"))
  var depthScale: Double?

  @Option(help: "The array of npz files that holds the depth. (default: data, depth, or the only one)")
  var depthKey: String?

  func validate() throws {
    try check("--depth-scale", depthScale, in: OptionRange.unitsPerMetre, "units per metre")
  }

  /// Opens it. What is missing is named on standard error, and an error unless it is allowed.
  func open(allowMissing: Bool) throws -> Dataset {
    let known = if let layout { layout } else { try DatasetLayout(of: path) }
    let encoding = depthScale.map { DepthEncoding(.perMetre($0)) } ?? .kitti
    let dataset: Dataset
    switch known {
    case .folder: dataset = try .folder(path, encoding: encoding)
    case .depth: dataset = try .depthFolder(path, encoding: encoding, keys: depthKey.map { [$0] })
    default:
      guard depthScale == nil, depthKey == nil else {
        throw ValidationError("--depth-scale, --depth-key: the layout \(known.rawValue) has its own encoding")
      }
      dataset = try .open(path, layout: known)
    }
    try report(dataset, allowMissing: allowMissing)
    return dataset
  }

  private func report(_ dataset: Dataset, allowMissing: Bool) throws {
    name(dataset.gaps.map(\.description))
    if !allowMissing, let first = dataset.gaps.first(where: { $0.reason == .missing || $0.reason == .duplicate }) {
      let count = dataset.gaps.count { $0.reason == .missing || $0.reason == .duplicate }
      throw FileError(
        .missing, path, "\(count) gaps, the first: \(first); add the files, or pass --allow-missing to go on without")
    }
    guard dataset.count > 0 else { throw FileError(.missing, path, "has no whole frame") }
  }
}

/// Names what is wanting, a line each; of many the first twenty.
func name(_ gaps: [String]) {
  for gap in gaps.prefix(20) { say("warning: \(gap)\n") }
  if gaps.count > 20 { say("warning: and \(gaps.count - 20) more\n") }
}
