/// Where each additive quantity of a `PairedFrames` row stands, and what it is called in files.
public enum OddityLayout {
  /// What is summed over the pixels of a view, or over its images.
  public enum Sum: Int, Sendable, CaseIterable {
    case n, e, absE, e2
    /// Images with at least one pixel, and the sums over them of their MAE and RMSE.
    case images, mae, rmse
  }

  /// Metres of true distance, 10 m apart; bin i is edges[i]..<edges[i + 1], the last one closed.
  public static let depthEdges: [Double] = [0, 10, 20, 30, 40, 50, 60, 70, 80]
  /// Metres of absolute error, quadratic to 120 m (13 mm, 39 mm ... 2.5 m wide), then the rest.
  public static let errorEdges: [Double] =
    (0...96).map { 120 * Double($0 * $0) / (96 * 96) } + [.infinity]

  static let depthBins = depthEdges.count - 1
  static let errorBins = errorEdges.count - 1

  /// The names of the columns, in order.
  public static let columns: [String] = {
    var names: [String] = []
    for view in ScoringView.allCases {
      for air in Air.allCases { names += Sum.allCases.map { "\(view.rawValue) \(air) \($0)" } }
    }
    for view in ScoringView.binned {
      for bin in 0..<depthBins {
        let place = "\(view.rawValue) \(Int(depthEdges[bin]))-\(Int(depthEdges[bin + 1])) m"
        names.append("\(place) n")
        for air in Air.allCases { names += ["e", "absE", "e2"].map { "\(place) \(air) \($0)" } }
      }
    }
    for air in Air.allCases { names += ["log scale", "missing", "beyond"].map { "\(air) \($0)" } }
    for air in Air.allCases { names += (0..<errorBins).map { "\(air) |e| bin \($0)" } }
    return names
  }()

  static func index(_ view: ScoringView, _ air: Air, _ sum: Sum) -> Int {
    let place = ScoringView.allCases.firstIndex(of: view)!
    return (place * Air.allCases.count + air.index) * Sum.allCases.count + sum.rawValue
  }

  private static let binsStart = ScoringView.allCases.count * Air.allCases.count * Sum.allCases.count
  private static let perBin = 7

  /// `sum` must be n (shared by both sides), e, absE or e2; `view` one of the binned ones.
  static func index(_ view: ScoringView, _ air: Air, bin: Int, _ sum: Sum) -> Int {
    let place = ScoringView.binned.firstIndex(of: view)!
    return binsStart + (place * depthBins + bin) * perBin + (sum == .n ? 0 : air.index * 3 + sum.rawValue)
  }

  private static let countsStart = binsStart + ScoringView.binned.count * depthBins * perBin

  /// The sum over images of ln(median g / median p).
  static func logScale(_ air: Air) -> Int { countsStart + air.index * 3 }
  /// Pixels in range whose prediction is no distance.
  static func missing(_ air: Air) -> Int { logScale(air) + 1 }
  /// Predictions beyond the range's end on common pixels.
  static func beyond(_ air: Air) -> Int { logScale(air) + 2 }

  private static let histogramStart = countsStart + 6

  /// The bins of |e| on common pixels.
  static func histogram(_ air: Air) -> Range<Int> {
    let start = histogramStart + air.index * errorBins
    return start..<start + errorBins
  }

  static func errorBin(_ error: Double) -> Int {
    var (low, high) = (0, errorBins - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if errorEdges[middle] <= error { low = middle } else { high = middle - 1 }
    }
    return low
  }

  static func depthBin(_ g: Double) -> Int? {
    guard g >= depthEdges[0], g <= depthEdges[depthBins] else { return nil }
    return min(Int(g / 10), depthBins - 1)
  }
}
