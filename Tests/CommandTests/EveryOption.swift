import Foundation

/// What the command says of itself: every command with its options, so that a test walks over all of them, those that
/// are added later too.
struct EveryOption: Decodable {
  struct Command: Decodable {
    let commandName: String
    let subcommands: [Command]?
    let arguments: [Argument]?
  }
  struct Argument: Decodable {
    struct Name: Decodable { let kind, name: String }
    let kind: String
    let names: [Name]?
    let valueName: String?
    let isOptional: Bool

    /// `--out`; nil of a positional argument.
    var long: String? { names?.first { $0.kind == "long" }.map { "--\($0.name)" } }
  }
  let command: Command

  /// The options of each command of `hazydepth`, but those that every command has.
  static func ofCommands() throws -> [(command: String, options: [String])] {
    let place = Tests.Command()
    defer { place.remove() }
    let dump = try place("--experimental-dump-help")
    let all = try JSONDecoder().decode(EveryOption.self, from: Data(dump.output.utf8))
    return (all.command.subcommands ?? []).filter { $0.commandName != "help" }.map { command in
      let options = (command.arguments ?? []).filter { $0.kind == "option" }.compactMap(\.long)
      return (command.commandName, options)
    }
  }
}

private enum Tests { typealias Command = CommandTests.Command }
