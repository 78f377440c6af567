import CKernels
import Numerics
import Testing

/// Expects the same bits under every instruction set this CPU runs and with one, two and four threads.
func expectSameBitsEverywhere(
  _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () -> [Float]
) {
  let plain = computed(HD_ISA_PLAIN, body)
  for isa in [HD_ISA_V3, HD_ISA_V4] where runs(isa) {
    for threads: Int32 in [1, 2, 4] {
      expectSameBits(
        computed(isa, threads: threads, body), plain, "\(what), \(isa.name), \(threads) threads",
        sourceLocation: sourceLocation)
    }
  }
}

/// Numbers of order one, the same in every run.
func normals(_ count: Int, _ name: String = "x") -> [Float] {
  var stream = Generator(seed: 3).stream(name)
  return stream.normal(count: count)
}

/// Lengths around the sixteen lanes, and one beyond a reduction's block.
let oddLengths = [0, 1, 15, 16, 17, 4097]
