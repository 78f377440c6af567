import Files

/// What a version's numbers depend on: same key, same version.
struct RunIdentity: Codable, Equatable, Sendable {
  var schema = CellIdentity.currentSchema
  let study: String
  let configuration: Configuration
  let surroundings: Surroundings

  var key: String { Digest.of(JSON.canonical(self)) }
}
