import Driving
import Files
import NN
import Numerics
import Pictures
import Processes

/// Frames kept in memory as a camera gives them, for training that looks at pixels: bytes of colour, metres of depth.
public struct PictureSet: Sendable {
  public struct Item: Sendable {
    public let id: String
    /// RGB [H, W, 3], clear, and one for each fog.
    public let clear: [UInt8]
    public let hazy: [[UInt8]]
    /// [H, W]; 0 where there is none.
    public let metres: [Float]
  }
  public let width: Int
  public let height: Int
  public let items: [Item]

  /// Reads or renders all frames, `jobs` at a time. Frames of different sizes, and incomplete ones, throw.
  /// `onFrame` is told of each finished frame, from any thread.
  public init(
    _ source: some FrameSource, jobs: Int, onFrame: @escaping @Sendable (String) throws -> Void = { _ in }
  ) throws {
    let items = try concurrently(source.count, jobs: jobs) { i in
      let frames = try (0..<source.draws).map { try source.frame(i, draw: $0) }
      let first = frames[0]
      guard let clear = first.clear, let depth = first.depth, frames.allSatisfy({ $0.hazy != nil }) else {
        throw FileError(.missing, first.id, "needs a clear picture, a hazy one and depth")
      }
      try onFrame(first.id)
      let item = Item(
        id: first.id, clear: clear.rgb.bytes, hazy: frames.map { $0.hazy!.rgb.bytes },
        metres: depth.metres)
      return (item, clear.width, clear.height)
    }
    require(!items.isEmpty, "PictureSet: no frames")
    (width, height) = (items[0].1, items[0].2)
    for (item, w, h) in items where w != width || h != height {
      throw FileError(.damaged, item.id, "is \(w) x \(h), but \(items[0].0.id) is \(width) x \(height): resize one")
    }
    self.items = items.map(\.0)
  }
}
