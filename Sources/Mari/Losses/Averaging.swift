import Diffusion

/// What a ratio is taken over.
public enum Averaging: String, Sendable, CaseIterable {
  /// One ratio for the whole batch: an image with more to say counts more.
  case overBatch
  /// One ratio per image that has anything to say, then their mean.
  case perImage

  /// The factor on every summand of an image, from the weight of what each image sums; nil if there is none.
  func factors(_ weights: [Double]) -> [Float]? {
    let taking = weights.count { $0 > 0 }
    guard taking > 0 else { return nil }
    switch self {
    case .overBatch:
      let total = weights.reduce(0, +)
      return weights.map { _ in Float(1 / total) }
    case .perImage: return weights.map { $0 > 0 ? Float(1 / ($0 * Double(taking))) : 0 }
    }
  }
}
