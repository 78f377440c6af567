import HazyDepth
import Pictures
import Processes

/// Work on many frames at the same time, until the user asks to stop.
enum Workers {
  /// `work(i)` for every i in 0..<count on `jobs` threads; the results in the order of i.
  ///
  /// Frames are taken in order. After a fault no further one is taken, those under way are finished, and the fault of
  /// the first faulty frame is thrown: which one that is does not depend on `jobs`.
  static func map<Result: Sendable>(
    _ count: Int, jobs: Int, _ work: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    StopSignal.listen()
    keepFreedMemory()  // frames come and go in the same sizes
    return try concurrently(count, jobs: jobs) { i in
      try StopSignal.check()
      return try work(i)
    }
  }
}
