/// The five kinds of street.
public enum StreetKind: String, CaseIterable, Sendable {
  case street
  case crossing
  case suburb
  case tunnel
  case openRoad = "open-road"
}

extension StreetLayout {
  static let townSigns: [SignStyle.Kind] = [.limit, .ban, .order, .warning, .information, .plate, .priority]

  /// Lays out a scene of this kind.
  mutating func lay(_ kind: StreetKind) {
    ground.seed = draw.word()
    ground.tone = draw(0.075, 0.14)
    switch kind {
    case .street: street()
    case .crossing: crossing()
    case .suburb: suburb()
    case .tunnel: tunnel()
    case .openRoad: openRoad()
    }
  }
}
