import CKernels
import Testing

struct LayoutTests {
  static let permutations: [[Int]] = [
    [0, 1, 2, 3, 4], [0, 1, 2, 4, 3], [0, 1, 3, 2, 4], [4, 0, 3, 1, 2], [3, 4, 0, 1, 2], [4, 3, 2, 1, 0],
    [0, 2, 1, 4, 3],
  ]
  static let shapes = [
    [2, 3, 4, 5, 6], [1, 1, 1, 33, 50], [1, 2, 17, 3, 18], [3, 1, 40, 20, 16], [1, 1, 1, 1, 300], [1, 0, 2, 2, 2],
  ]

  static func dense(_ dims: [Int]) -> [Int] {
    (0..<5).map { axis in dims[(axis + 1)...].reduce(1, *) }
  }

  /// Visits every index of `dims` with its offsets under two strides.
  static func walk(_ dims: [Int], _ s: [Int], _ t: [Int], _ body: (Int, Int) -> Void) {
    for o in 0..<dims.reduce(1, *) {
      var (rest, i, j) = (o, 0, 0)
      for axis in (0..<5).reversed() {
        i += rest % dims[axis] * s[axis]
        j += rest % dims[axis] * t[axis]
        rest /= dims[axis]
      }
      body(i, j)
    }
  }

  @Test(arguments: shapes, permutations)
  func `permuting copies match the slow twin in both directions`(shape: [Int], order: [Int]) {
    let x = normals(shape.reduce(1, *))
    let (dims, from) = (order.map { shape[$0] }, order.map { Self.dense(shape)[$0] })
    let to = Self.dense(dims)
    var expected = [Float](repeating: 0, count: x.count)
    Self.walk(dims, from, to) { expected[$1] = x[$0] }
    var (y, back) = ([Float](repeating: .nan, count: x.count), [Float](repeating: .nan, count: x.count))
    hd_copy_strided(dims, x, from, &y, to, false)
    #expect(y == expected)
    hd_copy_strided(dims, y, to, &back, from, false)
    #expect(back == x)
    hd_copy_strided(dims, y, to, &back, from, true)
    #expect(back == x.map { 2 * $0 })
  }

  @Test func `slices, repeats and padding`() {
    let x = normals(4 * 6)
    var y = [Float](repeating: 9, count: 5 * 20)
    // Rows 1...2, columns 2...4 of x [4, 6] into y [5, 20] at (3, 10).
    y.withUnsafeMutableBufferPointer { y in
      x.withUnsafeBufferPointer { x in
        hd_copy_strided(
          [1, 1, 1, 2, 3], x.baseAddress! + 8, [0, 0, 0, 6, 1], y.baseAddress! + 70, [0, 0, 0, 20, 1], false)
      }
    }
    for r in 0..<5 {
      for c in 0..<20 {
        #expect(y[20 * r + c] == (r >= 3 && (10...12).contains(c) ? x[6 * (r - 2) + c - 8] : 9))
      }
    }
    var repeated = [Float](repeating: 1, count: 3 * 33)
    hd_copy_strided([1, 1, 1, 3, 33], x, [0, 0, 0, 1, 0], &repeated, [0, 0, 0, 33, 1], true)
    #expect(repeated.indices.allSatisfy { repeated[$0] == 1 + x[$0 / 33] })
  }

  @Test(arguments: [1, 16, 17, 300])
  func `rows by index, and back with repeats added in order`(C: Int) {
    let index = (0..<500).map { Int32(($0 * 7919) % 10) }
    let (table, dy) = (normals(10 * C), normals(500 * C, "dy"))
    var (y, sums, expected) = ([Float](repeating: .nan, count: 500 * C), table, table)
    hd_gather_rows(500, C, index, table, &y)
    hd_scatter_add_rows(500, C, index, dy, &sums)
    for (i, row) in index.enumerated() {
      #expect(y[(i * C)..<((i + 1) * C)] == table[(Int(row) * C)..<((Int(row) + 1) * C)])
      for c in 0..<C { expected[Int(row) * C + c] += dy[i * C + c] }
    }
    #expect(sums == expected)
  }

  @Test(arguments: [(2, 3, 5, 7, 6, 10), (1, 4, 4, 20, 7, 9), (2, 5, 6, 1, 5, 6), (1, 3, 3, 2, 2, 1)])
  func `nearest enlargement takes floor(i H / OH), and its gradient goes back there`(
    B: Int, H: Int, W: Int, C: Int, OH: Int, OW: Int
  ) {
    let (x, dy) = (normals(B * H * W * C), normals(B * OH * OW * C, "dy"))
    var (y, dx) = ([Float](repeating: .nan, count: dy.count), [Float](repeating: .nan, count: x.count))
    var expected = [Float](repeating: 0, count: x.count)
    let s = (B: Int32(B), H: Int32(H), W: Int32(W), C: Int32(C), OH: Int32(OH), OW: Int32(OW))
    hd_upsample_nearest(s.B, s.H, s.W, s.C, s.OH, s.OW, x, &y)
    hd_upsample_nearest_backward(s.B, s.H, s.W, s.C, s.OH, s.OW, dy, &dx)
    for o in y.indices {
      let (c, j, i, b) = (o % C, o / C % OW, o / C / OW % OH, o / C / OW / OH)
      let source = ((b * H + i * H / OH) * W + j * W / OW) * C + c
      #expect(y[o] == x[source])
      expected[source] += dy[o]
    }
    #expect(dx == expected)
  }

  @Test(arguments: [(2, 9, 5, 7, 3), (1, 6, 13, 600, 2), (3, 4, 4, 1, 4), (5, 30, 20, 3, 8)])
  func `resampling weighs its taps, and its gradient is the transpose`(
    outer: Int, n: Int, m: Int, inner: Int, taps: Int
  ) {
    let start = (0..<m).map { Int32(($0 * 31) % (n - taps + 1)) }
    let (w, x, dy) = (normals(m * taps, "w"), normals(outer * n * inner), normals(outer * m * inner, "dy"))
    var (y, dx) = ([Float](repeating: .nan, count: dy.count), [Float](repeating: .nan, count: x.count))
    hd_resample_axis(outer, n, m, inner, Int32(taps), start, w, x, &y)
    hd_resample_axis_backward(outer, n, m, inner, Int32(taps), start, w, dy, &dx)
    var (expected, back) = ([Double](repeating: 0, count: y.count), [Double](repeating: 0, count: x.count))
    for o in 0..<outer {
      for i in 0..<m {
        for t in 0..<taps {
          for k in 0..<inner {
            let (from, to) = ((o * n + Int(start[i]) + t) * inner + k, (o * m + i) * inner + k)
            expected[to] += Double(w[i * taps + t]) * Double(x[from])
            back[from] += Double(w[i * taps + t]) * Double(dy[to])
          }
        }
      }
    }
    #expect(relativeError(y, expected) < 1e-6 && relativeError(dx, back) < 1e-6)
  }

  @Test func `every half and bfloat is read exactly, at an odd address`() {
    let patterns = (0...UInt16.max).map { $0 }
    var bytes: [UInt8] = [0] + patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    var (half, bfloat) = ([Float](repeating: 0, count: 65536), [Float](repeating: 0, count: 65536))
    bytes.withUnsafeMutableBytes {
      hd_half_to_float(65536, $0.baseAddress! + 1, &half)
      hd_bfloat_to_float(65536, $0.baseAddress! + 1, &bfloat)
    }
    for p in patterns {
      let (h, expected) = (half[Int(p)], Float(Float16(bitPattern: p)))
      #expect(h.bitPattern == expected.bitPattern || (h.isNaN && expected.isNaN), "half \(p)")
      #expect(bfloat[Int(p)].bitPattern == UInt32(p) << 16, "bfloat \(p)")
    }
  }

  @Test func `floats round to the nearest half, ties to even`() {
    var x: [Float] = [
      0, -0.0, 1, 65504, 65519.996, 65520, 1e30, -.infinity, .infinity, 0x1p-24, 0x1p-25, 0x1.000002p-25,
    ]
    x += (0..<31743).map { (Float(Float16(bitPattern: $0)) + Float(Float16(bitPattern: $0 + 1))) / 2 }  // ties
    x += normals(2000).enumerated().map { $1 * Float(sign: .plus, exponent: $0 % 45 - 28, significand: 1) }
    for n in [0, 1, 15, 17, x.count] {
      var halves = [Float16](repeating: 7, count: x.count + 1)
      hd_float_to_half(n, x, &halves)
      for i in 0..<n { #expect(halves[i].bitPattern == Float16(x[i]).bitPattern, "\(x[i])") }
      #expect(halves[n] == 7)
    }
    var nan = Float16(0)
    hd_float_to_half(1, [.nan], &nan)
    #expect(nan.isNaN)
  }

  @Test func `the same bits everywhere`() {
    let x = normals(1 << 16)
    expectSameBitsEverywhere("copies") {
      var y = x
      hd_copy_strided([1, 4, 64, 16, 16], x, [0, 16384, 1, 1024, 64], &y, [0, 16384, 256, 16, 1], true)
      return y
    }
    expectSameBitsEverywhere("enlargement and resampling") {
      var (big, small) = (
        [Float](repeating: 0, count: 2 * 30 * 40 * 20), [Float](repeating: 0, count: 2 * 13 * 17 * 20)
      )
      hd_upsample_nearest(2, 13, 17, 20, 30, 40, x, &big)
      hd_upsample_nearest_backward(2, 13, 17, 20, 30, 40, x, &small)
      var resampled = [Float](repeating: 0, count: 40 * 30 * 20)
      hd_resample_axis(40, 50, 30, 20, 3, (0..<30).map { Int32($0) }, normals(90), x, &resampled)
      var back = [Float](repeating: 0, count: 40 * 50 * 20)
      hd_resample_axis_backward(40, 50, 30, 20, 3, (0..<30).map { Int32($0) }, normals(90), x, &back)
      return big + small + resampled + back
    }
  }
}
