import Driving
import Exhibits
import Files
import HazyDepth
import Metrics
import StudyKit

// What a cell stores of a comparison, and how it is read back.

extension CellResult {
  /// Metrics of the pool, and sums per block of scenes; histograms of |e| where asked for.
  init(_ comparison: FogExperiment.Comparison, histograms: Bool, scaled: Bool = false) {
    self.init()
    let frames = comparison.frames
    for air in Air.allCases {
      self["mae_\(air)"] = frames.value(.mae(of: air))
      self["rmse_\(air)"] = frames.value(.rmse(of: air))
      self["bias_\(air)"] = frames.value(.bias(of: air))
    }
    let parts = frames.parts
    func array(_ values: [Float]) -> NumericArray {
      NumericArray(shape: [frames.scenes.count, values.count / frames.scenes.count], values: values)
    }
    arrays["sums"] = array(parts.sums)
    if histograms { arrays["histograms"] = array(parts.histograms) }
    if scaled { arrays["scaled"] = array(comparison.scaled.parts.sums) }
  }
}

extension FinishedCell {
  var frames: PairedFrames { PairedFrames(sums: array("sums")!.values, histograms: array("histograms")?.values) }
  var scaled: PairedFrames { PairedFrames(sums: array("scaled")!.values, histograms: nil) }
}

extension FrameErrors {
  /// With what is to be seen of the frame.
  func inspected(_ frame: OddFrame) -> InspectedFrame { InspectedFrame(id: id, mae: mae, rmse: rmse, frame: frame) }
}

extension Bootstrap {
  /// With the 95 % percentile interval.
  var estimate: Estimate { Estimate(observed, percentile()) }
}

extension Estimate {
  /// "−0.12 [−0.20, −0.04]".
  var text: String {
    func fixed(_ x: Double) -> String {
      let hundredths = Int((abs(x) * 100).rounded())
      let sign = x < 0 && hundredths > 0 ? "−" : ""
      return "\(sign)\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
    return "\(fixed(value)) [\(fixed(low)), \(fixed(high))]"
  }
}
