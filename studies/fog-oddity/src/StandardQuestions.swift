import Metrics

nonisolated extension DecisionTable.Question {
  /// The questions that the predictions themselves answer, without another experiment: bookkeeping, pattern, scale.
  ///
  /// `split` (metres, a bin edge) parts near surfaces from far ones; the tail is the largest `tail` of the errors.
  static func ofPredictions(
    _ frames: PairedFrames, _ draws: SceneDraws, split: Double = 40, tail: Double = 0.05
  ) -> [DecisionTable.Question] {
    func seen(_ view: ScoringView, _ reducer: Reducer = .pixelPool) -> OddityTest {
      OddityTest(frames, draws, view: view, reducer: reducer)
    }
    let (own, sameTruth, common) = (seen(.own), seen(.sameTruth), seen(.common))
    func gone(_ from: OddityTest, _ to: OddityTest, when change: String) -> DecisionRule {
      .gone([
        Remainder(of: "the lower MAE", when: change, reference: from.mae, altered: to.mae),
        Remainder(of: "the higher RMSE", when: change, isNegative: false, reference: from.rmse, altered: to.rmse),
      ])
    }
    let percent = OddityText.fixed(100 * tail, 0)
    return [
      .init(.depthMakeUp, of: own, gone(own, sameTruth, when: "only pixels with a truth in both conditions count")),
      .init(
        .coverage, of: sameTruth,
        gone(sameTruth, common, when: "only pixels with a prediction in both conditions count")),
      .init(.cap, of: common, gone(common, seen(.clipped), when: "predictions are clipped to the range")),
      .init(.reducer, of: common, gone(common, seen(.common, .imageMean), when: "images count equally")),
      .init(.rays, of: common, gone(common, seen(.radial), when: "distances are measured along the ray")),
      .init(
        .oneScene, of: common,
        .oneScene(mae: common.mae.observed, rmse: common.rmse.observed, without: frames.leaveOneSceneOut)),
      .init(
        .tail, of: common,
        .gone([
          Remainder(
            of: "the higher RMSE", when: "errors are cut at the quantile above which their largest \(percent) % lie",
            isNegative: false, reference: common.rmse,
            altered: frames.bootstrap(.winsorisedRMSE(above: 1 - tail), draws))
        ])),
      .init(
        .distance, of: common,
        .apart(
          split: split, near: frames.bootstrap(.contribution(.mae, nearerThan: split), draws),
          far: frames.bootstrap(.contribution(.mae, fartherThan: split), draws))),
      .init(
        .scaleDrift, of: common,
        .gone([
          Remainder(
            of: "the lower MAE", when: "each image is scaled by its medians", reference: common.mae,
            altered: seen(.medianScaled).mae)
        ])),
    ]
  }

  /// Whether an intervention that takes something away from the fog (or the gap) takes the lower MAE with it. Frames of
  /// the same scenes as the oddity's.
  static func removed(
    _ explanation: Explanation, _ oddity: OddityTest, when change: String, _ frames: PairedFrames, _ draws: SceneDraws
  ) -> DecisionTable.Question {
    .init(
      explanation, of: oddity,
      .gone([
        Remainder(
          of: "the lower MAE", when: change, reference: oddity.mae, altered: frames.bootstrap(.mae(), draws))
      ]))
  }

  /// Whether something alone, without the rest of the fog, lowers the MAE as the fog does.
  static func created(
    _ explanation: Explanation, _ oddity: OddityTest, when change: String, _ frames: PairedFrames, _ draws: SceneDraws
  ) -> DecisionTable.Question {
    .init(
      explanation, of: oddity,
      .stays(
        Remainder(of: "the lower MAE", when: change, reference: oddity.mae, altered: frames.bootstrap(.mae(), draws))))
  }

  /// The note's guess, put to two tests: near surfaces must gain in shape and not by a factor, and must gain when fog
  /// hides only what is farther than `split` metres (a bin edge), they themselves being as clear as before.
  static func focus(
    _ oddity: OddityTest, _ frames: PairedFrames, farFog: PairedFrames, _ draws: SceneDraws, split: Double
  ) -> DecisionTable.Question {
    let place = OddityText.fixed(split, 0)
    let near = frames.bootstrap(.contribution(.mae, nearerThan: split), draws)
    let effect = "the lower MAE nearer than \(place) m"
    return .init(
      .focus, of: oddity,
      .every([
        .stays(
          Remainder(
            of: effect, when: "each image is scaled by its medians", reference: near,
            altered: frames.bootstrap(.contribution(.mae, nearerThan: split, .medianScaled), draws))),
        .stays(
          Remainder(
            of: effect, when: "only surfaces beyond \(place) m are fogged", reference: near,
            altered: farFog.bootstrap(.contribution(.mae, nearerThan: split), draws))),
      ]))
  }
}
