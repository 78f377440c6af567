import Files
import Glibc

/// Why a study ends early: one line and an exit code (`sysexits.h`).
public struct StudyError: Error, CustomStringConvertible {
  package enum Kind: Int32 {
    /// Some cells failed, or a comparison found differences.
    case failedCells = 1
    case usage = 64
    case damaged = 65
    case missing = 66
    case missingProgram = 69
    case bug = 70
    case busy = 75
    case configuration = 78
  }
  public let exitCode: Int32
  public let description: String

  package init(_ kind: Kind, _ message: String) {
    (exitCode, description) = (kind.rawValue, message)
  }

  package init(code: Int32, _ message: String) {
    (exitCode, description) = (code, message)
  }

  /// Of any error; one that says nothing of itself is a bug.
  package init(_ error: any Error) {
    switch error {
    case let error as StudyError: self = error
    case let error as FileError: (exitCode, description) = (error.exitCode, error.description)
    case let error as StopSignal: (exitCode, description) = (error.exitCode, "\(error); the same command goes on")
    default: (exitCode, description) = (Kind.bug.rawValue, "\(error)")
    }
  }
}

/// Ends the process with the error's line and code.
package func end(with error: any Error) -> Never {
  let error = StudyError(error)
  if error.exitCode != FileError.Kind.closed.rawValue { log("error: " + printable(error.description)) }
  exit(error.exitCode)
}
