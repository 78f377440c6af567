import Diffusion
import Driving
import Metrics
import NN

/// A model in the catalogue: what it is called, how its folder is told from others, what is read of it and how it is loaded.
///
/// A model is one folder of sources and one entry; everything that lists models lists the catalogue.
public struct ModelEntry: Sendable {
  /// On the command line and in tables.
  public let name: String
  /// The class that its `config.json` or `model_index.json` names, or what it is called where neither does.
  public let className: String
  /// Who may use published weights; nil for the project's own.
  public var licence: String?
  /// What a reader of a table must know.
  public var note = ""
  /// Weights that come with the project, the default first.
  public var shipped: [ShippedModel] = []
  /// What can be asked of it.
  public var settings: Set<PredictionSettings.Name> = []
  /// Folders of random weights that `make-weights` writes, as its publisher lays them out.
  public var random: [RandomFolder] = []
  /// What predictions may borrow from the truth, by the model's folder: nothing where they are metres.
  public var alignment: @Sendable (_ folder: String) -> Alignment = { _ in .none }
  /// Whether a configuration in the folder's `config.json` or `model_index.json` is this model's.
  public let recognises: @Sendable (ConfigurationFile) -> Bool
  /// Every file that `load` reads, in a fixed order. Throws for what is not there.
  public let files: @Sendable (_ folder: String) throws -> [String]
  /// Throws unless the folder's weights fit its configuration. Of a model in several folders it is asked for the first
  /// alone.
  public let check: @Sendable (_ folder: String) throws -> Void
  /// Reads the model. Throws for a folder that is broken, of another model, or does not fit.
  public let load: @Sendable (_ folder: String, PredictionSettings) throws -> any DepthPredictor

  /// What of these settings the model has no use for, in the order of their names.
  public func useless(_ given: PredictionSettings) -> [PredictionSettings.Name] {
    PredictionSettings.Name.allCases.filter { given.given.contains($0) && !settings.contains($0) }
  }
}

/// Weights of a model that come with the project, by the name of their folder in `weights/`.
public struct ShippedModel: Sendable {
  public let name: String
  /// What it learned from: a word for a note.
  public let air: String

  public init(_ name: String, air: String) { (self.name, self.air) = (name, air) }
}

/// A folder of weights that are random: of full width, to measure with.
public struct RandomFolder: Sendable {
  /// One folder of weights within it: `.` for the folder itself.
  public struct Part: Sendable {
    public let folder: String
    /// The weights' file without its extension.
    public let stem: String
    public let configuration: String
    public let plan: [PlannedParameter]
  }
  /// Of `make-weights --kind`.
  public let name: String
  /// What it is, in a few words with its size.
  public let about: String
  public let parts: @Sendable () -> [Part]
  /// Files of text, by path: written last, since a folder without them is not finished.
  public var texts: @Sendable () -> [(path: String, text: String)] = { [] }
}
