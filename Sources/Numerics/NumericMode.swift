import Glibc
import Synchronization

/// Whose arithmetic matrix products and decompositions use; every manifest records it.
///
/// The two agree to rounding, which each is tested against the other for.
public enum NumericMode: String, Sendable, CaseIterable {
  /// Our own kernels: the same bits on every machine, instruction set and number of threads.
  case portable
  /// OpenBLAS, single-threaded: for machines where our kernels fall back to plain C, and for comparison. Its bits
  /// depend on its version and on the core type it detects (`OpenBLAS.coreName`).
  case openblas

  /// The process's mode: `HAZYDEPTH_NUMERICS` (`portable` if unset), read once, or what was last set here. Set it before
  /// work starts: weights packed under one mode are not read under the other. A wrong variable ends the process with 78.
  public static var current: NumericMode {
    get { mode.load(ordering: .relaxed) == 0 ? .portable : .openblas }
    set { mode.store(newValue == .portable ? 0 : 1, ordering: .relaxed) }
  }
}

private let mode: Atomic<UInt8> = {
  let variable = "HAZYDEPTH_NUMERICS"
  guard let text = getenv(variable).map({ String(cString: $0) }), !text.isEmpty else { return Atomic(0) }
  guard let chosen = NumericMode(rawValue: text) else {
    let line = "error: \(variable)=\(text): expected portable or openblas\n"
    _ = line.withCString { write(2, $0, strlen($0)) }
    exit(78)
  }
  return Atomic(chosen == .portable ? 0 : 1)
}()
