extension NoiseSchedule {
  /// The betas of a table rescaled to zero terminal SNR as the reference's Float32 arithmetic leaves them.
  ///
  /// Near the end they are quotients of differences of nearly equal roots: Float32 keeps only five digits of them, and
  /// a table computed exactly lies up to 7e-6 from the published one. So this follows the reference rounding for
  /// rounding, down to a root taken as x · (1/√x). Nothing samples from these: ᾱ is computed in Float64.
  /// Source: diffusers `rescale_zero_terminal_snr` on torch, CPU.
  static func referenceRescaledBetas(_ T: Int, _ low: Double, _ high: Double, isScaled: Bool) -> [Float] {
    let (first, last) = (Float(low), Float(high))
    let step = (last - first) / Float(T - 1)
    var product = 1.0
    let roots = (0..<T).map { t in
      // torch's linspace counts from the nearer end.
      let x = t < T / 2 ? first + step * Float(t) : last - step * Float(T - 1 - t)
      product *= Double(1 - (isScaled ? x * x : x))
      let cumulative = Float(product)
      return cumulative * Float(1 / Double(cumulative).squareRoot())
    }
    let scale = roots[0] / (roots[0] - roots[T - 1])
    let cumulative = roots.map { root in
      let x = (root - roots[T - 1]) * scale
      return x * x
    }
    return cumulative.indices.map { 1 - ($0 == 0 ? cumulative[0] : cumulative[$0] / cumulative[$0 - 1]) }
  }
}
