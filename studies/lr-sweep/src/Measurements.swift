import Exhibits
import HazyDepth
import Metrics
import NN
import Numerics
import Pictures
import StudyKit

/// "1:2:2.4" -> how much faster than the trunk the dehaze and the depth decoder learn. Anything else ends the process.
func decoderFactors(_ ratio: String) -> (dehaze: Float, depth: Float) {
  let parts = ratio.split(separator: ":").compactMap { Float($0) }
  require(
    parts.count == 3 && parts.allSatisfy { $0 > 0 && $0.isFinite },
    "ratio \(ratio): expected trunk:dehaze:depth, three numbers above 0")
  return (parts[1] / parts[0], parts[2] / parts[0])
}

/// How a cell trains.
func options(_ cell: Cell, steps: Int, base: Float) -> TrainingOptions {
  var options = TrainingOptions(steps: steps, learningRate: base, warmUp: min(warm_up, steps / 2), emaDecay: 0.98)
  (options.dehazeRatio, options.depthRatio) = decoderFactors(cell[ratio])
  (options.seed, options.gradientNorm) = (UInt64(cell.seed), clip)
  return options
}

/// What happens while a model trains: losses of every step, how far components move every tenth.
struct Course {
  private(set) var losses = Series("step", "L_total", "std_v")
  private(set) var updates = Series(columns: ["step"] + MariMetric2.Component.allCases.map(\.rawValue))

  mutating func add(_ step: Int, _ L: Losses, _ ratios: [MariMetric2.Component: Double]?) {
    losses.append(Double(step), Double(L.total.value), L.visibilityDeviation)
    guard let ratios else { return }
    updates.append(row: [Double(step)] + MariMetric2.Component.allCases.map { ratios[$0] ?? .nan })
  }
}

extension CellResult {
  /// A course, and nothing yet of what came of it.
  init(_ course: Course) {
    self.init()
    let losses = course.losses["L_total"]
    let end = losses.suffix(max(1, losses.count / 10)).filter(\.isFinite)
    self["loss"] = end.isEmpty ? nil : FixedOrder.mean(end)
    for name in ["abs_rel", "mae", "psnr", "std_v", "depth_spread"] { self[name] = nil }
    series["loss"] = course.losses
    series["updates"] = course.updates
  }

  /// Depth and clean pictures on held-out images; images without any depth to score are left out.
  mutating func add(_ images: [HeldOutScores.Image]) {
    let scored = images.filter { $0.absRel?.isFinite == true && $0.mae?.isFinite == true && $0.psnr.isFinite }
    guard !scored.isEmpty else { return }
    let scores = HeldOutScores(of: scored)
    (self["abs_rel"], self["mae"], self["psnr"]) = (scores.absRel, scores.mae, scores.psnr)
    let spreads = scored.compactMap(\.depthSpread)
    self["depth_spread"] = spreads.isEmpty ? nil : FixedOrder.mean(spreads)
    var rows = Series(perID: "image", "abs_rel", "mae", "psnr")
    for image in scored { rows.append(image.id, image.absRel ?? .nan, image.mae ?? .nan, image.psnr) }
    series["images"] = rows
  }
}

extension Parameters {
  /// Whether every value is a number.
  var areFinite: Bool { all.allSatisfy { $0.variable.read { $0.allSatisfy(\.isFinite) } } }
}

extension Results {
  /// AbsRel by seed and image; nil unless every cell scored the same images.
  var perImage: [[Double]]? {
    let series = cells.map { $0.series("images") }
    guard let first = series.first??.ids, series.allSatisfy({ $0?.ids == first }) else { return nil }
    return series.map { $0!["abs_rel"] }
  }

  /// The points whose mean over seeds is in the better half; one with a failed seed is not.
  func betterHalf(by metric: Metric) -> [Point] {
    let points = points
    let scores = points.map { point -> Double? in
      let values = at(point).metric(metric.name)
      return values.count == at(point).cells.count ? FixedOrder.mean(values) : nil
    }
    return SuccessiveHalving.survivors(scores).map { points[$0] }
  }
}

/// b - a of AbsRel, seeds and images both resampled; nil where either failed.
func pairedDifference(_ a: Results, _ b: Results) -> Bootstrap? {
  guard let left = a.perImage, let right = b.perImage, let images = left.first?.count,
    left.map(\.count) == right.map(\.count)
  else { return nil }
  let random = Generator(seed: 7).stream("lr-sweep differences")
  return CrossedBootstrap.difference(
    left, right, CrossedBootstrap.Resamples(seeds: left.count, images: images, random: random))
}

extension FinishedCell {
  /// As the rules want it.
  func record(steps: Int) -> TrainingRecord {
    TrainingRecord(
      losses: series("loss")?["L_total"] ?? [], steps: steps, visibilityDeviation: self["std_v"] ?? .nan,
      depthDeviation: self["depth_spread"] ?? .nan, score: self["abs_rel"] ?? .nan)
  }
}

/// "2 learned, 1 degraded".
func words(_ counts: [TrainingOutcome: Int]) -> String {
  counts.isEmpty
    ? "no training"
    : TrainingOutcome.allCases.compactMap { outcome in counts[outcome].map { "\($0) \(outcome.rawValue)" } }
      .joined(separator: ", ")
}

func short(_ x: Double) -> String { "\(Float(rounded(x)))" }
func short(_ x: ClosedRange<Double>) -> String { "[\(short(x.lowerBound)), \(short(x.upperBound))]" }

/// Three significant digits.
private func rounded(_ x: Double) -> Double {
  guard x != 0, x.isFinite else { return x }
  var scale = 1.0
  while abs(x) * scale < 100 { scale *= 10 }
  while abs(x) * scale >= 1000 { scale /= 10 }
  return (x * scale).rounded() / scale
}

/// A claim that rests on an effect with its interval; nil: this run cannot tell.
func decide(_ claim: String, _ effect: Bootstrap?, _ holds: (ClosedRange<Double>) -> Bool) {
  let evidence = effect.map { "AbsRel differs by \(short($0.observed)) in \(short($0.percentile()))" }
  study.claim(claim, holds: effect.map { holds($0.percentile()) }, evidence: evidence ?? "not in this sweep")
}

/// The mean over a run of each component's relative step, a row per cell and component.
func updates(of results: Results) -> Table {
  var table = Table("updates", columns: "rate", "seed", "component", Column("update", "‖Δp‖ / ‖p‖ a step"))
  for cell in results.cells {
    guard let series = cell.series("updates") else { continue }
    for component in MariMetric2.Component.allCases {
      let values = series[component.rawValue].filter(\.isFinite)
      if !values.isEmpty { table.row(cell.point["rate"], cell.seed, component.rawValue, FixedOrder.mean(values)) }
    }
  }
  return table
}
