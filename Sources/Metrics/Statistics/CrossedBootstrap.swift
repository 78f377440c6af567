import Numerics

/// Values of seeds x images, both resampled: what is claimed of a mean then holds for other seeds and other images.
///
/// Every draw takes as many seeds and as many images with replacement and averages the cells where they meet. This is the
/// pigeonhole bootstrap; it errs to the wide side. With few seeds its intervals are coarse: three seeds give ten distinct
/// choices. Source: Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007.
public struct CrossedBootstrap: Sendable {
  /// Which seeds and images each draw takes; shared by everything that is to be compared.
  public struct Resamples: Sendable {
    public let seeds: [[Int]]
    public let images: [[Int]]

    /// `draws` of them, from named streams: draw b never depends on the others.
    public init(seeds: Int, images: Int, draws: Int = 2000, random: Generator) {
      self.seeds = Bootstrap.resamples(of: seeds, count: draws, random: random.stream("seeds"))
      self.images = Bootstrap.resamples(of: images, count: draws, random: random.stream("images"))
    }

    public var count: Int { seeds.count }
  }

  /// The mean of `values[seed][image]`, and that of each draw. Traps unless every seed has the same number of images.
  public static func mean(_ values: [[Double]], _ resamples: Resamples) -> Bootstrap {
    require(
      !values.isEmpty && values.allSatisfy { $0.count == values[0].count && !$0.isEmpty },
      "CrossedBootstrap: \(values.map(\.count)) images for \(values.count) seeds, expected as many for each")
    let all = FixedOrder.mean(values.map { FixedOrder.mean($0) })
    let draws = zip(resamples.seeds, resamples.images).map { seeds, images in
      FixedOrder.mean(seeds.lazy.map { seed in FixedOrder.mean(images.lazy.map { values[seed][$0] }) })
    }
    return Bootstrap(observed: all, draws: draws)
  }

  /// The mean of b - a, cell by cell: seeds and images are the same on both sides.
  public static func difference(_ a: [[Double]], _ b: [[Double]], _ resamples: Resamples) -> Bootstrap {
    require(
      a.map(\.count) == b.map(\.count), "CrossedBootstrap: \(a.map(\.count)) images against \(b.map(\.count))")
    return mean(zip(a, b).map { zip($0, $1).map { $1 - $0 } }, resamples)
  }
}
