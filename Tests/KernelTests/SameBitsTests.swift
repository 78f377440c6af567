import CKernels
import Numerics
import Testing

/// Something to compute under every instruction set and number of threads.
struct Workload: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let run: @Sendable () -> [Float]

  init(_ name: String, _ run: @escaping @Sendable () -> [Float]) { (testDescription, self.run) = (name, run) }

  static func product(_ M: Int, _ N: Int, _ K: Int, epilogue: Int) -> [Workload] {
    (0..<4).map { t in
      let trial = GemmTrial(M, N, K, ta: t & 1 != 0, tb: t & 2 != 0, epilogue: epilogue)
      return Workload(trial.testDescription) { trial.kernel() + trial.packedKernel() }
    }
  }

  static func attention(_ t: AttentionTrial) -> Workload {
    Workload(t.testDescription) {
      let (y, g) = (t.forward(), t.backward())
      return y.o + y.logSumExp + g.dq + g.dk + g.dv
    }
  }

  static func columnSums(_ M: Int, _ N: Int) -> Workload {
    Workload("column sums \(M)x\(N)") {
      var random = Generator(seed: 6)
      var sums = [Float](repeating: 0, count: N)
      hd_column_sums(M, N, random.normal(count: M * N), N, &sums, false)
      return sums
    }
  }

  static func batch(_ count: Int, _ M: Int, _ N: Int, _ K: Int) -> Workload {
    Workload("batch of \(count) \(M)x\(N)x\(K)") {
      var random = Generator(seed: 7)
      let (A, B) = (random.normal(count: count * M * K), random.normal(count: count * N * K))
      var C = [Float](repeating: 0, count: count * M * N)
      hd_gemm_batched(count, false, true, M, N, K, A, K, M * K, B, K, N * K, &C, N, M * N, false)
      return C
    }
  }

  static func softmax(_ M: Int, _ N: Int) -> Workload {
    Workload("softmax \(M)x\(N)") {
      var random = Generator(seed: 8)
      let (x, dy) = (random.normal(count: M * N), random.normal(count: M * N))
      var (y, dx) = ([Float](repeating: 0, count: M * N), [Float](repeating: 0, count: M * N))
      hd_softmax_forward(M, N, x, &y)
      hd_softmax_backward(M, N, y, dy, &dx)
      return y + dx
    }
  }

  /// Small, since without an FMA instruction plain C calls a function per multiply-add.
  static let small: [Workload] =
    product(17, 24, 65, epilogue: 7) + product(3, 65, 15, epilogue: 3) + product(33, 1, 40, epilogue: 4)
    + product(20, 10, 800, epilogue: 4) + [
      attention(AttentionTrial(1, 2, 17, 24, 8)), attention(AttentionTrial(1, 1, 70, 70, 24, causal: true)),
      attention(AttentionTrial(1, 1, 5, 270, 16)), columnSums(300, 24), batch(3, 5, 17, 9), softmax(5, 17),
    ]

  /// Large enough to be shared between threads.
  static let large: [Workload] =
    product(250, 130, 300, epilogue: 7) + product(30, 700, 1000, epilogue: 5) + product(700, 24, 800, epilogue: 4) + [
      attention(AttentionTrial(2, 3, 130, 150, 32)), attention(AttentionTrial(1, 1, 300, 520, 40)),
      attention(AttentionTrial(1, 1, 400, 400, 24, causal: true)), columnSums(3000, 65), batch(9, 40, 50, 90),
      softmax(300, 300),
    ]
}

@Suite(.serialized)
struct SameBitsTests {
  @Test(.enabled(if: runs(HD_ISA_V4), "this CPU cannot run AVX-512"), arguments: Workload.small)
  func `AVX-512 gives the bits of plain C`(w: Workload) {
    expectSameBits(computed(HD_ISA_V4, w.run), computed(HD_ISA_PLAIN, w.run), w.testDescription)
  }

  @Test(.enabled(if: runs(HD_ISA_V3), "this CPU cannot run AVX2"), arguments: Workload.small)
  func `AVX2 gives the bits of plain C`(w: Workload) {
    expectSameBits(computed(HD_ISA_V3, w.run), computed(HD_ISA_PLAIN, w.run), w.testDescription)
  }

  @Test(.enabled(if: runs(HD_ISA_V4), "this CPU cannot run AVX-512"), arguments: Workload.large)
  func `AVX-512 gives the bits of AVX2`(w: Workload) {
    expectSameBits(computed(HD_ISA_V4, w.run), computed(HD_ISA_V3, w.run), w.testDescription)
  }

  @Test(arguments: Workload.large)
  func `two and four threads give the bits of one`(w: Workload) {
    // Whole heads, halves of heads, slices of rows and of columns: other threads cut the work differently.
    let isa = runs(HD_ISA_V3) ? hd_isa_best() : HD_ISA_PLAIN
    let one = computed(isa, w.run)
    for threads: Int32 in [2, 4] {
      expectSameBits(computed(isa, threads: threads, w.run), one, "\(w.testDescription), \(threads) threads")
    }
  }

  @Test func `an instruction set beyond the CPU is refused`() {
    for isa in [HD_ISA_PLAIN, HD_ISA_V3, HD_ISA_V4] {
      #expect(hd_isa_force(isa) == runs(isa), "\(isa.name)")
    }
    hd_isa_force(hd_isa_best())
  }
}
