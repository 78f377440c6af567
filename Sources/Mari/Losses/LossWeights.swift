/// The terms of the note's objective.
public enum LossTerm: String, Sendable, CaseIterable {
  case dehaze, depth, vis, preserve, rank, tv
}

/// lambda: what each term is multiplied with in L_total. Source: the note, "Losses".
public struct LossWeights: Sendable, Equatable {
  public var dehaze: Float
  public var depth: Float
  public var vis: Float
  public var preserve: Float
  public var rank: Float
  public var tv: Float

  public init(
    dehaze: Float = 1, depth: Float = 1, vis: Float = 0.05, preserve: Float = 0.05, rank: Float = 0.02,
    tv: Float = 0.005
  ) {
    self.dehaze = dehaze
    self.depth = depth
    self.vis = vis
    self.preserve = preserve
    self.rank = rank
    self.tv = tv
  }

  public subscript(_ term: LossTerm) -> Float {
    switch term {
    case .dehaze: dehaze
    case .depth: depth
    case .vis: vis
    case .preserve: preserve
    case .rank: rank
    case .tv: tv
    }
  }
}
