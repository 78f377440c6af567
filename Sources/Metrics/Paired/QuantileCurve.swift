import Numerics

extension PairedFrames {
  /// The quantile function of |e|, hazy - clear, with a band; metres.
  public struct QuantilePoint: Sendable, Equatable {
    public let q: Double
    public let difference: Double
    public let band: ClosedRange<Double>
  }

  /// The quantile difference at each q with its pointwise scene-bootstrap band.
  public func quantileCurve(_ q: [Double], _ draws: SceneDraws, level: Double = 0.95) -> [QuantilePoint] {
    q.map { q in
      let effect = bootstrap(.quantile(q), draws)
      return QuantilePoint(q: q, difference: effect.observed, band: effect.percentile(level: level))
    }
  }

  /// One depth bin's part in the differences: contributions add up to the difference of the pool.
  public struct BinEffect: Sendable {
    public let low: Double
    public let high: Double
    /// Pixels of the bin, of both conditions.
    public let n: Int
    /// Contributions to MAE(hazy) - MAE(clear), metres, and to MSE(hazy) - MSE(clear), square metres.
    public let mae: Bootstrap
    public let mse: Bootstrap
  }

  /// What each depth bin adds to the differences of MAE and MSE.
  public func depthBins(_ draws: SceneDraws, _ view: ScoringView = .common) -> [BinEffect] {
    let total = total
    return (0..<OddityLayout.depthBins).map { bin in
      BinEffect(
        low: OddityLayout.depthEdges[bin], high: OddityLayout.depthEdges[bin + 1],
        n: Int(total[OddityLayout.index(view, .clear, bin: bin, .n)]),
        mae: bootstrap(.contribution(.mae, bins: bin..<bin + 1, view), draws),
        mse: bootstrap(.contribution(.mse, bins: bin..<bin + 1, view), draws))
    }
  }

  /// MAE and RMSE differences of the pool without each scene in turn: does one scene carry the finding?
  public var leaveOneSceneOut: [(scene: String, mae: Double, rmse: Double)] {
    guard scenes.count > 1 else { return [] }
    let (mae, rmse) = (Effect.mae(), Effect.rmse())
    let total = total
    func rest(_ effect: Effect, _ place: Int) -> Double {
      effect.statistic(effect.terms.map { total[$0] - rows[place][$0] })
    }
    return scenes.indices.map { (scenes[$0], rest(mae, $0), rest(rmse, $0)) }
  }
}

/// How a condition's scale moves with the density of the fog.
public struct ScaleDrift: Sendable {
  /// Scattering coefficients in 1/m, and the bias (metres) and lacking factor of the hazy predictions at each.
  public let betas: [Double]
  public let bias: [Bootstrap]
  public let scale: [Bootstrap]
  /// The least-squares slope of bias on beta, metres per (1/m); nil for fewer than two densities.
  public let slope: Bootstrap?

  /// One set of frames per density, of the same scenes; beta 0 (the clear condition) is added from the first.
  public init(_ doses: [(beta: Double, frames: PairedFrames)], _ draws: SceneDraws) {
    require(!doses.isEmpty, "ScaleDrift: no densities")
    let first = doses[0].frames
    betas = [0] + doses.map(\.beta)
    bias = [first.bootstrap(.bias(of: .clear), draws)] + doses.map { $0.frames.bootstrap(.bias(of: .hazy), draws) }
    scale = [first.bootstrap(.scale(of: .clear), draws)] + doses.map { $0.frames.bootstrap(.scale(of: .hazy), draws) }
    let (x, all) = (betas, bias)
    let isLine = Set(x).count > 1
    slope =
      isLine
      ? Bootstrap(
        observed: LineFit.scaleShift(x, all.map(\.observed)).scale,
        draws: all[0].draws.indices.map { b in LineFit.scaleShift(x, all.map { $0.draws[b] }).scale })
      : nil
  }
}
