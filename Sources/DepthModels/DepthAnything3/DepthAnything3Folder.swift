import Diffusion
import NN

extension DepthAnything3 {
  public struct LoadingOptions: Sendable {
    /// Also an any-view model's head for rays.
    public var loadsRays = false
    public init() {}
  }

  /// What a user is told where the weights are loaded.
  public static let licence = """
    Depth Anything 3: METRIC-LARGE, MONO-LARGE, BASE and SMALL weights are Apache-2.0; LARGE, GIANT and NESTED are \
    CC BY-NC 4.0 (no commercial use)
    """

  /// A published folder: `config.json` and `model.safetensors`, stored in F32, F16 or BF16. Throws one `WeightsError`
  /// for all tensors that are missing, misshapen or unused. Float32 weights stay in the file's mapped pages.
  public init(folder: String, options: LoadingOptions = LoadingOptions()) throws {
    let file = try ConfigurationFile(folder + "/config.json")
    let weights = try Safetensors(folder, stem: "model")
    var c = try Configuration(file, weights: weights)
    c.loadsRays = options.loadsRays
    // Given cameras are not used here, and coarser rays only in training.
    let unused = weights.names.filter { name in
      c.isAnyView
        && (name.hasPrefix("model.cam_enc.") || RayHead.isOfTraining(name)
          || (!options.loadsRays && name.contains("_aux.")))
    }
    self = try Parameters(source: weights, isTrainable: false).build(ignoring: Set(unused)) {
      DepthAnything3($0 / "model", c)
    }
  }
}
