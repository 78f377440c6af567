import Driving
import Files
import Numerics

/// Frames to look into: pictures beside maps of numbers, with every map's value under the pointer.
///
///     study.inspector("oddest", "The frames with the largest gain by fog.", frames: oddest.map { frame in
///       Inspector.Frame(frame.id, scores: ["ΔMAE (m)": frame.gain], layers: [
///         .picture("clear", frame.clear), .picture("hazy", frame.hazy), .depth("truth", frame.truth),
///         .depth("prediction, hazy", frame.hazyDepth), .error("|error|, hazy", frame.hazyError, upTo: 10),
///         .difference("|error|: hazy − clear", frame.gainMap, within: 5),
///       ])
///     })
public struct Inspector: Sendable {
  /// A picture or a map, [h, w] or [h, w, 3]; the layers of a frame show the same view, in any resolution.
  public struct Layer: Sendable {
    public let name: String
    /// nil: a picture in [0, 1].
    public let scale: Scale?
    public let tile: NumericArray

    /// [h, w, 3] or gray [h, w], in [0, 1].
    public static func picture(_ name: String, _ tile: NumericArray) -> Layer {
      Layer(name: name, scale: nil, tile: tile)
    }
    /// Metres; 0 and below is "no depth".
    public static func depth(_ name: String, _ tile: NumericArray, in metres: ClosedRange<Float> = 2...80) -> Layer {
      Layer(name: name, scale: .depth(metres), tile: tile)
    }
    /// Absolute, from 0 to `high`.
    public static func error(_ name: String, _ tile: NumericArray, upTo high: Float, unit: String = "m") -> Layer {
      Layer(name: name, scale: .error(upTo: high, unit: unit), tile: tile)
    }
    /// Signed: blue below 0, white at 0, red above.
    public static func difference(_ name: String, _ tile: NumericArray, within most: Float, unit: String = "m")
      -> Layer
    {
      Layer(name: name, scale: .difference(within: most, unit: unit), tile: tile)
    }
    /// v, transmission: [0, 1].
    public static func share(_ name: String, _ tile: NumericArray) -> Layer {
      Layer(name: name, scale: .share, tile: tile)
    }
    public static func map(_ name: String, _ tile: NumericArray, _ scale: Scale) -> Layer {
      Layer(name: name, scale: scale, tile: tile)
    }
  }

  public struct Frame: Sendable {
    public let id: String
    /// Shown in the frame's heading, in this order; readers sort by any of them.
    public let scores: [(name: String, value: Double)]
    public let layers: [Layer]

    public init(_ id: String, scores: KeyValuePairs<String, Double> = [:], layers: [Layer]) {
      self.id = id
      self.scores = scores.map { ($0.key, $0.value) }
      self.layers = layers
    }
  }

  public let name: String
  public let caption: String
  public let frames: [Frame]

  /// Frames in the order in which they shall stand. Frames without layers, or with other scores than the first, trap;
  /// so do layers as tiles of a `Panel` do.
  public init(_ name: String, _ caption: String = "", frames: [Frame]) {
    require(Folder.isFileName(name), "Inspector: \(printable(name)) is no plain name")
    for frame in frames {
      require(
        frame.scores.map(\.name) == frames[0].scores.map(\.name),
        "Inspector \(name): frame \(printable(frame.id)) has other scores than the first")
      for layer in frame.layers {
        // The panel's rules for tiles.
        _ = Panel(name, rows: [.init(heading: layer.name, scale: layer.scale, tiles: [layer.tile])])
      }
      require(!frame.layers.isEmpty, "Inspector \(name): frame \(printable(frame.id)) has no layers")
    }
    (self.name, self.caption, self.frames) = (name, caption, frames)
  }
}
