import Diffusion
import Files
import NN

extension Parameters {
  /// Writes every parameter made under this path as a safetensors file, whole or not at all. `values` replaces the
  /// present values, e.g. by averages.
  public func write(
    to path: String, precision: Safetensors.Precision = .float32, metadata: [String: String] = ["format": "pt"],
    values: ((Parameter) -> [Float]?)? = nil
  ) throws(FileError) {
    let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    try Safetensors.write(
      byName.mapValues(\.shape.axes), to: path, metadata: metadata, precision: precision
    ) { name in
      let parameter = byName[name]!
      return values?(parameter) ?? parameter.variable.read { Array($0) }
    }
  }
}

extension VAE {
  /// Writes `config.json` and the weights of `parameters`, which this VAE was made from, into a folder that exists.
  public func write(_ parameters: Parameters, to folder: String, precision: Safetensors.Precision = .float16) throws {
    try parameters.write(to: folder + "/diffusion_pytorch_model.safetensors", precision: precision)
    try AtomicFile.write(configuration.json, to: folder + "/config.json")
  }
}
