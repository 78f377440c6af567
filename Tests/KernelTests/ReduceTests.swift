import CKernels
import Testing

struct ReduceTests {
  /// What `reduce.h` says, slowly: blocks of 4096, 16 lanes, a tree, blocks in Float64.
  private func twin(_ n: Int, _ add: (_ sum: Float, _ i: Int) -> Float) -> Double {
    var total = 0.0
    for start in stride(from: 0, to: n, by: 4096) {
      var lanes = [Float](repeating: 0, count: 16)
      for i in start..<min(start + 4096, n) { lanes[(i - start) % 16] = add(lanes[(i - start) % 16], i) }
      for step in [8, 4, 2, 1] {
        for i in 0..<step { lanes[i] += lanes[i + step] }
      }
      total += Double(lanes[0])
    }
    return total
  }

  @Test(arguments: oddLengths + [4095, 4096, 5 * 4096 + 33, 70 * 4096 + 5])
  func `sums follow the stated order to the bit`(n: Int) {
    let (x, y) = (normals(n), normals(n, "y"))
    #expect(hd_sum(n, x) == twin(n) { $0 + x[$1] })
    #expect(hd_sum_abs(n, x) == twin(n) { $0 + abs(x[$1]) })
    #expect(hd_dot(n, x, y) == twin(n) { $0.addingProduct(x[$1], y[$1]) })
    #expect(hd_sum_squares(n, x) == twin(n) { $0.addingProduct(x[$1], x[$1]) })
  }

  @Test(arguments: oddLengths)
  func `extremes, and NaN wherever it stands`(n: Int) {
    let x = normals(n)
    #expect(hd_max(n, x) == x.max() ?? -.infinity && hd_min(n, x) == x.min() ?? .infinity)
    #expect(hd_count_nonfinite(n, x) == 0)
    for at in Set([0, n / 2, n - 1]) where n > 0 {
      var bad = x
      bad[at] = .nan
      #expect(hd_max(n, bad).isNaN && hd_min(n, bad).isNaN && hd_count_nonfinite(n, bad) == 1)
      bad[at] = -.infinity
      #expect(hd_max(n, bad) == (n == 1 ? -.infinity : bad.max()!) && hd_min(n, bad) == -.infinity)
      #expect(hd_count_nonfinite(n, bad) == 1)
    }
  }

  static let shapes = [
    [1, 1, 1, 1, 1], [2, 3, 4, 5, 6], [1, 1, 1, 37, 50], [3, 1, 17, 1, 33], [2, 3, 1, 40, 7], [4, 2, 2, 2, 100],
    [1, 2, 0, 3, 4],
  ]

  @Test(arguments: shapes)
  func `sums over any axes match the slow twin, and add where told to`(dims: [Int]) {
    let x = normals(dims.reduce(1, *))
    for axes in 0..<32 {
      let kept = dims.indices.map { axes >> $0 & 1 == 1 ? 1 : dims[$0] }
      var sums = [Double](repeating: 0, count: kept.reduce(1, *))
      for (i, value) in x.enumerated() {
        var (rest, o, step) = (i, 0, 1)
        for a in (0..<5).reversed() {
          if axes >> a & 1 == 0 { o += rest % dims[a] * step }
          (rest, step) = (rest / dims[a], step * kept[a])
        }
        sums[o] += Double(value)
      }
      var y = [Float](repeating: .nan, count: sums.count)
      hd_sum_axes(dims, UInt32(axes), x, &y, false)
      #expect(relativeError(y, sums, floor: 1) < 1e-6, "axes \(axes)")
      hd_sum_axes(dims, UInt32(axes), x, &y, true)
      #expect(relativeError(y, sums.map { 2 * $0 }, floor: 1) < 1e-6, "axes \(axes), adding")
    }
  }

  @Test func `the same bits everywhere`() {
    let x = normals(40 * 4096 + 19)
    expectSameBitsEverywhere("sums") {
      [hd_sum, hd_sum_abs, hd_sum_squares].map { Float($0(x.count, x)) } + [hd_max(x.count, x), hd_min(x.count, x)]
    }
    for (dims, axes) in [
      ([1, 1, 1, 300, 70], 8), ([1, 1, 1, 300, 70], 16), ([1, 5, 60, 1, 70], 4), ([2, 3, 5, 7, 9], 21),
    ] {
      expectSameBitsEverywhere("sum of \(dims) over \(axes)") {
        var y = [Float](repeating: 0, count: dims.indices.reduce(1) { axes >> $1 & 1 == 1 ? $0 : $0 * dims[$1] })
        hd_sum_axes(dims, UInt32(axes), x, &y, false)
        return y
      }
    }
  }
}
