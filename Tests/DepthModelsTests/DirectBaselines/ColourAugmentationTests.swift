import HazyDepth
import Numerics
import Testing

@Suite struct ColourAugmentationTests {
  private func augmented(_ bytes: [UInt8], _ colour: ColourAugmentation, seed: UInt64 = 1) -> [Float] {
    [Float](unsafeUninitializedCapacity: bytes.count) { out, count in
      bytes.withUnsafeBufferPointer {
        colour.augmented($0, into: UnsafeMutableBufferPointer(rebasing: out[..<bytes.count]), Generator(seed: seed))
      }
      count = bytes.count
    }
  }

  @Test func `without ranges a picture stays what it is`() {
    var colour = ColourAugmentation()
    (colour.gamma, colour.gain, colour.brightness) = (0, 0, 0)
    (colour.saturation, colour.contrast) = (1...1, 1...1)
    let bytes: [UInt8] = [0, 51, 255, 102, 204, 153]
    let expected = bytes.map { Float($0) / 127.5 - 1 }
    for (a, b) in zip(augmented(bytes, colour), expected) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func `no contrast leaves the mean brightness everywhere`() {
    var colour = ColourAugmentation()
    (colour.gamma, colour.gain, colour.brightness) = (0, 0, 0)
    (colour.saturation, colour.contrast) = (1...1, 0...0)
    // Gray levels 0 and 102 of 255: mean 0.2, in [-1, 1] -0.6.
    for x in augmented([0, 0, 0, 102, 102, 102], colour) { #expect(abs(x + 0.6) < 1e-5) }
  }

  @Test func `values stay in range, seeds differ, a seed repeats`() {
    let bytes = (0..<300).map { UInt8($0 % 256) }
    let a = augmented(bytes, ColourAugmentation(), seed: 1)
    #expect(a.allSatisfy { $0 >= -1 && $0 <= 1 })
    #expect(a != augmented(bytes, ColourAugmentation(), seed: 2))
    #expect(a == augmented(bytes, ColourAugmentation(), seed: 1))
  }
}
