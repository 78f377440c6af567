import ArgumentParser
import Files
import Glibc
import HazyDepth
import NN
import Processes
import StudyKit

/// The command: thin tools over the libraries.
@main
struct HazyDepthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hazydepth", abstract: "Depth in fog: models, data and checks from the command line.",
    subcommands: [
      WorldCommand.self, FogCommand.self, EvaluateCommand.self, GoldenCommand.self, InspectWeightsCommand.self,
      MakeWeightsCommand.self, InitFromCommand.self, SampleDepthCommand.self, TrainCommand.self, TrainVAECommand.self,
      TrainDirectCommand.self, PredictCommand.self, VerifyCommand.self, CompareCommand.self, VersionsCommand.self,
      SlurmCommand.self, MergeCommand.self, GarbageCommand.self, PackCommand.self, ModulesCommand.self,
      InspectOddityCommand.self, NewStudyCommand.self,
    ])

  /// Every error becomes one line on standard error and an exit code: an error thrown out of `main` would be a crash.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
      // A full disk behind standard output shows only here.
      guard fflush(nil) == 0 else {
        throw errno == EPIPE
          ? closedOutput
          : FileError(.inputOutput, "standard output", "cannot write: \(String(cString: strerror(errno)))")
      }
    } catch let error as FileError {
      end(with: error.description, error.exitCode)
    } catch let error as TrainingFault {
      end(with: error.description, error.exitCode)
    } catch let error as WeightsError {
      end(with: error.description, error.exitCode)
    } catch let error as StudyError {
      end(with: error.description, error.exitCode)
    } catch let error as StopSignal {
      end(with: "\(error); files written so far are whole", error.exitCode)
    } catch {
      exit(withError: error)
    }
  }

  private static func end(with message: String, _ code: Int32) -> Never {
    fflush(nil)
    if code == FileError.Kind.closed.rawValue { Glibc.exit(code) }
    let line = "error: \(message)\n"
    _ = line.withCString { write(2, $0, strlen($0)) }
    Glibc.exit(code)
  }
}
