import Diffusion
import Files
import Mari
import NN

extension DirectBaseline {
  /// Reads `config.json` and `model.safetensors` of a folder. Throws a `FileError` or a `WeightsError` for what is
  /// missing, broken or does not fit.
  public init(folder: String, isTrainable: Bool = false) throws {
    let configuration = try Configuration(ConfigurationFile(folder + "/config.json"))
    let weights = try Safetensors(folder, stem: "model")
    self = try Parameters(source: weights, isTrainable: isTrainable).build { DirectBaseline($0, configuration) }
  }

  /// Writes both files into a folder that exists, the weights as Float16.
  public func write(to folder: String) throws(FileError) {
    try parameters.write(to: folder + "/model.safetensors", precision: .float16)
    try AtomicFile.write(configuration.json, to: folder + "/config.json")
  }
}

extension DirectBaseline.Configuration {
  private enum Kind: String, CaseIterable {
    case conv = "ConvRegressor"
    case vit = "ViTRegressor"
  }

  /// From a `config.json` that `json` wrote.
  public init(_ file: ConfigurationFile) throws(FileError) {
    guard let kind = file.className.flatMap(Kind.init(rawValue:)) else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: " or ")
      throw FileError(.damaged, file.path, "_class_name is \(file.className ?? "missing"), expected \(known)")
    }
    guard let name = file["name"]?.string else { throw FileError(.damaged, file.path, "name is missing") }
    let network: DirectBaseline.Network =
      switch kind {
      case .conv: .conv(try ConvRegressor.Configuration(file))
      case .vit: .vit(try ViTRegressor.Configuration(file))
      }
    self.init(name: name, network, imageWidth: try file.integer("image_width"))
    let (nearest, farthest) = (try file.number("nearest_m"), try file.number("farthest_m"))
    guard nearest < farthest else {
      throw FileError(.damaged, file.path, "nearest_m \(nearest), farthest_m \(farthest): expected nearest < farthest")
    }
    range = LogDepthRange(nearest: nearest, farthest: farthest)
    if let word = file["camera"]?.string {
      guard let camera = DirectCamera(rawValue: word) else {
        let known = DirectCamera.allCases.map(\.rawValue).joined(separator: ", ")
        throw FileError(.damaged, file.path, "camera is \(word), expected one of \(known)")
      }
      self.camera = camera
    }
  }

  /// The file's text, equal for equal configurations.
  public var json: String {
    let (kind, sizes): (Kind, [(String, String)]) =
      switch network {
      case .conv(let c):
        (.conv, [("widths", "\(c.widths)"), ("middle_blocks", "\(c.middle)"), ("fine_channels", "\(c.fine)")])
      case .vit(let c):
        (
          .vit,
          [
            ("width", "\(c.width)"), ("depth", "\(c.depth)"), ("heads", "\(c.heads)"), ("patch", "\(c.patch)"),
            ("rows", "\(c.rows)"), ("columns", "\(c.columns)"), ("features", "\(c.features)"),
          ]
        )
      }
    let named = [("_class_name", "\"\(kind.rawValue)\""), ("name", "\"\(name)\"")]
    let common = [
      ("image_width", "\(imageWidth)"), ("nearest_m", "\(range.nearest)"), ("farthest_m", "\(range.farthest)"),
    ]
    // Not named where there is nothing to say: files of before stay as they are.
    let seen = camera == .blind ? [] : [("camera", "\"\(camera.rawValue)\"")]
    return "{\n" + (named + sizes + common + seen).map { "  \"\($0)\": \($1)" }.joined(separator: ",\n") + "\n}\n"
  }
}

extension ConvRegressor.Configuration {
  init(_ file: ConfigurationFile) throws(FileError) {
    let widths = try file.widths("widths", groups: Self.groups)
    let fine = try file.integer("fine_channels", in: 1...4096)
    guard (2...6).contains(widths.count), fine % Self.groups == 0 else {
      throw FileError(
        .damaged, file.path,
        "widths \(widths), fine_channels \(fine): expected two to six widths, multiples of \(Self.groups)")
    }
    self.init(widths: widths, middle: try file.integer("middle_blocks", in: 0...16), fine: fine)
  }
}

extension ViTRegressor.Configuration {
  init(_ file: ConfigurationFile) throws(FileError) {
    let (width, heads) = (try file.integer("width", in: 1...4096), try file.integer("heads", in: 1...64))
    let (depth, features) = (try file.integer("depth", in: 4...64), try file.integer("features", in: 2...1024))
    guard width % heads == 0, features % 2 == 0 else {
      throw FileError(.damaged, file.path, "width \(width), heads \(heads), features \(features) do not fit")
    }
    self.init(
      width: width, depth: depth, heads: heads, patch: try file.integer("patch", in: 1...64),
      rows: try file.integer("rows", in: 1...1024), columns: try file.integer("columns", in: 1...1024),
      features: features)
  }
}
