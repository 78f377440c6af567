import CKernels
import Testing

struct BinaryTests {
  static let operations: [(op: hd_binary_op, f: @Sendable (Float, Float) -> Float)] = [
    (HD_ADD, { $0 + $1 }), (HD_SUB, { $0 - $1 }), (HD_MUL, { $0 * $1 }), (HD_DIV, { $0 / $1 }),
    (HD_MAX, { max($0, $1) }), (HD_MIN, { min($0, $1) }),
  ]

  @Test(arguments: oddLengths)
  func `equal shapes`(n: Int) {
    let (a, b) = (normals(n, "a"), normals(n, "b"))
    for (op, f) in Self.operations {
      var y = a + [7]
      hd_binary(op, n, y, b, &y)
      #expect(Array(y.dropLast()) == zip(a, b).map(f) && y.last == 7)
    }
  }

  @Test func `largest and smallest keep NaN from either side`() {
    for op in [HD_MAX, HD_MIN] {
      var y: [Float] = [0, 0, 0]
      hd_binary(op, 3, [.nan, 1, 2], [1, .nan, 3], &y)
      #expect(y[0].isNaN && y[1].isNaN && y[2] == (op == HD_MAX ? 3 : 2))
    }
  }

  /// Shapes of a and b; 1 is broadcast.
  static let shapes: [([Int], [Int])] = [
    ([2, 3, 4, 5, 6], [2, 3, 4, 5, 6]), ([2, 3, 4, 5, 6], [1, 1, 1, 1, 1]), ([2, 3, 4, 5, 6], [1, 1, 1, 1, 6]),
    ([1, 2, 9, 1, 33], [1, 2, 1, 1, 33]), ([1, 2, 9, 1, 33], [1, 2, 9, 1, 1]), ([2, 1, 3, 1, 5], [1, 4, 1, 6, 1]),
    ([1, 1, 1, 7, 1], [1, 1, 1, 1, 19]), ([1, 1, 1, 1, 1], [1, 1, 1, 1, 1]), ([3, 1, 2, 1, 40], [1, 5, 2, 3, 40]),
    ([1, 1, 8, 40, 70], [1, 1, 8, 1, 70]), ([2, 0, 3, 1, 1], [1, 1, 3, 1, 4]),
  ]

  static func strides(_ shape: [Int]) -> [Int] {
    var (s, next) = ([Int](repeating: 0, count: 5), 1)
    for axis in (0..<5).reversed() {
      s[axis] = shape[axis] == 1 ? 0 : next
      next *= shape[axis]
    }
    return s
  }

  @Test(arguments: shapes)
  func `broadcasting matches the slow twin`(da: [Int], db: [Int]) {
    let dims = zip(da, db).map { $0 == 1 ? $1 : $0 }
    let (a, b) = (normals(da.reduce(1, *), "a"), normals(db.reduce(1, *), "b"))
    let (sa, sb) = (Self.strides(da), Self.strides(db))
    let count = dims.reduce(1, *)
    for (op, f) in Self.operations {
      expectSameBitsEverywhere("op \(op.rawValue)") {
        var y = [Float](repeating: .nan, count: count)
        hd_binary_broadcast(op, dims, a, sa, b, sb, &y)
        for o in 0..<count {
          var (rest, i, j) = (o, 0, 0)
          for axis in (0..<5).reversed() {
            i += rest % dims[axis] * sa[axis]
            j += rest % dims[axis] * sb[axis]
            rest /= dims[axis]
          }
          if y[o] != f(a[i], b[j]) {
            Issue.record("op \(op.rawValue) of \(da) and \(db): element \(o) is \(y[o])")
            break
          }
        }
        return y
      }
    }
  }

  @Test func `strides of a transposed operand are followed`() {
    let (a, b): ([Float], [Float]) = ([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60])  // a [3, 2] read as [2, 3]
    var y = [Float](repeating: 0, count: 6)
    hd_binary_broadcast(HD_ADD, [1, 1, 1, 2, 3], a, [0, 0, 0, 1, 2], b, [0, 0, 0, 3, 1], &y)
    #expect(y == [11, 23, 35, 42, 54, 66])
  }
}
