import Foundation
import Numerics
import Testing

struct NumericModeTests {
  @Test func `the mode is portable unless the environment or the program says otherwise`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("HAZYDEPTH_NUMERICS")
      precondition(NumericMode.current == .portable)
      NumericMode.current = .openblas
      precondition(NumericMode.current == .openblas)
    }
    await #expect(processExitsWith: .success) {
      setenv("HAZYDEPTH_NUMERICS", "openblas", 1)
      precondition(NumericMode.current == .openblas)
      setenv("HAZYDEPTH_NUMERICS", "portable", 1)  // read once
      precondition(NumericMode.current == .openblas)
    }
  }

  @Test func `an unknown mode in the environment ends the process with 78`() async {
    await #expect(processExitsWith: .exitCode(78)) {
      setenv("HAZYDEPTH_NUMERICS", "fast", 1)
      _ = NumericMode.current
    }
  }
}
