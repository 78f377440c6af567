import CKernels
import Testing

/// Whether this CPU can run an instruction set's kernels.
func runs(_ isa: hd_isa) -> Bool { isa.rawValue <= hd_isa_best().rawValue }

extension hd_isa {
  var name: String { String(cString: hd_isa_name(self)) }
}

/// What `body` computes under one instruction set and number of threads.
///
/// Both settings are the process's, and tests run in parallel: should another test change them meanwhile, once more.
/// (The results must not differ, but the comparison should be of what it says.)
func computed(_ isa: hd_isa, threads: Int32 = 1, _ body: () -> [Float]) -> [Float] {
  var result: [Float] = []
  for _ in 0..<20 {
    hd_isa_force(isa)
    hd_threads_set(threads)
    result = body()
    if hd_isa_current() == isa && hd_threads() == threads { break }
  }
  hd_isa_force(hd_isa_best())
  hd_threads_set(1)
  return result
}

/// Expects every element's bit pattern to agree, and says where the first does not.
func expectSameBits(
  _ a: [Float], _ b: [Float], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard a.count == b.count else {
    Issue.record("\(what): \(a.count) elements against \(b.count)", sourceLocation: sourceLocation)
    return
  }
  if let i = a.indices.first(where: { a[$0].bitPattern != b[$0].bitPattern }) {
    Issue.record("\(what): element \(i) is \(a[i]) against \(b[i])", sourceLocation: sourceLocation)
  }
}

/// The largest difference from a Float64 twin, relative to the twin's largest magnitude (or `floor`, where all is
/// small); infinite where one of the two is not a number.
func relativeError(_ a: [Float], _ twin: [Double], floor: Double = 0) -> Double {
  precondition(a.count == twin.count, "relativeError: \(a.count) elements against \(twin.count)")
  let largest = max(floor, twin.map(abs).max() ?? 0)
  let worst = zip(a, twin).map { d, t in (Double(d) - t).isNaN ? .infinity : abs(Double(d) - t) }.max() ?? 0
  return largest > 0 ? worst / largest : worst
}
