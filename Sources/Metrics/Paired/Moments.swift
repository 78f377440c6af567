/// What a mean squared error is made of, exactly: three ways to take it apart. Population moments (n, not n - 1).
public struct Moments: Sendable, Equatable {
  public let n: Int
  public let mae: Double
  public let mse: Double
  public let bias: Double
  /// mse = bias^2 + errorVariance.
  public let errorVariance: Double
  /// mse = mae^2 + absoluteVariance: a lower MAE with a higher RMSE means that |e| has spread out.
  public let absoluteVariance: Double
  public let meanTruth: Double
  public let meanPrediction: Double
  public let sdTruth: Double
  public let sdPrediction: Double
  /// Correlation of p and g; 0 if either is constant.
  public let correlation: Double

  /// Murphy's: mse = offset + scale + unexplained. (mean p - mean g)^2.
  public var offset: Double { bias * bias }
  /// (sd p - rho sd g)^2: the conditional bias, what a linear recalibration would remove.
  public var scale: Double { square(sdPrediction - correlation * sdTruth) }
  /// (1 - rho^2) sd g^2.
  public var unexplained: Double { (1 - correlation * correlation) * sdTruth * sdTruth }

  /// From the sums of a set of pixels; nil without pixels.
  public init?(_ sums: ErrorSums) {
    guard sums.n > 0 else { return nil }
    let count = Double(sums.n)
    n = sums.n
    mae = sums.absE / count
    mse = sums.e2 / count
    bias = sums.e / count
    errorVariance = Moments.variance(sums.e2 / count, bias)
    absoluteVariance = Moments.variance(sums.e2 / count, mae)
    meanTruth = sums.g / count
    meanPrediction = sums.p / count
    let (varianceG, varianceP) = (
      Moments.variance(sums.g2 / count, meanTruth), Moments.variance(sums.p2 / count, meanPrediction)
    )
    sdTruth = varianceG.squareRoot()
    sdPrediction = varianceP.squareRoot()
    // Var(p - g) = Var p + Var g - 2 Cov(p, g).
    let covariance = (varianceG + varianceP - errorVariance) / 2
    correlation = sdTruth > 0 && sdPrediction > 0 ? covariance / (sdTruth * sdPrediction) : 0
  }

  /// E[x^2] - E[x]^2; what is below the rounding of the two squares is 0.
  private static func variance(_ meanSquare: Double, _ mean: Double) -> Double {
    let v = meanSquare - mean * mean
    return v > 8 * .ulpOfOne * meanSquare ? v : v.isNaN ? v : 0
  }

  private func square(_ x: Double) -> Double { x * x }
}

/// Why the MSE moved: the differences of the terms, hazy - clear.
public struct SpreadIdentity: Sendable, Equatable {
  public let deltaMSE: Double
  /// deltaMSE = fromMAE + fromSpread.
  public let fromMAE: Double
  public let fromSpread: Double
  /// deltaMSE = fromBias + fromVariance.
  public let fromBias: Double
  public let fromVariance: Double

  public init(clear: Moments, hazy: Moments) {
    deltaMSE = hazy.mse - clear.mse
    fromMAE = hazy.mae * hazy.mae - clear.mae * clear.mae
    fromSpread = hazy.absoluteVariance - clear.absoluteVariance
    fromBias = hazy.bias * hazy.bias - clear.bias * clear.bias
    fromVariance = hazy.errorVariance - clear.errorVariance
  }

  /// MAE fell although MSE did not: possible only because |e| spread out.
  public var isOdd: Bool { fromMAE < 0 && deltaMSE >= 0 }
}

extension ErrorSums {
  /// The factor s = sum(p g) / sum(p^2) that a prediction lacks, and the MSE after applying it; nil without pixels.
  public var scaleTest: (scale: Double, mseAfter: Double)? {
    guard n > 0, p2 > 0 else { return nil }
    let pg = (g2 + p2 - e2) / 2
    let s = pg / p2
    return (s, max(0, g2 - s * pg) / Double(n))
  }
}
