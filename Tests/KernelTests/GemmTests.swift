import CKernels
import Numerics
import Testing

struct GemmTests {
  static let sizes = [1, 3, 5, 15, 16, 17, 24, 63, 65, 130]

  /// Every pair of M and N from `sizes` with some K, in all four transpositions.
  static let shapes: [GemmTrial] = sizes.flatMap { M in
    sizes.enumerated().flatMap { n, N in
      (0..<4).map { t in
        let K = [1, 2, 15, 16, 33, 64, 70][(M + n + t) % 7]
        return GemmTrial(M, N, K, ta: t & 1 != 0, tb: t & 2 != 0, epilogue: (M + 3 * n + t) % 8)
      }
    }
  }
  /// Shapes that reach blocking over K, packing of either operand, few rows against a weight, few columns.
  static let paths: [GemmTrial] = [
    (70, 40, 1100), (130, 200, 800), (500, 24, 30), (7, 300, 900), (1, 257, 600), (300, 1, 40), (300, 3, 1030),
    (96, 130, 129), (25, 100, 2000),
  ].flatMap { M, N, K in
    (0..<4).map { GemmTrial(M, N, K, ta: $0 & 1 != 0, tb: $0 & 2 != 0, epilogue: M % 8) }
  }

  @Test(arguments: shapes + paths)
  func `a product is one ascending chain of multiply-adds, then bias, addend and old C, bit for bit`(t: GemmTrial) {
    let twin = t.twin()
    expectSameBits(t.kernel(), twin, "\(t.testDescription)")
    expectSameBits(t.packedKernel(), twin, "\(t.testDescription), packed")
  }

  @Test(arguments: paths)
  func `a product is the exact product to rounding`(t: GemmTrial) {
    var t = t
    t.epilogue = 0
    let result = t.kernel()
    let dense = (0..<t.M * t.N).map { result[$0 / t.N * t.ldc + $0 % t.N] }
    #expect(relativeError(dense, t.exact()) < 1e-6 * Double(t.K).squareRoot())
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7])
  func `with no terms to sum, what the epilogue adds remains`(epilogue: Int) {
    for M in [1, 17, 60] {
      for t in 0..<4 {
        let trial = GemmTrial(M, 19, 0, ta: t & 1 != 0, tb: t & 2 != 0, epilogue: epilogue)
        expectSameBits(trial.kernel(), trial.twin(), trial.testDescription)
      }
    }
  }

  @Test func `a product by hand`() {
    // [1 2; 3 4; 5 6] [1 0 -1; 2 1 0] + bias [10 20 30]
    var C = [Float](repeating: .nan, count: 9)
    let bias: [Float] = [10, 20, 30]
    bias.withUnsafeBufferPointer { bias in
      var epilogue = hd_epilogue()
      epilogue.bias = bias.baseAddress
      hd_gemm(false, false, 3, 3, 2, [1, 2, 3, 4, 5, 6], 2, [1, 0, -1, 2, 1, 0], 3, &C, 3, &epilogue)
    }
    #expect(C == [15, 22, 29, 21, 24, 27, 27, 26, 25])
  }

  @Test(arguments: [(1, 1, 1), (5, 17, 40), (33, 16, 65)], [false, true])
  func `a batch is its products one by one, with shared operands too`(shape: (Int, Int, Int), accumulate: Bool) {
    let (M, N, K) = shape
    var random = Generator(seed: 3)
    let count = 5
    for sharesA in [false, true] {
      for sharesB in [false, true] {
        for t in 0..<4 {
          let (ta, tb) = (t & 1 != 0, t & 2 != 0)
          let A = random.normal(count: count * M * K)
          let B = random.normal(count: count * N * K)
          let old = random.normal(count: count * M * N)
          let (strideA, strideB) = (sharesA ? 0 : M * K, sharesB ? 0 : N * K)
          var batch = old
          hd_gemm_batched(
            count, ta, tb, M, N, K, A, ta ? M : K, strideA, B, tb ? K : N, strideB, &batch, N, M * N, accumulate)
          var single = old
          var epilogue = hd_epilogue()
          epilogue.accumulate = accumulate
          for i in 0..<count {
            single.withUnsafeMutableBufferPointer { C in
              A[(i * strideA)...].withUnsafeBufferPointer { A in
                B[(i * strideB)...].withUnsafeBufferPointer { B in
                  hd_gemm(
                    ta, tb, M, N, K, A.baseAddress, ta ? M : K, B.baseAddress, tb ? K : N,
                    C.baseAddress! + i * M * N, N, &epilogue)
                }
              }
            }
          }
          expectSameBits(batch, single, "\(shape) ta \(ta) tb \(tb) shared \(sharesA) \(sharesB)")
        }
      }
    }
  }

  @Test(arguments: [(1, 1), (3, 5), (255, 17), (256, 16), (257, 24), (1000, 65), (0, 4)])
  func `column sums are those of Float64 to rounding, and add to what was there`(M: Int, N: Int) {
    var random = Generator(seed: 4)
    let lda = N + 3
    let A = random.normal(count: max(1, M * lda)).map { $0 + 1 }
    let old = random.normal(count: N)
    let twin = (0..<N).map { j in (0..<M).reduce(0.0) { $0 + Double(A[$1 * lda + j]) } }
    var sums = [Float](repeating: .nan, count: N)
    hd_column_sums(M, N, A, lda, &sums, false)
    #expect(relativeError(sums, twin) < 1e-6)
    var added = old
    hd_column_sums(M, N, A, lda, &added, true)
    #expect(added == zip(sums, old).map { $0 + $1 })
  }

  @Test func `a core's multiply-adds are counted`() {
    let peak = hd_fma_peak(0.02)
    #expect(peak > 0.01 && peak < 10_000)
  }
}
