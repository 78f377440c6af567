import Foundation
import NN

/// A temporary folder of random weights with a `config.json`, laid out as a published one.
package struct SmallFolder {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("weights-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  package func remove() { try? FileManager.default.removeItem(atPath: path) }

  package func plan(_ make: (Parameters) -> some Any) -> [PlannedParameter] { Parameters.plan { _ = make($0) } }

  /// `edit` changes the list of shapes; a tensor that no model planned is filled with ones.
  package func write(
    config: String, parameters: [PlannedParameter], prefix: String = "", half: Bool = false,
    edit: (inout [String: [Int]]) -> Void = { _ in }
  ) throws {
    try Data(config.utf8).write(to: URL(fileURLWithPath: path + "/config.json"))
    let byName = Dictionary(uniqueKeysWithValues: parameters.map { (prefix + $0.name, $0) })
    var shapes = byName.mapValues(\.shape.axes)
    edit(&shapes)
    let asked = shapes
    let file = path + "/model.safetensors"
    try? FileManager.default.removeItem(atPath: file)
    try Safetensors.write(asked, to: file, precision: half ? .float16 : .float32) { name in
      let count = asked[name]?.reduce(1, *) ?? 0
      guard let planned = byName[name], planned.count == count else { return [Float](repeating: 1, count: count) }
      return planned.freshValues(seed: 3)
    }
  }

  package static let uniDepth = """
    {"data": {"augmentations": {"shape_constraints": {"ratio_bounds": [0.5, 2.5], "pixels_min": 2000, \
    "pixels_max": 8000, "shape_mult": 14}}},
     "model": {"name": "UniDepthV2", "num_heads": 2, "expansion": 4,
      "pixel_decoder": {"hidden_dim": 16, "depths": [1, 1, 1], "out_dim": 8, "kernel_size": 3},
      "pixel_encoder": {"name": "tiny", "embed_dim": 16, "depth": 4, "num_heads": 2, "num_register_tokens": 0, \
    "use_norm": true, "stacking_fn": "last", "output_idx": [1, 2, 3, 4]}}}
    """

  package static let depthAnything = """
    {"model_name": "da3metric-tiny", "config": {
      "net": {"name": "custom", "num_heads": 2, "out_layers": [0, 1, 2, 3], "alt_start": -1, "qknorm_start": -1, \
    "rope_start": -1, "cat_token": false},
      "head": {"dim_in": 16, "output_dim": 1, "features": 8, "out_channels": [8, 8, 8, 8]}}}
    """
}
