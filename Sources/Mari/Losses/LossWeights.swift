/// lambda: what each term is multiplied with in L_total; the note's weights but for those that are given.
///
///     let lambda: LossWeights = [.rank: 0.2, .tv: 0]
public struct LossWeights: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private var given: [LossTerm: Float] = [:]

  /// The note's.
  public init() {}

  public init(dictionaryLiteral weights: (LossTerm, Float)...) {
    for (term, weight) in weights { given[term] = weight }
  }

  /// These terms at these weights, all others at 0.
  public static func only(_ weights: [LossTerm: Float]) -> LossWeights {
    var lambda = LossWeights()
    for term in Objective.terms { lambda[term] = weights[term] ?? 0 }
    return lambda
  }

  public subscript(_ term: LossTerm) -> Float {
    get { given[term] ?? term.weight }
    set { given[term] = newValue }
  }

  public static func == (a: LossWeights, b: LossWeights) -> Bool { Objective.terms.allSatisfy { a[$0] == b[$0] } }
}
