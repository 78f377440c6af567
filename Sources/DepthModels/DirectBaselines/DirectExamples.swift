import Driving
import NN
import Numerics
import Pictures
import Processes
import World

/// Clear pictures with depth, all of one size, held in memory as bytes and metres: what direct regressors learn from.
public struct DirectExamples: Sendable {
  public let width: Int
  public let height: Int
  public let count: Int
  /// Per example sRGB bytes, interleaved.
  let pixels: [[UInt8]]
  /// Per example planar metres; 0 where there is none.
  let metres: [[Float]]

  /// Renders frames of a world, `jobs` at a time. `onFrame` is told of each finished frame, from any thread; what it
  /// throws ends the work.
  public init(
    _ world: DrivingWorld, frames: [Int], width: Int, height: Int, jobs: Int,
    onFrame: @escaping @Sendable (String) throws -> Void = { _ in }
  ) throws {
    let rendered = try concurrently(frames.count, jobs: jobs) { i in
      let frame = world.frame(frames[i], width: width, height: height)
      try onFrame(frame.id)
      return (pixels: frame.clear!.bytes, metres: frame.depth!.metres)
    }
    (self.width, self.height, count) = (width, height, frames.count)
    (pixels, metres) = (rendered.map(\.pixels), rendered.map(\.metres))
  }

  /// What one step learns from.
  public struct Batch: Sendable {
    /// sRGB in [-1, 1], [B, H, W, 3].
    public let images: Tensor
    /// ln of metres, 0 where there is none, [B, H, W, 1].
    public let logDepth: Tensor
    /// 1 where there is a depth, else 0.
    public let mask: Tensor
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
    return Batch(images: images, logDepth: logDepth, mask: Tensor(known, [size, height, width, 1]))
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
