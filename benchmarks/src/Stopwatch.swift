import CCountAllocations
import Glibc

/// Wall time of a piece of work: the median over repetitions that together last about `seconds`.
///
/// Work shorter than 0.2 ms is repeated inside one measurement; there are at least 3 and at most 100 measurements.
func medianSeconds(lasting seconds: Double = 0.3, _ work: () -> Void) -> Double {
  func now() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
  }
  work()
  let start = now()
  work()
  let once = max(now() - start, 1e-9)
  let inner = once < 2e-4 ? Int(2e-4 / once) + 1 : 1
  let count = min(100, max(3, Int(seconds / (once * Double(inner)))))
  var times: [Double] = []
  for _ in 0..<count {
    let begin = now()
    for _ in 0..<inner { work() }
    times.append((now() - begin) / Double(inner))
  }
  return times.sorted()[count / 2]
}

/// The most memory this process ever had in RAM, in bytes.
func peakResidentBytes() -> Int {
  var usage = rusage()
  getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
  return usage.ru_maxrss * 1024
}

/// Heap allocations of this process so far, everybody's.
func allocationCount() -> Int { hd_allocation_count() }
