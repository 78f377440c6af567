import CKernels
import Numerics
import Testing

/// One matrix product to try, operands as stored, rows padded so that strides matter.
struct GemmTrial: CustomTestStringConvertible, Sendable {
  var (M, N, K): (Int, Int, Int)
  var (ta, tb): (Bool, Bool)
  /// Bit 0: a bias, bit 1: an addend, bit 2: the old C is added.
  var epilogue = 0

  var testDescription: String { "\(M)x\(N)x\(K)\(ta ? " A'" : "")\(tb ? " B'" : "") epilogue \(epilogue)" }

  init(_ M: Int, _ N: Int, _ K: Int, ta: Bool = false, tb: Bool = false, epilogue: Int = 0) {
    (self.M, self.N, self.K, self.ta, self.tb, self.epilogue) = (M, N, K, ta, tb, epilogue)
  }

  var lda: Int { (ta ? M : K) + 3 }
  var ldb: Int { (tb ? K : N) + 2 }
  var ldc: Int { N + 1 }
  private func random(_ name: String, _ count: Int) -> [Float] {
    var stream = Generator(seed: 11).stream(name, M, N, K)
    return stream.normal(count: count)
  }
  var A: [Float] { random("A", (ta ? K : M) * lda) }
  var B: [Float] { random("B", (tb ? N : K) * ldb) }
  var C: [Float] { random("C", M * ldc) }
  var bias: [Float] { random("bias", N) }
  var addend: [Float] { random("addend", M * (N + 5)) }

  private func withEpilogue(_ body: (UnsafePointer<hd_epilogue>?) -> Void) {
    bias.withUnsafeBufferPointer { bias in
      addend.withUnsafeBufferPointer { addend in
        var e = hd_epilogue()
        if epilogue & 1 != 0 { e.bias = bias.baseAddress }
        if epilogue & 2 != 0 { (e.addend, e.ld_addend) = (addend.baseAddress, N + 5) }
        e.accumulate = epilogue & 4 != 0
        withUnsafePointer(to: e) { body(epilogue == 0 ? nil : $0) }
      }
    }
  }

  /// C, padding included, after the kernel.
  func kernel() -> [Float] {
    var result = C
    withEpilogue { hd_gemm(ta, tb, M, N, K, A, lda, B, ldb, &result, ldc, $0) }
    return result
  }

  /// The same by way of a packed B.
  func packedKernel() -> [Float] {
    var packed = [Float](repeating: .nan, count: hd_gemm_packed_size(N, K))
    hd_gemm_pack(tb, N, K, B, ldb, &packed)
    var result = C
    withEpilogue { hd_gemm_prepacked(ta, M, N, K, A, lda, packed, &result, ldc, $0) }
    return result
  }

  /// The contract, word by word: one chain of fused multiply-adds over ascending k from 0; + bias; + addend; + old C.
  func twin() -> [Float] {
    let (A, B, bias, addend) = (A, B, bias, addend)
    var result = C
    for i in 0..<M {
      for j in 0..<N {
        var sum: Float = 0
        for k in 0..<K { sum.addProduct(A[ta ? k * lda + i : i * lda + k], B[tb ? j * ldb + k : k * ldb + j]) }
        if epilogue & 1 != 0 { sum += bias[j] }
        if epilogue & 2 != 0 { sum += addend[i * (N + 5) + j] }
        if epilogue & 4 != 0 { sum += result[i * ldc + j] }
        result[i * ldc + j] = sum
      }
    }
    return result
  }

  /// In Float64, without an epilogue and without padding.
  func exact() -> [Double] {
    let (A, B) = (A, B)
    return (0..<M * N).map { at in
      let (i, j) = (at / N, at % N)
      return (0..<K).reduce(0.0) { sum, k in
        sum + Double(A[ta ? k * lda + i : i * lda + k]) * Double(B[tb ? j * ldb + k : k * ldb + j])
      }
    }
  }
}
