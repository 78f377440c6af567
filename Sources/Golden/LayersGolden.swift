import HazyDepth
import NN

extension Golden {
  /// Single operations, forward and backward: loss = Σ out R.
  static func runLayers(_ run: GoldenRun) throws -> [GoldenCheck] {
    let file = try run.file("layers.safetensors")
    for name in file.names(after: "").filter({ $0.hasSuffix(".out") }).map({ String($0.dropLast(4)) }) {
      let layer = LayerCase(file, name)
      guard let operation = operation(name) else { continue }
      try layer.run(operation)
    }
    let timesteps = try file.integers("timestep_embedding_t")
    for width in file.names(after: "timestep_embedding_").compactMap(Int.init) {
      try file.compare("timestep_embedding_\(width)", timestepTable(timesteps, width: width))
    }
    return run.finish()
  }

  private static func operation(_ name: String) -> ((LayerCase) throws -> Tensor)? {
    switch name {
    case _ where name.hasPrefix("conv"): convolution
    case _ where name.hasPrefix("groupnorm"): groupNormalisation
    case _ where name.hasPrefix("upsample"):
      { layer in
        let size = try layer.file.shape(layer.name + ".out")
        return upsampledNearest(try layer.map("x"), to: (size[2], size[3]))
      }
    case _ where name.hasPrefix("attn"): multiHeadAttention
    case "linear": { linear(try $0.tensor("x"), try $0.tensor("w"), bias: try $0.tensor("b")) }
    case "layernorm":
      { layer in
        let eps = numbers(in: layer.doc, after: "eps").first ?? 1e-5
        return layerNorm(
          try layer.tensor("x"), weight: try layer.tensor("w"), bias: try layer.tensor("b"), eps: Float(eps))
      }
    case "silu": { silu(try $0.tensor("x")) }
    case "gelu": { gelu(try $0.tensor("x")) }
    case "geglu": { geglu(linear(try $0.tensor("x"), try $0.tensor("w"), bias: try $0.tensor("b"))) }
    case "softmax": { softmax(try $0.tensor("x")) }
    default: nil
    }
  }

  private static func convolution(_ layer: LayerCase) throws -> Tensor {
    let doc = layer.doc
    let isAsymmetric = doc.contains("pad right and bottom")
    let stride = Int(numbers(in: doc, after: "stride").first ?? 1)
    let pad = Int(numbers(in: doc, after: "padding").first ?? 0)
    return conv2d(
      try layer.map("x"), try layer.tensor("w"), bias: try layer.tensor("b"), stride: stride,
      padding: isAsymmetric ? .belowAndRight : .all(pad))
  }

  private static func groupNormalisation(_ layer: LayerCase) throws -> Tensor {
    // The case of a constant input does not say its groups; they are the same in the whole file.
    let docs = [layer.doc] + layer.file.names(after: "groupnorm").map { layer.file.doc("groupnorm" + $0) }
    let groups = docs.lazy.compactMap { numbers(in: $0, after: "groups").first }.first ?? 1
    let eps = numbers(in: layer.doc, after: "eps").first ?? 1e-5
    return groupNorm(
      try layer.map("x"), weight: try layer.tensor("w"), bias: try layer.tensor("b"), groups: Int(groups),
      eps: Float(eps))
  }

  private static func multiHeadAttention(_ layer: LayerCase) throws -> Tensor {
    let x = try layer.tensor("x")
    let context = layer.file.has(layer.name + ".ctx") ? try layer.tensor("ctx") : x
    let heads = Int(numbers(in: layer.doc, after: "heads").first ?? 1)
    let (q, k) = (linear(x, try layer.tensor("wq")), linear(context, try layer.tensor("wk")))
    let v = linear(context, try layer.tensor("wv"))
    return linear(attention(q, k, v, heads: heads), try layer.tensor("wo"), bias: try layer.tensor("bo"))
  }
}

/// One operation's inputs as leaves, each made once, and the comparison of its output and all gradients.
private final class LayerCase {
  let file: GoldenFile
  let name: String
  private var leaves: [String: (tensor: Tensor, isMap: Bool)] = [:]

  init(_ file: GoldenFile, _ name: String) {
    self.file = file
    self.name = name
  }

  var doc: String { file.doc(name + ".out") }

  func tensor(_ input: String) throws -> Tensor { try leaf(input, isMap: false) }
  func map(_ input: String) throws -> Tensor { try leaf(input, isMap: true) }

  private func leaf(_ input: String, isMap: Bool) throws -> Tensor {
    if let known = leaves[input] { return known.tensor }
    let path = name + "." + input
    let tensor = (isMap ? try file.map(path) : try file.tensor(path)).tracked()
    leaves[input] = (tensor, isMap)
    return tensor
  }

  func run(_ operation: (LayerCase) throws -> Tensor) throws {
    let out = try operation(self)
    let isMap = leaves["x"]?.isMap ?? false
    let R = isMap ? try file.map(name + ".R") : try file.tensor(name + ".R")
    if isMap { try file.compare(name + ".out", map: out) } else { try file.compare(name + ".out", out) }
    let gradients = (out * R).sum().backward()
    for (input, leaf) in leaves.sorted(by: { $0.key < $1.key }) {
      guard let g = gradients[leaf.tensor] else { continue }
      let path = "\(name).grad.\(input)"
      if leaf.isMap { try file.compare(path, map: g) } else { try file.compare(path, g) }
    }
  }
}
