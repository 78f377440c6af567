import Diffusion
import Files
import NN
import Pictures
import Processes

extension MariMetric2.Configuration {
  package static let className = "MariMetric2"

  /// From a `config.json` that `json` wrote. Throws for what is broken, and for sizes that do not go together.
  public init(_ file: ConfigurationFile) throws(FileError) {
    guard file.className == Self.className else {
      throw FileError(.damaged, file.path, "_class_name is \(file.className ?? "missing"), expected \(Self.className)")
    }
    self.init(
      vae: try VAE.Configuration(file.section("vae")), unet: try UNet.Configuration(file.section("unet")),
      headWidth: try file.integer("head_width"), adapterWidth: try file.integer("adapter_width"),
      schedule: try NoiseSchedule(file.section("scheduler")))
    promptTokens = try file.integer("prompt_tokens", in: 1...1000)
    depthCoding = try DepthCoding(file.section("depth_coding"))
    hasCoordinates = try file.bool("has_coordinates", default: false)
    detachesVisibility = try file.bool("detaches_visibility", default: false)
    if let found = file["trained_size"] {
      guard let size = found.integers, size.count == 2, size.allSatisfy({ (1...32_768).contains($0) }) else {
        throw FileError(.damaged, file.path, "trained_size is \(found), expected rows and columns")
      }
      trainedSize = PictureSide(height: size[0], width: size[1])
    }
    let z = vae.latent_channels
    guard unet.in_channels == 2 * z, unet.out_channels == z else {
      throw FileError(
        .damaged, file.path,
        "the UNet takes \(unet.in_channels) channels and gives \(unet.out_channels), expected \(2 * z) and \(z)")
    }
  }

  /// As it is stored; `init(_:)` reads it back.
  public var json: String {
    let trained = trainedSize.map { "\n  \"trained_size\": [\($0.height), \($0.width)]," } ?? ""
    return """
      {
        "_class_name": "\(Self.className)",
        "head_width": \(headWidth),
        "adapter_width": \(adapterWidth),
        "prompt_tokens": \(promptTokens),
        "has_coordinates": \(hasCoordinates),
        "detaches_visibility": \(detachesVisibility),\(trained)
        "depth_coding": \(depthCoding.json),
        "scheduler": \(indented(schedule.json)),
        "unet": \(indented(unet.json)),
        "vae": \(indented(vae.json))
      }

      """
  }

  /// A section's text: without its last line break, two columns further in.
  private func indented(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: "\n  ")
  }
}

extension DepthCoding {
  /// From an object that `json` wrote.
  init(_ file: ConfigurationFile) throws(FileError) {
    let (nearest, farthest) = (try file.number("nearest"), try file.number("farthest"))
    guard nearest < farthest else {
      throw FileError(.damaged, file.path, "depth_coding: \(nearest)...\(farthest) m is an empty range")
    }
    self.init(try file.choice("curve", default: .log), nearest: nearest, farthest: farthest)
  }

  var json: String { #"{"curve": "\#(curve.rawValue)", "nearest": \#(nearest), "farthest": \#(farthest)}"# }
}
