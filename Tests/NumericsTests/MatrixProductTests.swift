import Numerics
import Testing

/// One product to try: operands in storage order with padded rows, so that strides matter.
private struct Trial: CustomTestStringConvertible {
  let (M, N, K): (Int, Int, Int)
  let transposeA: Bool
  let transposeB: Bool
  var testDescription: String { "\(M)x\(N)x\(K)\(transposeA ? " A'" : "")\(transposeB ? " B'" : "")" }

  var lda: Int { (transposeA ? M : K) + 3 }
  var ldb: Int { (transposeB ? K : N) + 2 }
  var ldc: Int { N + 1 }
  var sizeA: Int { (transposeA ? K : M) * lda }
  var sizeB: Int { (transposeB ? N : K) * ldb }
  var sizeC: Int { M * ldc }

  /// The slow, obvious product in Float64, rounded at the end.
  func product(_ A: ArraySlice<Float>, _ B: ArraySlice<Float>, _ i: Int, _ j: Int) -> Double {
    (0..<K).reduce(0.0) { sum, k in
      let a = A[A.startIndex + (transposeA ? k * lda + i : i * lda + k)]
      let b = B[B.startIndex + (transposeB ? j * ldb + k : k * ldb + j)]
      return sum + Double(a) * Double(b)
    }
  }

  static let all = [(1, 1, 1), (3, 5, 7), (6, 64, 32), (17, 33, 65), (64, 16, 100), (5, 4, 0), (0, 3, 2)].flatMap { s in
    [false, true].flatMap { a in [false, true].map { Trial(M: s.0, N: s.1, K: s.2, transposeA: a, transposeB: $0) } }
  }
  init(M: Int, N: Int, K: Int, transposeA: Bool, transposeB: Bool) {
    (self.M, self.N, self.K, self.transposeA, self.transposeB) = (M, N, K, transposeA, transposeB)
  }
}

struct MatrixProductTests {
  @Test(arguments: NumericMode.allCases, Trial.all)
  private func `products match the slow sum, and padding is left alone`(mode: NumericMode, t: Trial) {
    var random = Generator(seed: 1)
    let (A, B) = (random.normal(count: t.sizeA), random.normal(count: t.sizeB))
    let old = random.normal(count: t.sizeC)
    let (bias, addend) = (random.normal(count: t.N), random.normal(count: t.M * (t.N + 5)))
    for choice in 0..<8 {
      let (hasBias, hasAddend, accumulate) = (choice & 1 != 0, choice & 2 != 0, choice & 4 != 0)
      var C = old
      bias.withUnsafeBufferPointer { bias in
        addend.withUnsafeBufferPointer { addend in
          let epilogue = MatrixProduct.Epilogue(
            bias: hasBias ? bias.baseAddress : nil, addend: hasAddend ? addend.baseAddress : nil,
            addendStride: t.N + 5, accumulate: accumulate)
          MatrixProduct.gemm(
            transposeA: t.transposeA, transposeB: t.transposeB, M: t.M, N: t.N, K: t.K, A: A, lda: t.lda, B: B,
            ldb: t.ldb, C: &C, ldc: t.ldc, epilogue: epilogue, mode: mode)
          // Packed operands give the same numbers, in portable mode the same bits.
          var packed = [Float](repeating: .nan, count: MatrixProduct.packedSize(N: t.N, K: t.K))
          MatrixProduct.pack(
            transposeB: t.transposeB, N: t.N, K: t.K, B: B, ldb: t.ldb, into: &packed, mode: mode)
          var D = old
          MatrixProduct.prepacked(
            transposeA: t.transposeA, M: t.M, N: t.N, K: t.K, A: A, lda: t.lda, packed: packed, C: &D, ldc: t.ldc,
            epilogue: epilogue, mode: mode)
          #expect(mode == .portable ? C == D : zip(C, D).allSatisfy { abs($0 - $1) < 1e-4 })
        }
      }
      for i in 0..<t.M {
        for j in 0..<t.N {
          var expected = t.product(A[...], B[...], i, j)
          if hasBias { expected += Double(bias[j]) }
          if hasAddend { expected += Double(addend[i * (t.N + 5) + j]) }
          if accumulate { expected += Double(old[i * t.ldc + j]) }
          #expect(abs(Double(C[i * t.ldc + j]) - expected) < 5e-5, "[\(i), \(j)]")
        }
        #expect(C[i * t.ldc + t.N] == old[i * t.ldc + t.N])
      }
    }
  }

  @Test(arguments: NumericMode.allCases, Trial.all)
  private func `batched products match the slow sum, shared operands included`(mode: NumericMode, t: Trial) {
    let count = 3
    var random = Generator(seed: 2)
    let (A, B) = (random.normal(count: t.sizeA * count), random.normal(count: t.sizeB))
    for accumulate in [false, true] {
      var C = [Float](repeating: accumulate ? 1 : .nan, count: t.sizeC * count)
      MatrixProduct.batched(
        count: count, transposeA: t.transposeA, transposeB: t.transposeB, M: t.M, N: t.N, K: t.K, A: A, lda: t.lda,
        strideA: t.sizeA, B: B, ldb: t.ldb, strideB: 0, C: &C, ldc: t.ldc, strideC: t.sizeC, accumulate: accumulate,
        mode: mode)
      for p in 0..<count {
        for i in 0..<t.M {
          for j in 0..<t.N {
            let expected = t.product(A[(p * t.sizeA)...], B[...], i, j) + (accumulate ? 1 : 0)
            #expect(abs(Double(C[p * t.sizeC + i * t.ldc + j]) - expected) < 5e-5, "\(p): [\(i), \(j)]")
          }
        }
      }
    }
  }

  @Test func `OpenBLAS runs on one thread and says what it is`() {
    #expect(!OpenBLAS.coreName.isEmpty)
    #expect(OpenBLAS.configuration.contains("OpenBLAS"))
  }
}
