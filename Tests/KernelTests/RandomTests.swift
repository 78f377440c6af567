import CKernels
import Foundation
import Testing

struct RandomTests {
  private func block(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
    var out = [UInt32](repeating: 0, count: 4)
    hd_philox(counter, key, &out)
    return out
  }

  /// The known answers of the Random123 distribution (kat_vectors, philox4x32 10).
  @Test func `Philox gives its authors' known answers`() {
    #expect(block([0, 0, 0, 0], [0, 0]) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    let ones = [UInt32](repeating: .max, count: 4)
    #expect(block(ones, [.max, .max]) == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
    #expect(
      block([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0])
        == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
  }

  private let key: UInt64 = 0x1234_5678_9abc_def0
  private let high: UInt64 = 0xfedc_ba98_7654_3210

  private func words(_ first: UInt64, _ n: Int) -> [UInt32] {
    var out = [UInt32](repeating: 0, count: n)
    hd_philox_words(key, high, first, n, &out)
    return out
  }
  private func normal(_ first: UInt64, _ n: Int) -> [Float] {
    var out = [Float](repeating: .nan, count: n)
    hd_philox_normal(key, high, first, n, &out)
    return out
  }

  /// The last one crosses the carry into the counter's second word.
  @Test(arguments: [0, 1, 3, 4, 61, (1 << 32 - 7) * 4 + 1] as [UInt64])
  func `words are entries of the blocks`(first: UInt64) {
    let expected = (first..<first + 300).map { i in
      let b = i / 4
      return block(
        [UInt32(truncatingIfNeeded: b), UInt32(b >> 32), UInt32(truncatingIfNeeded: high), UInt32(high >> 32)],
        [UInt32(truncatingIfNeeded: key), UInt32(key >> 32)])[Int(i % 4)]
    }
    #expect(words(first, 300) == expected)
    var uniform = [Float](repeating: 0, count: 300)
    hd_philox_uniform(key, high, first, 300, &uniform)
    #expect(uniform == expected.map { Float($0 >> 8) * 0x1p-24 })
  }

  @Test(arguments: [0, 1, 2, 33, 777] as [Int], oddLengths)
  func `an element depends on neither first nor n`(first: Int, n: Int) {
    #expect(normal(UInt64(first), n) == Array(normal(0, first + n)[first...]))
  }

  @Test func `normals are Box and Muller's on the words`() {
    let (w, z) = (words(0, 4000), normal(0, 2000))
    for i in 0..<2000 {
      let radius = (-2 * log((Double(w[2 * i]) + 0.5) * 0x1p-32)).squareRoot()
      #expect(abs(Double(z[i]) - radius * cos(2 * Double.pi * Double(w[2 * i + 1]) * 0x1p-32)) < 1e-6)
    }
  }

  @Test func `moments and tails are the normal distribution's`() {
    let n = 1 << 20
    let z = normal(0, n).map(Double.init)
    func mean(_ f: (Double) -> Double) -> Double { z.reduce(0) { $0 + f($1) } / Double(n) }
    // Five standard errors.
    #expect(abs(mean { $0 }) < 5 / 1024)
    #expect(abs(mean { $0 * $0 } - 1) < 5 * 2.0.squareRoot() / 1024)
    #expect(abs(mean { $0 * $0 * $0 }) < 5 * 15.0.squareRoot() / 1024)
    #expect(abs(mean { $0 * $0 * $0 * $0 } - 3) < 5 * 96.0.squareRoot() / 1024)
    for t in [0.5, 1, 2, 3, 4] {
      let p = erfc(t / 2.0.squareRoot())
      #expect(abs(mean { abs($0) > t ? 1 : 0 } - p) < 5 * (p / Double(n)).squareRoot(), "beyond \(t)")
    }
    #expect(z.allSatisfy { abs($0) < 6.8 })
    // Neighbours share a block, and must not know of each other.
    #expect(abs(zip(z, z.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)) < 5 / 1024)
  }

  @Test func `the same bits everywhere`() {
    expectSameBitsEverywhere("normals") { normal(5, 40_001) }
    expectSameBitsEverywhere("words and uniforms") {
      var uniform = [Float](repeating: 0, count: 40_001)
      hd_philox_uniform(key, high, 3, uniform.count, &uniform)
      return uniform + words(7, 999).map { Float($0) }
    }
  }
}
