import CKernels
import Foundation
import Numerics
import Testing

struct GeneratorTests {
  @Test(arguments: [
    // Source: Random123's kat_vectors, philox4x32 10.
    (
      [0, 0, 0, 0] as [UInt32], [0, 0] as [UInt32], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8] as [UInt32]
    ),
    (
      [.max, .max, .max, .max], [.max, .max], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    ),
    (
      [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
      [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ])
  func `Philox gives its authors' known answers`(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
    var out = [UInt32](repeating: 0, count: 4)
    hd_philox(counter, key, &out)
    #expect(out == expected)
  }

  // The values below come from a separate implementation in Python; a change here changes every committed result.
  @Test func `first numbers of a named stream are pinned`() {
    var u = Generator(seed: 7).stream("noise")
    #expect(
      (0..<4).map { _ in u.uniform() } == [
        0.232857346534729, 0.8343234062194824, 0.931583821773529, 0.46457064151763916,
      ])
    var d = Generator(seed: 7).stream("noise")
    #expect((0..<3).map { _ in d.uniform64() } == [0.8343234137242793, 0.4645706724681853, 0.2915032104246218])
    var long = Generator(seed: 7).stream("a longer name é", 3, -1)
    #expect(long.uniform() == Float(0xb4_a35e) * 0x1p-24)
    var n = Generator(seed: 7).stream("noise")
    #expect(
      n.normal(count: 6).map(\.bitPattern) == [
        0x3f5c_e06e, 0xbebc_0089, 0xbea6_2eb5, 0xbf59_0cd2, 0xbf3a_f34a, 0x3f55_61fe,
      ])
    #expect(Generator(seed: 7).seed("noise") == 0xedba_9a1a_f046_f7b3)
  }

  @Test func `normals are Box and Muller's of word pairs`() {
    var uniforms = Generator(seed: 11)
    var normals = Generator(seed: 11)
    for _ in 0..<1000 {
      let (a, b) = (Double(uniforms.uniform()), Double(uniforms.uniform()))
      // The radius's uniform must not be 0, so it is shifted by one step or half of one; either is within 1e-6 / u.
      let expected = (-2 * Foundation.log(a + 0x1p-25)).squareRoot() * Foundation.cos(2 * .pi * b)
      #expect(abs(Double(normals.normal()) - expected) < 1e-5 + 1e-6 / a)
    }
  }

  @Test func `a stream's numbers do not depend on its parent's position or on other streams`() {
    var root = Generator(seed: 3)
    let before = root.stream("noise").first(8)
    _ = root.uniform(count: 1000)
    var other = root.stream("init")
    _ = other.normal(count: 17)
    #expect(root.stream("noise").first(8) == before)
  }

  @Test func `streams differ by seed, name, number, depth and order`() {
    let root = Generator(seed: 3)
    let streams = [
      root, Generator(seed: 4), root.stream(""), root.stream("a"), root.stream("b"), root.stream("ab"),
      root.stream("a").stream("b"), root.stream("b").stream("a"), root.stream("a", 0), root.stream("a", 1),
      root.stream("a", 0, 1), root.stream("a", 1, 0), root.stream("a", -1), root.stream("a\0"),
      root.stream("eight by", 1), root.stream("eight bytes"),
    ]
    #expect(Set(streams.map { $0.first(4) }).count == streams.count)
  }

  @Test func `many at once equal one at a time, from any position`() {
    for skipped in 0..<5 {
      var many = Generator(seed: 5)
      var single = many
      _ = many.uniform(count: skipped)
      for _ in 0..<skipped { _ = single.uniform() }
      #expect(many.uniform(count: 37) == (0..<37).map { _ in single.uniform() })
      #expect(many.normal(count: 37) == (0..<37).map { _ in single.normal() })
      #expect(many == single)
      #expect(many.uniform() == single.uniform())
      #expect(many.uniform64() == single.uniform64())
      #expect(many.uniform(count: 3) == (0..<3).map { _ in single.uniform() })
    }
  }

  @Test func `a copy and a decoded stream go on from the same position`() throws {
    var original = Generator(seed: 9).stream("train")
    _ = original.normal(count: 5)
    var copy = original
    var decoded = try JSONDecoder().decode(Generator.self, from: JSONEncoder().encode(original))
    let next = original.uniform(count: 4)
    #expect(copy.uniform(count: 4) == next)
    #expect(decoded.uniform(count: 4) == next)
  }

  @Test func `uniforms lie in [0, 1) with the moments of the uniform law`() {
    var random = Generator(seed: 1).stream("moments")
    let n = 1 << 20
    let x = random.uniform(count: n).map(Double.init)
    #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(FixedOrder.mean(x) - 0.5) < 5 * (1.0 / 12 / Double(n)).squareRoot())
    #expect(abs(FixedOrder.variance(x) - 1.0 / 12) < 5 * (1.0 / 180 / Double(n)).squareRoot())
  }

  @Test func `normals have the moments of the normal law`() {
    var random = Generator(seed: 1).stream("moments")
    let n = 1 << 20
    let x = random.normal(count: n).map(Double.init)
    func moment(_ k: Int) -> Double { FixedOrder.mean(x.map { v in (0..<k).reduce(1.0) { p, _ in p * v } }) }
    // Mean and variance of x^k for a standard normal; five standard errors.
    for (k, mean, variance) in [(1, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
      #expect(abs(moment(k) - mean) < 5 * (variance / Double(n)).squareRoot(), "moment \(k)")
    }
    let beyond2 = x.count { abs($0) > 2 }
    #expect(abs(Double(beyond2) - 0.0455003 * Double(n)) < 5 * (0.0434300 * Double(n)).squareRoot())
  }

  @Test func `streams are uncorrelated`() {
    let root = Generator(seed: 1)
    let n = 1 << 16
    let x = (0..<4).map { i in
      var stream = root.stream("image", i)
      return stream.normal(count: n).map(Double.init)
    }
    for i in 0..<4 {
      for j in 0..<i {
        #expect(abs(FixedOrder.sum(zip(x[i], x[j]).map { $0 * $1 })) < 5 * Double(n).squareRoot())
      }
    }
  }

  @Test(arguments: [1, 2, 6, 7, 1000]) func `integers below a bound are equally likely`(bound: Int) {
    var random = Generator(seed: 2).stream("integers", bound)
    let n = 100_000
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<n { counts[random.integer(below: bound)] += 1 }
    #expect(chiSquareIsPlausible(counts))
  }

  /// Without rejection, 2^64 words onto 3 * 2^61 values give the residues 0, 1, 2 the shares 3/8, 3/8, 2/8.
  @Test func `integers stay equally likely where the bound does not divide the words`() {
    var random = Generator(seed: 2)
    var counts = [0, 0, 0]
    for _ in 0..<30000 { counts[random.integer(below: 3 << 61) % 3] += 1 }
    #expect(chiSquareIsPlausible(counts))
  }

  @Test func `every permutation is equally likely`() {
    var random = Generator(seed: 6)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<48000 { counts[random.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquareIsPlausible(Array(counts.values)))
  }

  @Test func `a shuffle keeps the elements`() {
    var random = Generator(seed: 6)
    #expect(random.shuffled("abcabc").sorted() == Array("aabbcc"))
    #expect(random.permutation(0) == [])
    #expect(random.permutation(1) == [0])
  }

  @Test func `a bound of zero traps`() async {
    await #expect(processExitsWith: .failure) {
      var random = Generator(seed: 0)
      _ = random.integer(below: 0)
    }
  }
}

extension Generator {
  fileprivate func first(_ n: Int) -> [Float] {
    var copy = self
    return copy.uniform(count: n)
  }
}

/// Five standard deviations (of the normal approximation) around the mean of chi square, for equal expected counts.
private func chiSquareIsPlausible(_ counts: [Int]) -> Bool {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  let statistic = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  let freedom = Double(counts.count - 1)
  return abs(statistic - freedom) <= 5 * (2 * max(freedom, 0)).squareRoot()
}
