import Driving
import NN
import Numerics
import Pictures
import Processes
import World

/// Pictures with depth, all of one size, held in memory as bytes and metres: what direct regressors learn from.
public struct DirectExamples: Sendable {
  public let width: Int
  public let height: Int
  public let count: Int
  /// Per example sRGB bytes, interleaved.
  let pixels: [[UInt8]]
  /// Per example planar metres; 0 where there is none.
  let metres: [[Float]]
  /// Per example ln of the focal length, in widths of the picture.
  let logFocal: [Float]

  /// Renders frames of a world through clear air, `jobs` at a time. `onFrame` is told of each finished frame, from any
  /// thread; what it throws ends the work.
  public init(
    _ world: DrivingWorld, frames: [Int], width: Int, height: Int, jobs: Int,
    onFrame: @escaping @Sendable (String) throws -> Void = { _ in }
  ) throws {
    try self.init(frames.count, width: width, height: height, jobs: jobs, onFrame) {
      world.frame(frames[$0], width: width, height: height)
    }
  }

  /// Renders training scenes as they are to be seen, `jobs` at a time; hazy where they are in fog.
  public init(
    _ scenes: DirectScenes, width: Int, height: Int, jobs: Int,
    onFrame: @escaping @Sendable (String) throws -> Void = { _ in }
  ) throws {
    let indices = scenes.indices
    try self.init(indices.count, width: width, height: height, jobs: jobs, onFrame) {
      scenes.frame(indices[$0], width: width, height: height)
    }
  }

  private init(
    _ count: Int, width: Int, height: Int, jobs: Int, _ onFrame: @escaping @Sendable (String) throws -> Void,
    frame: @escaping @Sendable (Int) -> Frame
  ) throws {
    let rendered = try concurrently(count, jobs: jobs) { i in
      let frame = frame(i)
      try onFrame(frame.id)
      return (
        pixels: (frame.hazy ?? frame.clear)!.bytes, metres: frame.depth!.metres,
        logFocal: DirectCamera.logFocal(frame.intrinsics!, width: width)
      )
    }
    (self.width, self.height, self.count) = (width, height, count)
    (pixels, metres, logFocal) = (rendered.map(\.pixels), rendered.map(\.metres), rendered.map(\.logFocal))
  }

  /// What one step learns from.
  public struct Batch: Sendable {
    /// sRGB in [-1, 1], [B, H, W, 3].
    public let images: Tensor
    /// ln of metres, 0 where there is none, [B, H, W, 1].
    public let logDepth: Tensor
    /// 1 where there is a depth, else 0.
    public let mask: Tensor
    /// ln of the focal length in widths of the picture, [B, 1, 1, 1].
    public let logFocal: Tensor
  }

  /// The batch of a step, from streams of `random`: examples in an order reshuffled every epoch, each mirrored with even
  /// odds (streets have two sides) and its colours changed if asked for. `farthest`: depths beyond do not count.
  public func batch(
    step: Int, size: Int, colour: ColourAugmentation?, farthest: Float, _ random: Generator
  ) -> Batch {
    require(count > 0 && size > 0, "DirectExamples: a batch of \(size) from \(count) examples")
    let area = width * height
    var orders: [Int: [Int]] = [:]
    let chosen = (step * size..<(step + 1) * size).map { drawn in
      let epoch = drawn / count
      if orders[epoch] == nil {
        var stream = random.stream("order", epoch)
        orders[epoch] = stream.permutation(count)
      }
      return orders[epoch]![drawn % count]
    }
    let isMirrored = (0..<size).map { slot in
      var stream = random.stream("mirror", step, slot)
      return stream.uniform() < 0.5
    }
    let images = Tensor([size, height, width, 3]) { out in
      for (slot, example) in chosen.enumerated() {
        let picture = UnsafeMutableBufferPointer(rebasing: out[3 * area * slot..<3 * area * (slot + 1)])
        pixels[example].withUnsafeBufferPointer { bytes in
          if let colour {
            colour.augmented(bytes, into: picture, random.stream("colour", step, slot))
          } else {
            for i in bytes.indices { picture[i] = Float(bytes[i]) / 255 * 2 - 1 }
          }
        }
        if isMirrored[slot] { mirror(picture, channels: 3) }
      }
    }
    var known = [Float](repeating: 0, count: size * area)
    let logDepth = Tensor([size, height, width, 1]) { out in
      for (slot, example) in chosen.enumerated() {
        for i in 0..<area {
          let row = i / width
          let column = isMirrored[slot] ? width - 1 - i % width : i % width
          let d = metres[example][row * width + column]
          let counts = d > 0 && d <= farthest
          known[slot * area + i] = counts ? 1 : 0
          out[slot * area + i] = counts ? Float(Portable.log(Double(d))) : 0
        }
      }
    }
    return Batch(
      images: images, logDepth: logDepth, mask: Tensor(known, [size, height, width, 1]),
      logFocal: Tensor(chosen.map { logFocal[$0] }, [size, 1, 1, 1]))
  }

  private func mirror(_ picture: UnsafeMutableBufferPointer<Float>, channels: Int) {
    for row in 0..<height {
      for column in 0..<width / 2 {
        let (a, b) = ((row * width + column) * channels, (row * width + width - 1 - column) * channels)
        for c in 0..<channels { picture.swapAt(a + c, b + c) }
      }
    }
  }
}
