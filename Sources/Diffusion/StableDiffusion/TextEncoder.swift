import NN
import Numerics

/// Token ids to their embeddings: the text tower of CLIP. Only the embedding of the empty prompt is ever needed, so it
/// is computed once and stored. Source: transformers `CLIPTextModel`, whose parameter names it keeps.
public struct TextEncoder: Sendable {
  /// The sizes, under the names of a transformers `config.json`.
  public struct Configuration: Sendable, Equatable {
    public var vocab_size = 49408
    public var hidden_size: Int
    public var intermediate_size: Int
    public var num_hidden_layers: Int
    public var num_attention_heads: Int
    public var max_position_embeddings = 77
    public var layer_norm_eps: Float = 1e-5
    /// `gelu` (SD 2, the erf form) or `quick_gelu` (SD 1).
    public var isQuickGELU = false

    public init(hidden_size: Int, intermediate_size: Int, num_hidden_layers: Int, num_attention_heads: Int) {
      self.hidden_size = hidden_size
      self.intermediate_size = intermediate_size
      self.num_hidden_layers = num_hidden_layers
      self.num_attention_heads = num_attention_heads
    }

    /// Stable Diffusion 2.1: OpenCLIP-H without its last layer, 340 million parameters.
    public static let sd21 = Configuration(
      hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 23, num_attention_heads: 16)
  }

  /// A buffer of shipped files, not a parameter: to be ignored when a checkpoint is checked.
  public static let ignored: Set<String> = ["text_model.embeddings.position_ids", "embeddings.position_ids"]

  /// The empty prompt as Marigold tokenises it: begin and end.
  public static let emptyPrompt: [Int32] = [49406, 49407]
  /// The empty prompt as Stable Diffusion 2 tokenises it, padded with "!". Attention over 77 keys is not that over 2.
  public static let paddedEmptyPrompt = emptyPrompt + [Int32](repeating: 0, count: 75)

  public let tokenEmbedding: Embedding
  public let positionEmbedding: Embedding
  public let layers: [TextEncoderLayer]
  public let finalLayerNorm: LayerNorm
  public let configuration: Configuration

  /// Names start with `text_model.`, as in the shipped file, or without it, as newer transformers write them.
  public init(_ root: Parameters, _ c: Configuration) {
    let p = root.has("embeddings.token_embedding.weight") == true ? root : root / "text_model"
    tokenEmbedding = Embedding(p / "embeddings.token_embedding", count: c.vocab_size, width: c.hidden_size)
    positionEmbedding = Embedding(
      p / "embeddings.position_embedding", count: c.max_position_embeddings, width: c.hidden_size)
    layers = (0..<c.num_hidden_layers).map { TextEncoderLayer(p / "encoder.layers" / $0, c) }
    finalLayerNorm = LayerNorm(p / "final_layer_norm", c.hidden_size, eps: c.layer_norm_eps)
    configuration = c
  }

  /// Ids of one prompt -> [1, ids, hidden_size]. Traps on more ids than positions, or an id outside the vocabulary.
  public func callAsFunction(_ ids: [Int32]) -> Tensor {
    finalLayerNorm(layers.reduce(embeddings(ids)) { $1($0) })
  }

  /// Token plus position embedding, [1, ids, hidden_size].
  public func embeddings(_ ids: [Int32]) -> Tensor {
    require(
      !ids.isEmpty && ids.count <= configuration.max_position_embeddings,
      "TextEncoder: \(ids.count) ids, expected 1 to \(configuration.max_position_embeddings)")
    let x = tokenEmbedding(ids) + positionEmbedding(Array(0..<Int32(ids.count)))
    return x.reshaped([1, ids.count, configuration.hidden_size])
  }
}

/// Causal self-attention and two linear layers, each on a LayerNorm of x [1, N, C] and added to it.
/// Source: transformers `CLIPEncoderLayer`, whose names it keeps.
public struct TextEncoderLayer: Sendable {
  public let layerNorm1: LayerNorm
  public let selfAttn: Attention
  public let layerNorm2: LayerNorm
  public let fc1: Linear
  public let fc2: Linear
  let isQuickGELU: Bool

  init(_ p: Parameters, _ c: TextEncoder.Configuration) {
    let width = c.hidden_size
    layerNorm1 = LayerNorm(p / "layer_norm1", width, eps: c.layer_norm_eps)
    selfAttn = Attention(
      p / "self_attn", channels: width, heads: c.num_attention_heads, bias: true, names: .clip)
    layerNorm2 = LayerNorm(p / "layer_norm2", width, eps: c.layer_norm_eps)
    fc1 = Linear(p / "mlp.fc1", in: width, out: c.intermediate_size)
    fc2 = Linear(p / "mlp.fc2", in: c.intermediate_size, out: width)
    isQuickGELU = c.isQuickGELU
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let h = selfAttn(layerNorm1(x), causal: true, residual: x)
    return fc2(activation(fc1(layerNorm2(h))), residual: h)
  }

  /// quick_gelu(x) = x sigmoid(1.702 x).
  private func activation(_ x: Tensor) -> Tensor { isQuickGELU ? x * sigmoid(x * 1.702) : gelu(x) }
}
