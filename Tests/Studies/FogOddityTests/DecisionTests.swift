import Metrics
import Numerics
import TestSupport
import Testing

@testable import study_fog_oddity

/// Each world is odd for one reason: exactly that explanation is to be supported.
@Suite struct DecisionTests {
  static let draws = SceneDraws(of: 24, count: 1000, random: Generator(seed: 1))

  static func table(_ frames: PairedFrames) -> DecisionTable {
    DecisionTable(DecisionTable.Question.ofPredictions(frames, draws, split: 40))
  }

  static let worlds: [(Explanation, PairedFrames)] = [
    (.tail, OddWorld.tail), (.scaleDrift, OddWorld.scaleDrift), (.cap, OddWorld.cap), (.rays, OddWorld.rays),
    (.reducer, OddWorld.reducer), (.coverage, OddWorld.coverage), (.depthMakeUp, OddWorld.depthMakeUp),
    (.distance, OddWorld.distance),
  ]

  @Test(arguments: worlds.map(\.0)) func `exactly the reason that was built in is supported`(_ reason: Explanation) {
    let frames = Self.worlds.first { $0.0 == reason }!.1
    let view: ScoringView = reason == .depthMakeUp ? .own : reason == .coverage ? .sameTruth : .common
    #expect(OddityTest(frames, Self.draws, view: view).verdict() == .odd)
    let table = Self.table(frames)
    #expect(table.explanations(.supported) == [reason], "\(table.rows.map { "\($0.explanation): \($0.evidence)" })")
    #expect(table.explanations(.refuted).count == table.rows.count - 1, "\(table.explanations(.undecided))")
  }

  @Test func `one scene that carries it is found, and nothing else is decided`() {
    let test = OddityTest(OddWorld.oneScene, Self.draws)
    #expect(test.mae.observed < 0 && test.rmse.observed > 0 && test.verdict() == .undecided)
    let table = Self.table(OddWorld.oneScene)
    #expect(table.explanations(.supported) == [.oneScene])
    #expect(table.explanations(.undecided).count == table.rows.count - 1)
  }

  @Test func `without an oddity nothing is supported`() {
    let table = Self.table(OddWorld.same)
    #expect(table.explanations(.supported).isEmpty)
    #expect(table[.tail]!.verdict == .undecided && table[.tail]!.evidence.hasPrefix("not odd"))
  }

  static let odd = OddityTest(OddWorld.distance, draws)

  @Test func `an intervention that takes the gain with it, and one that does not`() {
    func verdict(_ frames: PairedFrames) -> DecisionVerdict {
      DecisionTable([.removed(.domainGap, Self.odd, when: "the camera is the one of training", frames, Self.draws)])
        .rows[0].verdict
    }
    #expect(verdict(OddWorld.same) == .supported)
    #expect(verdict(OddWorld.distance) == .refuted)
    // Half of the gain is neither.
    let half = OddWorld.frames { p in
      let gain = p.g < 60 ? 1.2 : -2.8
      return OddWorld.Pixel(clear: p.off(2), hazy: p.off(2 - (p.scene % 2 == 0 ? gain : 0)))
    }
    #expect(verdict(half) == .undecided)
  }

  @Test func `an intervention that brings the gain about alone, and one that does not`() {
    func verdict(_ frames: PairedFrames) -> DecisionVerdict {
      DecisionTable([.created(.contrast, Self.odd, when: "there is only a veil", frames, Self.draws)]).rows[0].verdict
    }
    #expect(verdict(OddWorld.distance) == .supported)
    #expect(verdict(OddWorld.same) == .refuted)
  }

  @Test func `focus needs a gain in shape that far fog alone brings`() {
    func verdict(_ frames: PairedFrames, _ farFog: PairedFrames) -> DecisionVerdict {
      DecisionTable([.focus(OddityTest(frames, Self.draws), frames, farFog: farFog, Self.draws, split: 40)])
        .rows[0].verdict
    }
    #expect(verdict(OddWorld.distance, OddWorld.farFog) == .supported)
    #expect(verdict(OddWorld.distance, OddWorld.farFogWithoutGain) == .refuted)
    // A factor is no focus, even if far fog brings it.
    #expect(verdict(OddWorld.scaleDrift, OddWorld.scaleDrift) == .refuted)
    // Surfaces that lose have no gain to be left.
    let nearPays = OddWorld.frames { p in OddWorld.Pixel(clear: p.off(2), hazy: p.off(p.g > 25 ? 0.8 : 6)) }
    #expect(OddityTest(nearPays, Self.draws).verdict() == .odd)
    #expect(
      DecisionTable([.focus(OddityTest(nearPays, Self.draws), nearPays, farFog: nearPays, Self.draws, split: 30)])
        .rows[0].verdict == .refuted)
  }

  @Test func `rules state themselves and the table divides its level among its rows`() {
    let table = Self.table(OddWorld.tail)
    #expect(table.rows.count == 9 && abs(table.rowLevel - (1 - 0.05 / 9)) < 1e-12)
    #expect(
      table[.scaleDrift]!.rule
        == "supported if less than half of the lower MAE is left when each image is scaled by its medians; "
        + "refuted if more than half of it is")
    #expect(table[.tail]!.evidence.hasPrefix("the higher RMSE 0."))
    #expect(table[.oneScene]!.verdict == .refuted)
    #expect(Set(Explanation.allCases.map(\.claim)).count == Explanation.allCases.count)
  }
}
