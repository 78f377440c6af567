import ArgumentParser

/// The command: thin tools over the libraries.
@main
struct HazyDepthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hazydepth", abstract: "Depth in fog: models, data and checks from the command line.")
}
