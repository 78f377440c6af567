import Diffusion
import NN

extension UniDepthV2 {
  /// What a user is told where the weights are loaded.
  public static let licence = "UniDepthV2: code and published weights are CC BY-NC 4.0 (no commercial use)"

  /// A published folder: `config.json` and `model.safetensors`, stored in F32, F16 or BF16; names may begin with
  /// `module.`. Throws one `WeightsError` for all tensors that are missing, misshapen or unused. Float32 weights stay in
  /// the file's mapped pages.
  public init(folder: String) throws {
    let c = try Configuration(ConfigurationFile(folder + "/config.json"))
    let weights = try Safetensors(folder, stem: "model")
    let isWrapped = weights.names.contains { $0.hasPrefix("module.") }
    let ignored = UniDepthV2.ignored.map { isWrapped ? "module." + $0 : $0 }
    self = try Parameters(source: weights, isTrainable: false).build(ignoring: Set(ignored)) {
      UniDepthV2(isWrapped ? $0 / "module" : $0, c)
    }
  }
}
