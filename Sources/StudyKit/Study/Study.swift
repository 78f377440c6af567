import Exhibits
import Files
import Foundation
import Numerics
import Processes
import Provenance

/// One study: a question, the constants it is asked with, the cells that answer it, and what they show.
///
/// `main.swift` reads as a notebook: constants first, then `run`, then tables, figures and claims, then `finish`. The same
/// file is the run, its worker processes, the listing of cells, the redrawing and the checking of an old version: only
/// what `run` and `finish` do differs. Faults end the process with one line and an exit code, so nothing here throws.
@MainActor
public final class Study {
  public let name: String
  public let title: String
  /// What is asked.
  public let question: String
  /// Where the question comes from.
  public let source: String

  public internal(set) var metrics: [Metric] = []
  public internal(set) var claims: [Claim] = []
  /// Tables, figures and panels, in the study's order.
  var exhibits: [any Exhibit] = []

  /// The package's folder, and the one that holds the study's sources.
  let root: String
  let sourceFolder: String
  let options: StudyOptions
  let started = Date()
  var mode: Mode
  var sources: ConfigurationSources
  var configuration = Configuration()
  var inputs: [(path: String, role: String)] = []
  /// Lines for `--help`: name, value, what it is.
  var described: [(name: String, value: String, help: String)] = []
  /// `data.allow-missing` as it was given.
  var allowsMissing = "false"
  /// Known once the first `run` is reached: from then on nothing may be declared.
  var surroundings: Surroundings?
  var code: CodeDigest?
  var knownRelatives: Relatives?
  /// The parts that have run, for the version.
  var parts: [FinishedPart] = []
  var cellSeconds = 0.0
  var knownGit: GitState?
  private(set) var openCanvas: Canvas?

  enum Mode {
    /// A version is to be made.
    case run
    /// Cells are to be printed.
    case list
    case worker(Worker)
    /// A version with this very key is there: its data are shown, nothing is written.
    case upToDate(VersionData)
    /// Tables, figures and the report of a version are drawn anew from its data.
    case redraw(VersionData)
    /// A version's cells are run again and compared.
    case verify(VersionData, Verification)
  }

  struct FinishedPart {
    let name: String
    let cells: [PlannedCell]
    let results: Results
  }

  /// `name` is the folder under `studies/`; `file` finds it.
  public init(_ name: String, title: String, question: String, note source: String = "", file: String = #filePath) {
    (self.name, self.title, self.question, self.source) = (name, title, question, source)
    sourceFolder = Folder.parent(of: file) ?? "."
    options = StudyOptions.ofThisProcess()
    do {
      root = try packageRoot(above: sourceFolder)
      if options.worker {
        let worker = Worker()
        mode = .worker(worker)
        sources = ConfigurationSources(stored: worker.order.configuration)
        return
      }
      StopSignal.listen()
      ignoreWriteSignals()
      try Checkout.refuseForeign(
        root: root, sources: sourceFolder,
        program: Checkout.thisProgram(), here: FileManager.default.currentDirectoryPath)
      if let version = options.redraw ?? options.verify {
        let path = version.contains("/") ? version : "\(Folder.parent(of: sourceFolder) ?? ".")/\(version)"
        if options.redraw == nil { try VersionCheck.refuseDamaged(path) }
        let data = try VersionData(path)
        mode = options.redraw == nil ? .verify(data, Verification()) : .redraw(data)
        sources = ConfigurationSources(stored: data.manifest.configuration)
      } else {
        mode = options.listCells || options.dryRun ? .list : .run
        sources = try ConfigurationSources(options, environment: ProcessInfo.processInfo.environment)
      }
    } catch {
      end(with: error)
    }
  }

  /// Where cells and trials live.
  var storeRoot: String { options.store ?? "\(root)/.hazydepth" }

  /// nil where this process draws nothing: a worker, a listing, a version that is there already.
  var canvas: Canvas? {
    if let openCanvas { return openCanvas }
    switch mode {
    case .run, .redraw:
      do {
        try StopSignal.check()
        openCanvas = try Canvas(folder: Versions.temporary(in: openDestination()))
      } catch {
        fail(error)
      }
      return openCanvas
    default: return nil
    }
  }

  /// Ends the process with the error's line and exit code; nothing half-made stays.
  func fail(_ error: any Error) -> Never {
    if let openCanvas { try? Folder.remove(openCanvas.folder) }
    end(with: error)
  }

  /// The value, or the end of the process with the error's line and exit code: `let set = study.require(try Dataset(path))`.
  public func require<T>(_ value: @autoclosure () throws -> T) -> T {
    do { return try value() } catch { fail(error) }
  }
}
