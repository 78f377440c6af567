import ArgumentParser
import HazyDepth

/// A model of the catalogue, named on the command line.
struct ModelChoice: ExpressibleByArgument {
  let entry: ModelEntry

  init(_ entry: ModelEntry) { self.entry = entry }

  init?(argument: String) {
    guard let entry = ModelCatalogue[argument] else { return nil }
    self.init(entry)
  }

  var defaultValueDescription: String { entry.name }
  static var allValueStrings: [String] { ModelCatalogue.all.map(\.name) }
}
