import Numerics

/// Every metric of every image of a set, with the images' scenes: means with intervals from resampling whole scenes, and
/// differences between two sets of the same images.
public struct ImageScores: Sendable, Equatable {
  /// The names of a row's numbers.
  public static let columns = ["image", "scene", "visibility"] + DepthMetric.allCases.map(\.rawValue)

  /// In the order of `columns`; NaN where a metric is not defined or the visibility is not known.
  public let rows: [[Double]]

  /// A row per image in the order of `columns`; rows of another length trap.
  public init(rows: [[Double]]) {
    require(rows.allSatisfy { $0.count == Self.columns.count }, "ImageScores: rows of other than \(Self.columns.count)")
    self.rows = rows
  }

  public var scenes: [Int] { rows.map { Int($0[1]) } }
  public var visibility: [Double] { rows.map { $0[2] } }

  /// One metric, image by image.
  public subscript(metric: DepthMetric) -> [Double] {
    let place = 3 + (DepthMetric.allCases.firstIndex(of: metric) ?? 0)
    return rows.map { $0[place] }
  }

  /// The mean over the images that have the metric; nil without one.
  public func mean(_ metric: DepthMetric, draws: Int = 2000, random: Generator) -> Bootstrap? {
    compared(self[metric], draws, random)
  }

  /// The mean change of a metric from another set of the same images, over those that have it in both.
  /// Traps unless the images' scenes agree.
  public func change(
    _ metric: DepthMetric, since before: ImageScores, draws: Int = 2000, random: Generator
  ) -> Bootstrap? {
    require(scenes == before.scenes, "ImageScores: a change between other images")
    return compared(zip(self[metric], before[metric]).map { $0 - $1 }, draws, random)
  }

  private func compared(_ values: [Double], _ draws: Int, _ random: Generator) -> Bootstrap? {
    let kept = values.indices.filter { values[$0].isFinite }
    guard !kept.isEmpty else { return nil }
    let scenes = scenes
    let comparison = PairedComparison(differences: kept.map { values[$0] }, scenes: kept.map { scenes[$0] })
    return comparison.sceneBootstrap(draws: draws, random: random)
  }
}
