import DriveData
import Foundation
import Synchronization

/// Work on many frames at the same time.
enum Workers {
  private struct State<Result: Sendable> {
    var next = 0
    var results: [Result?]
    var fault: (frame: Int, error: any Error)?
  }

  private final class Shared<Result: Sendable>: Sendable {
    let state: Mutex<State<Result>>
    init(_ count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }
  }

  /// `work(i)` for every i in 0..<count on `jobs` threads; the results in the order of i.
  ///
  /// Frames are taken in order. After a fault no further one is taken, those under way are finished, and the fault of
  /// the first faulty frame is thrown: which one that is does not depend on `jobs`.
  static func map<Result: Sendable>(
    _ count: Int, jobs: Int, _ work: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    Interruption.listen()
    keepFreedMemory()  // frames come and go in the same sizes
    let shared = Shared<Result>(count)
    let group = DispatchGroup()
    for _ in 0..<min(jobs, count) {
      group.enter()
      let thread = Thread {
        run(shared, count, work)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return try shared.state.withLock { state in
      if let fault = state.fault { throw fault.error }
      return state.results.map { $0! }
    }
  }

  private static func run<Result: Sendable>(
    _ shared: Shared<Result>, _ count: Int, _ work: @Sendable (Int) throws -> Result
  ) {
    while true {
      let frame = shared.state.withLock { state -> Int? in
        guard state.fault == nil, state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let frame else { return }
      do {
        try Interruption.check()
        let result = try work(frame)
        shared.state.withLock { $0.results[frame] = result }
      } catch {
        shared.state.withLock { state in
          if frame < state.fault?.frame ?? .max { state.fault = (frame, error) }
        }
      }
    }
  }
}
