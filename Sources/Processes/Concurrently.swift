import Foundation
import Synchronization

private struct Taken<Result: Sendable> {
  var next = 0
  var results: [Result?]
  var fault: (index: Int, error: any Error)?
}

private final class Shared<Result: Sendable>: Sendable {
  let state: Mutex<Taken<Result>>
  init(_ count: Int) { state = Mutex(Taken(results: Array(repeating: nil, count: count))) }
}

/// `work(i)` for every i in 0..<count on `jobs` threads; the results in the order of i.
///
/// Indices are taken in order. After a fault no further one is taken, and the fault of the first faulty index is thrown:
/// which one that is does not depend on `jobs`.
public func concurrently<Result: Sendable>(
  _ count: Int, jobs: Int, _ work: @escaping @Sendable (Int) throws -> Result
) throws -> [Result] {
  let shared = Shared<Result>(count)
  let group = DispatchGroup()
  for _ in 0..<max(1, min(jobs, count)) {
    group.enter()
    let thread = Thread {
      takeAll(shared, count, work)
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

private func takeAll<Result: Sendable>(
  _ shared: Shared<Result>, _ count: Int, _ work: @Sendable (Int) throws -> Result
) {
  while true {
    let index = shared.state.withLock { state -> Int? in
      guard state.fault == nil, state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
    guard let index else { return }
    do {
      let result = try work(index)
      shared.state.withLock { $0.results[index] = result }
    } catch {
      shared.state.withLock { state in
        if index < state.fault?.index ?? .max { state.fault = (index, error) }
      }
    }
  }
}
