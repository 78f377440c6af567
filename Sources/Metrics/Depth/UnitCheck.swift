import Numerics

/// A second pair of eyes on a set of predictions: whether the numbers say "another unit" rather than "a poor model".
///
/// Of each image at most `samples` pixels at equal steps are looked at; the signs are medians over images, so that one odd
/// image raises no alarm and the order of images does not matter.
public struct UnitCheck: Sendable, Equatable {
  static let samples = 256

  /// What one image shows.
  struct Signs: Sendable, Equatable {
    let n: Int
    /// The median of p/g, and the median distance of ln(p/g) from its own median.
    let ratio: Double
    let spread: Double
    /// Spearman's between g and p; nil with fewer than 12 pixels or where one of them is constant.
    let correlation: Double?
    let nearest, farthest: (g: Double, p: Double)

    static func == (a: Signs, b: Signs) -> Bool {
      a.n == b.n && a.ratio == b.ratio && a.spread == b.spread && a.correlation == b.correlation
        && a.nearest == b.nearest && a.farthest == b.farthest
    }
  }
  private var images: [Int: Signs] = [:]

  public init() {}

  /// Looks at one image: truth and prediction [H * W], mask [H * W] (0: does not count), the true distances that count.
  mutating func add(
    image: Int, truth: UnsafeBufferPointer<Float>, prediction: UnsafeBufferPointer<Float>,
    mask: UnsafeBufferPointer<UInt8>?, range: EvaluationRange
  ) {
    var (g, p): ([Double], [Double]) = ([], [])
    for i in stride(from: 0, to: truth.count, by: max(1, truth.count / UnitCheck.samples)) {
      let (gi, pi) = (Double(truth[i]), Double(prediction[i]))
      guard mask?[i] != 0, range.contains(gi), pi > 0, pi < .infinity else { continue }
      g.append(gi)
      p.append(pi)
    }
    guard !g.isEmpty else { return }
    let ratios = zip(g, p).map { $1 / $0 }
    let middle = Quantiles.median(ratios)
    images[image] = Signs(
      n: g.count, ratio: middle, spread: Quantiles.median(ratios.map { abs(Portable.log($0 / middle)) }),
      correlation: g.count >= 12 ? Association.spearman(g, p) : nil, nearest: (g.min()!, p.min()!),
      farthest: (g.max()!, p.max()!))
  }

  /// Takes over what another part of the same set showed.
  mutating func merge(_ other: UnitCheck) { images.merge(other.images) { mine, _ in mine } }

  /// What is wrong with the unit, as one line without the name of the model; nil where nothing looks so.
  ///
  /// `alignment`: what the predictions may borrow from the truth. A factor that is fitted is no sign.
  public func warning(under alignment: Alignment = .none) -> String? {
    let signs = images.sorted { $0.key < $1.key }.map(\.value)
    guard !signs.isEmpty else { return nil }
    func range(_ value: (Signs) -> (low: Double, high: Double)) -> (low: Double, high: Double) {
      (signs.map { value($0).low }.min()!, signs.map { value($0).high }.max()!)
    }
    let p = range { ($0.nearest.p, $0.farthest.p) }
    let g = range { ($0.nearest.g, $0.farthest.g) }
    if p.low == p.high, g.low < g.high {
      return "predicts \(p.low.short) everywhere: a constant, or the wrong array or channel"
    }
    let correlations = signs.compactMap(\.correlation)
    if !correlations.isEmpty, Quantiles.median(correlations) < -0.5 {
      return "falls as the truth rises (rank correlation \(Quantiles.median(correlations).short)): a disparity or an "
        + "inverse depth, not metres"
    }
    guard alignment == .none else { return nil }
    let ratio = Quantiles.median(signs.map(\.ratio))
    guard let unit = UnitCheck.unit(of: ratio, spread: Quantiles.median(signs.map(\.spread))) else { return nil }
    return "is about \(unit) times the truth (median p/g = \(ratio.short)): a unit, not a model"
  }

  /// Units per metre that depth files use.
  private static let scales: [(name: String, value: Double)] = [("1", 1), ("256", 256), ("100", 100), ("1000", 1000)]

  /// The ratio of two of the units that a factor is close to, in words.
  ///
  /// A factor beyond 25 is a unit if it is within a quarter of one; a smaller one, which a poor model may have too, only
  /// if it is within a tenth and nearly all pixels share it.
  private static func unit(of ratio: Double, spread: Double) -> String? {
    for (i, stored) in scales.enumerated() {
      for (k, read) in scales.enumerated() where i != k {
        let factor = stored.value / read.value
        let isLarge = max(factor, 1 / factor) > 25
        let distance = abs(Portable.log(ratio / factor))
        guard isLarge ? distance < 0.22 : distance < 0.1 && spread < 0.2 else { continue }
        return read.value == 1 ? stored.name : "\(stored.name)/\(read.name)"
      }
    }
    return nil
  }
}

extension Double {
  /// Three significant digits, for sentences; never in the user's locale.
  fileprivate var short: String {
    guard isFinite, self != 0 else { return "\(self)" }
    var (scale, size) = (1.0, magnitude)
    while size >= 1000 { (scale, size) = (scale / 10, size / 10) }
    while size < 100 { (scale, size) = (scale * 10, size * 10) }
    let rounded = (self * scale).rounded() / scale
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(Float(rounded))"
  }
}
