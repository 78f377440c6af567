import NN
import World

extension MariMetric2 {
  /// The note's trained components: what may learn at a rate of its own, and what gradients are reported by.
  public enum Component: String, Sendable, CaseIterable {
    case conv_in
    /// Time embedding and down blocks.
    case encoder
    case mid_block
    case dehaze_decoder
    case depth_decoder
    case visibility_head
    case dehaze_adapters
    case depth_adapters

    /// Where its parameters lie.
    public var prefixes: [String] {
      switch self {
      case .conv_in: ["conv_in", "coordinates"]
      case .encoder: ["time_embedding", "down_blocks"]
      case .mid_block: ["mid_block"]
      case .dehaze_decoder: ["dehaze"]
      case .depth_decoder: ["depth"]
      case .visibility_head: ["visibility_head"]
      case .dehaze_adapters: ["dehaze.adapters"]
      case .depth_adapters: ["depth.adapters"]
      }
    }

    /// The component of a parameter; nil for what is frozen.
    public init?(of parameter: String) {
      func length(_ prefix: String) -> Int {
        parameter == prefix || parameter.hasPrefix(prefix + ".") ? prefix.utf8.count : 0
      }
      func fit(_ c: Component) -> Int { c.prefixes.map(length).max() ?? 0 }
      guard let best = Component.allCases.max(by: { fit($0) < fit($1) }), fit(best) > 0 else { return nil }
      self = best
    }
  }

  /// One learning rate per component. Source: the note, "Components".
  public struct LearningRates: Sendable, Equatable {
    private var rates: [Component: Float]

    /// `base` is the encoder's; a decoder learns `dehaze` or `depth` times faster, its adapters as it does.
    public init(base: Float = 1.5e-5, dehaze: Float = 2, depth: Float = 2.4) {
      rates = Dictionary(
        uniqueKeysWithValues: Component.allCases.map { component in
          switch component {
          case .dehaze_decoder, .dehaze_adapters: (component, base * dehaze)
          case .depth_decoder, .depth_adapters: (component, base * depth)
          default: (component, base)
          }
        })
    }

    public subscript(_ component: Component) -> Float {
      get { rates[component] ?? 0 }
      set { rates[component] = newValue }
    }

    /// For the optimiser: one group per prefix, the longest of which counts.
    public func groups(weightDecay: Float = 0) -> [ParameterGroup] {
      Component.allCases.flatMap { component in
        component.prefixes.map { ParameterGroup($0, learningRate: self[component], weightDecay: weightDecay) }
      }
    }
  }

  /// The note's table as groups of parameters: 1.5e-5 for the shared trunk, 3e-5 and 3.6e-5 for the decoders.
  public static func learningRates(base: Float = 1.5e-5, weightDecay: Float = 0) -> [ParameterGroup] {
    LearningRates(base: base).groups(weightDecay: weightDecay)
  }
}
