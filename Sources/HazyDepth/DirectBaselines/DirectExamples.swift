import Dispatch
import DriveData
import NN
import Numerics

/// Clear pictures with depth, all of one size, held in memory as bytes and metres: what direct regressors learn from.
public struct DirectExamples: Sendable {
  public let width: Int
  public let height: Int
  public let count: Int
  /// sRGB bytes, interleaved, one picture behind the other.
  let pixels: [UInt8]
  /// Planar metres in the same order; 0 where there is none.
  let metres: [Float]

  /// Renders frames of a world, in parallel; the same for any number of threads. `rendered` is called after each, from
  /// any thread.
  public init(
    _ world: DrivingWorld, frames: [Int], width: Int, height: Int, rendered: @escaping @Sendable () -> Void = {}
  ) {
    let area = width * height
    (self.width, self.height, count) = (width, height, frames.count)
    var (pixels, metres) = (
      [UInt8](repeating: 0, count: 3 * area * frames.count), [Float](repeating: 0, count: area * frames.count)
    )
    pixels.withUnsafeMutableBufferPointer { pixels in
      metres.withUnsafeMutableBufferPointer { metres in
        // Every frame writes its own part.
        nonisolated(unsafe) let (pixels, metres) = (pixels, metres)
        DispatchQueue.concurrentPerform(iterations: frames.count) { i in
          let frame = world.frame(frames[i], width: width, height: height)
          _ = UnsafeMutableBufferPointer(rebasing: pixels[3 * area * i..<3 * area * (i + 1)])
            .update(fromContentsOf: frame.clear!.bytes)
          _ = UnsafeMutableBufferPointer(rebasing: metres[area * i..<area * (i + 1)])
            .update(fromContentsOf: frame.depth!.metres)
          rendered()
        }
      }
    }
    (self.pixels, self.metres) = (pixels, metres)
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
        pixels.withUnsafeBufferPointer { all in
          let bytes = UnsafeBufferPointer(rebasing: all[3 * area * example..<3 * area * (example + 1)])
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
          let d = metres[example * area + row * width + column]
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
