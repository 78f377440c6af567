import Foundation
import NN
import Numerics

extension DirectBaseline {
  /// Reads `config.json` and `model.safetensors` of a folder. Throws a `FileError` or a `WeightsError` for what is
  /// missing, broken or does not fit.
  public init(folder: String, isTrainable: Bool = false) throws {
    let configuration = try Configuration(ConfigurationFile(folder + "/config.json"))
    let weights = try Safetensors(folder + "/model.safetensors")
    self = try Parameters(source: weights, isTrainable: isTrainable).build { DirectBaseline($0, configuration) }
  }

  /// Writes both files, the weights as Float16; the folder is made if it is not there.
  public func write(to folder: String) throws(FileError) {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw FileError(.cannotCreate, folder, "cannot create this folder: \(error.localizedDescription)")
    }
    let byName = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: folder + "/model.safetensors", metadata: ["format": "pt"],
      precision: .float16
    ) { name in byName[name]!.variable.read { Array($0) } }
    try AtomicFile.write(configuration.json, to: folder + "/config.json")
  }
}

extension DirectBaseline.Configuration {
  private enum Kind: String, CaseIterable { case conv = "ConvRegressor" }

  /// From a `config.json` that `json` wrote.
  public init(_ file: ConfigurationFile) throws(FileError) {
    guard let kind = file.className.flatMap(Kind.init(rawValue:)) else {
      throw FileError(
        .damaged, file.path,
        "_class_name is \(file.className ?? "missing"), expected \(Kind.allCases.map(\.rawValue).joined(separator: " or "))"
      )
    }
    switch kind {
    case .conv:
      self.init(
        .conv(
          ConvRegressor.Configuration(
            widths: try file.widths("widths", groups: ConvRegressor.Configuration.groups),
            middle: try file.integer("middle_blocks", in: 0...16), fine: try file.integer("fine_channels"))))
    }
    let (nearest, farthest) = (try file.number("nearest_m"), try file.number("farthest_m"))
    guard nearest < farthest else {
      throw FileError(.damaged, file.path, "nearest_m \(nearest), farthest_m \(farthest): expected nearest < farthest")
    }
    range = LogDepthRange(nearest: nearest, farthest: farthest)
  }

  /// The file's text, equal for equal configurations.
  public var json: String {
    let members: [String] =
      switch network {
      case .conv(let c):
        [
          "\"_class_name\": \"\(Kind.conv.rawValue)\"", "\"widths\": \(c.widths)", "\"middle_blocks\": \(c.middle)",
          "\"fine_channels\": \(c.fine)",
        ]
      }
    let all = members + ["\"nearest_m\": \(range.nearest)", "\"farthest_m\": \(range.farthest)"]
    return "{\n  " + all.joined(separator: ",\n  ") + "\n}\n"
  }
}
