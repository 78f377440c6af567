import Driving
import HazyDepth
import Numerics
import Pictures
import Processes
import Testing
import World

@Suite struct DirectExamplesTests {
  static let world = DrivingWorld(seed: 3, framesPerScene: 1)
  let examples: DirectExamples

  init() throws { examples = try DirectExamples(Self.world, frames: [0, 1, 2], width: 24, height: 8, jobs: 2) }

  /// The batches of one epoch, one example each.
  private func epoch(_ number: Int, farthest: Float = 300) -> [DirectExamples.Batch] {
    (0..<3).map {
      examples.batch(step: 3 * number + $0, size: 1, colour: nil, farthest: farthest, Generator(seed: 5))
    }
  }

  @Test func `an epoch shows every frame once, mirrored or not`() {
    let frames = (0..<3).map { Self.world.frame($0, width: 24, height: 8) }
    for number in 0..<4 {
      var seen: Set<Int> = []
      for batch in epoch(number) {
        for (i, frame) in frames.enumerated() {
          let straight = frame.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
          if batch.images.scalars == straight || batch.images.scalars == mirrored(straight, channels: 3) {
            seen.insert(i)
          }
        }
      }
      #expect(seen == [0, 1, 2])
    }
  }

  @Test func `depth is mirrored with its picture`() {
    let frames = (0..<3).map { Self.world.frame($0, width: 24, height: 8) }
    var mirroredCount = 0
    for number in 0..<4 {
      for batch in epoch(number) {
        let match = frames.first { frame in
          let straight = frame.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
          return batch.images.scalars == straight || batch.images.scalars == mirrored(straight, channels: 3)
        }!
        let isMirrored = batch.images.scalars != match.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
        mirroredCount += isMirrored ? 1 : 0
        let logs = match.depth!.metres.map { $0 > 0 ? Float(Portable.log(Double($0))) : 0 }
        #expect(batch.logDepth.scalars == (isMirrored ? mirrored(logs, channels: 1) : logs))
      }
    }
    #expect(mirroredCount > 0 && mirroredCount < 12)
  }

  @Test func `what is beyond the farthest distance or has none does not count`() {
    for batch in epoch(0, farthest: 20) {
      for (log, counts) in zip(batch.logDepth.scalars, batch.mask.scalars) {
        #expect(counts == 1 ? log > 0 && log <= 2.995733 : log == 0)
      }
      #expect(batch.mask.scalars.contains(0) && batch.mask.scalars.contains(1))
    }
  }

  private func mirrored(_ values: [Float], channels: Int) -> [Float] {
    values.indices.map { i in
      let (row, column, c) = (i / (24 * channels), i / channels % 24, i % channels)
      return values[(row * 24 + 23 - column) * channels + c]
    }
  }
}
