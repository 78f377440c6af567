import CKernels

/// A stream of random numbers: counter-based, so that the same seed and names give the same numbers on every machine,
/// in whatever order streams are made and used.
///
/// A value: a copy continues on its own from the same position. Numbers are drawn from Philox4x32-10 words; `position`
/// counts the words used. A stream made by `stream` starts at its own beginning, whatever its parent has drawn:
///
///     let random = Generator(seed: 7)
///     var noise = random.stream("noise", step, image)
///     let eps = noise.normal(count: 64)
///
/// It is deliberately no `RandomNumberGenerator`: how the standard library turns words into numbers may change between
/// its versions.
public struct Generator: Sendable, Hashable, Codable {
  /// The identity of the stream: Philox key, and the upper half of its counter.
  let key: UInt64
  let high: UInt64
  /// Words drawn so far.
  public private(set) var position: UInt64 = 0

  /// The root of all streams of a seed; a stream itself.
  public init(seed: UInt64) {
    (key, high) = Generator.absorb([seed], into: (0, 0))
  }

  private init(key: UInt64, high: UInt64) {
    self.key = key
    self.high = high
  }

  /// The independent stream of this name (and numbers), from its beginning.
  ///
  /// Identities are 128-bit Davies-Meyer chains s <- philox(s, key: w) ^ s over the words w of what was asked for: the
  /// name's length, its UTF-8 in groups of 8 bytes, then each number behind a mark, so that no two requests spell alike.
  public func stream(_ name: String, _ numbers: Int...) -> Generator {
    let bytes = Array(name.utf8)
    var words = [UInt64(bytes.count)]
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let group = bytes[start..<min(start + 8, bytes.count)]
      words.append(group.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    for number in numbers { words += [UInt64.max, UInt64(bitPattern: Int64(number))] }
    let (key, high) = Generator.absorb(words, into: (key, high))
    return Generator(key: key, high: high)
  }

  /// A seed of its own for `name`, where a number is wanted instead of a stream.
  public func seed(_ name: String) -> UInt64 { stream(name).key }

  private static func absorb(_ words: [UInt64], into state: (UInt64, UInt64)) -> (UInt64, UInt64) {
    words.reduce(state) { s, word in
      let mixed = philox(counter: s, key: word)
      return (s.0 ^ mixed.0, s.1 ^ mixed.1)
    }
  }
}

// MARK: - Single numbers

extension Generator {
  /// In [0, 1), a multiple of 2^-24.
  public mutating func uniform() -> Float { Float(word() >> 8) * 0x1p-24 }

  /// low + (high - low) uniform().
  public mutating func uniform(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// In [0, 1), a multiple of 2^-53.
  public mutating func uniform64() -> Double { Double(word64() >> 11) * 0x1p-53 }

  /// Standard normal.
  public mutating func normal() -> Float {
    var x: Float = 0
    withUnsafeMutablePointer(to: &x) { fillNormal(UnsafeMutableBufferPointer(start: $0, count: 1)) }
    return x
  }

  /// In 0..<bound, each equally likely. `bound` > 0.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019.
  public mutating func integer(below bound: Int) -> Int {
    require(bound > 0, "integer(below: \(bound)): expected a positive bound")
    let n = UInt64(bound)
    var (value, fraction) = n.multipliedFullWidth(by: word64())
    if fraction < n {
      let threshold = (0 &- n) % n
      while fraction < threshold { (value, fraction) = n.multipliedFullWidth(by: word64()) }
    }
    return Int(value)
  }

  /// The next word. One block of four is quicker for it than the kernels that fill arrays.
  private mutating func word() -> UInt32 {
    let half = half(of: position)
    position += 1
    return UInt32(truncatingIfNeeded: position % 2 == 1 ? half : half >> 32)
  }

  /// The next two words from an even position on, first one low.
  private mutating func word64() -> UInt64 {
    let first = (position + 1) / 2 * 2
    position = first + 2
    return half(of: first)
  }

  /// The half of a block in which a word lies.
  private func half(of position: UInt64) -> UInt64 {
    let block = philox(counter: (position / 4, high), key: key)
    return position % 4 < 2 ? block.0 : block.1
  }
}

/// One block of Philox4x32-10, counter and result as two little-endian 64-bit halves.
private func philox(counter: (UInt64, UInt64), key: UInt64) -> (UInt64, UInt64) {
  var result: (UInt64, UInt64) = (0, 0)
  withUnsafeBytes(of: counter) { counter in
    withUnsafeBytes(of: key) { key in
      withUnsafeMutableBytes(of: &result) { result in
        hd_philox(
          counter.assumingMemoryBound(to: UInt32.self).baseAddress,
          key.assumingMemoryBound(to: UInt32.self).baseAddress,
          result.assumingMemoryBound(to: UInt32.self).baseAddress)
      }
    }
  }
  return result
}

// MARK: - Many numbers

extension Generator {
  /// The same numbers as so many calls of `uniform()`.
  public mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>) {
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
    hd_philox_uniform(key, high, position, buffer.count, start)
    position += UInt64(buffer.count)
  }

  /// The same numbers as so many calls of `normal()`. A normal takes two words, from an even position on.
  public mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Float>) {
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
    let first = (position + 1) / 2
    hd_philox_normal(key, high, first, buffer.count, start)
    position = 2 * (first + UInt64(buffer.count))
  }

  public mutating func uniform(count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      fillUniform(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  public mutating func normal(count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      fillNormal(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// 0..<n in a random order, each order equally likely (Fisher-Yates).
  public mutating func permutation(_ n: Int) -> [Int] { shuffled(0..<n) }

  /// The elements in a random order, each order equally likely.
  public mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var result = Array(elements)
    for i in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(i, integer(below: i + 1)) }
    return result
  }
}
