import CKernels
import Testing

@Suite(.serialized)
struct ConvSameBitsTests {
  /// Small, since without an FMA instruction plain C calls a function per multiply-add.
  static let small: [ConvTrial] = [
    ConvTrial(1, 5, 7, 8, 24), ConvTrial(2, 4, 3, 17, 5), ConvTrial(1, 6, 5, 3, 20, stride: 2),
    ConvTrial(1, 7, 6, 20, 4, stride: 2, pads: (0, 0, 1, 1)), ConvTrial(1, 3, 4, 5, 18, enlarged: (5, 8)),
    ConvTrial(1, 4, 4, 24, 4),
  ]
  /// Several blocks of tiles, several groups of outputs, weights transformed on the way.
  static let large: [ConvTrial] = [
    ConvTrial(4, 12, 20, 64, 64), ConvTrial(2, 32, 33, 24, 40), ConvTrial(1, 8, 8, 208, 200),
    ConvTrial(1, 40, 48, 136, 208), ConvTrial(2, 16, 17, 48, 72, stride: 2),
    ConvTrial(1, 9, 11, 72, 48, enlarged: (17, 22)),
    ConvTrial(2, 33, 48, 3, 64), ConvTrial(2, 33, 48, 64, 3),
  ]

  static func all(_ t: ConvTrial) -> [Float] {
    t.algorithms.flatMap {
      t.forward($0) + t.backwardData($0) + t.backwardWeights($0) + t.forwardOnce($0) + t.backwardDataOnce($0)
    }
  }

  @Test(.enabled(if: runs(HD_ISA_V4), "this CPU cannot run AVX-512"), arguments: small)
  func `AVX-512 gives the bits of plain C`(t: ConvTrial) {
    expectSameBits(computed(HD_ISA_V4) { Self.all(t) }, computed(HD_ISA_PLAIN) { Self.all(t) }, t.testDescription)
  }

  @Test(.enabled(if: runs(HD_ISA_V3), "this CPU cannot run AVX2"), arguments: small)
  func `AVX2 gives the bits of plain C`(t: ConvTrial) {
    expectSameBits(computed(HD_ISA_V3) { Self.all(t) }, computed(HD_ISA_PLAIN) { Self.all(t) }, t.testDescription)
  }

  @Test(.enabled(if: runs(HD_ISA_V4), "this CPU cannot run AVX-512"), arguments: large)
  func `AVX-512 gives the bits of AVX2`(t: ConvTrial) {
    expectSameBits(computed(HD_ISA_V4) { Self.all(t) }, computed(HD_ISA_V3) { Self.all(t) }, t.testDescription)
  }

  @Test(arguments: large)
  func `two and four threads give the bits of one`(t: ConvTrial) {
    let isa = runs(HD_ISA_V3) ? hd_isa_best() : HD_ISA_PLAIN
    let one = computed(isa) { Self.all(t) }
    for threads: Int32 in [2, 4] {
      expectSameBits(computed(isa, threads: threads) { Self.all(t) }, one, "\(t), \(threads) threads")
    }
  }
}
