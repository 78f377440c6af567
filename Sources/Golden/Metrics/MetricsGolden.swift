import Files
import Foundation
import Metrics
import NN
import Pictures

/// Reference values of metrics, statistics, image quality and fog: folders with `expected.json` beside `.npy` arrays.
final class MetricsGolden {
  let path: String
  /// `expected.json`, null where a folder has arrays only.
  let expected: JSONValue
  private var checks: [GoldenCheck] = []

  /// Whether a folder is of this kind.
  static func claims(_ path: String) -> Bool {
    !exists(path + "/manifest.json") && (exists(path + "/expected.json") || exists(path + "/src.npy"))
  }

  /// Runs one folder, known by its content and not by its name.
  static func run(_ path: String) throws -> GoldenResult.Outcome {
    let golden = try MetricsGolden(path)
    let isFor = { (name: String) in exists(path + "/" + name) }
    if golden.expected["cases"] != nil {
      try golden.runDepth()
    } else if isFor("pred_disparity.npy") {
      try golden.runDisparity()
    } else if isFor("0_gt.npy") {
      try golden.runBoundary()
    } else if isFor("pred_clear.npy") {
      try golden.runPaired()
    } else if golden.expected["multiplicity"] != nil {
      try golden.runStatistics()
    } else if isFor("dehazed.npy") {
      try golden.runImages()
    } else if isFor("depth_planar.npy") {
      try golden.runFog()
    } else if isFor("src.npy") {
      try golden.runResampling()
    } else if golden.expected["crops"] != nil {
      golden.runCrops()
    } else if golden.expected["ddad_eval"] != nil {
      guard let samples = golden.samples else { return .notRun("the real samples it speaks of are not beside it") }
      try golden.runReal(samples)
    } else {
      return .notRun("nothing in it is known here")
    }
    return .ran(golden.checks)
  }

  private init(_ path: String) throws {
    self.path = path
    expected =
      MetricsGolden.exists(path + "/expected.json") ? try JSONValue(contentsOf: path + "/expected.json") : .null
  }

  private static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The folder of real files, three levels up.
  private var samples: String? {
    let folder = path + "/../../../samples"
    return MetricsGolden.exists(folder) ? folder : nil
  }

  /// Adds a group of comparisons.
  func group(_ name: String, _ body: (inout MetricsComparison) throws -> Void) rethrows {
    var comparison = MetricsComparison(name)
    try body(&comparison)
    checks.append(comparison.result)
  }

  /// Adds a failure that is no number.
  func fail(_ name: String, _ fault: String) { checks.append(GoldenCheck(name, fault: fault)) }

  func has(_ name: String) -> Bool { MetricsGolden.exists(path + "/" + name) }

  func array(_ name: String) throws -> NumpyArray {
    try NumpyArray(try FolderTree.read(path + "/" + name, for: .points), name: path + "/" + name)
  }
  func floats(_ name: String) throws -> [Float] { try array(name).floats }
  func bytes(_ name: String) throws -> [UInt8] { try array(name).floats.map { UInt8($0) } }
  func integers(_ name: String) throws -> [Int] { try array(name).doubles.map { Int($0) } }

  /// Resamples [B, n] as lists of indices.
  func rows(_ name: String) throws -> [[Int]] {
    let array = try array(name)
    let values = array.doubles.map { Int($0) }
    let n = array.shape[1]
    return (0..<array.shape[0]).map { Array(values[$0 * n..<($0 + 1) * n]) }
  }
}

/// The pixels that a protocol selects from arrays.
func selected(_ evaluation: EvaluationProtocol, _ g: [Float], _ p: [Float], _ mask: [UInt8]? = nil) -> ValidPixels {
  g.withUnsafeBufferPointer { g in
    p.withUnsafeBufferPointer { p in
      guard let mask else { return evaluation.select(truth: g, prediction: p).pixels }
      return mask.withUnsafeBufferPointer { evaluation.select(truth: g, prediction: p, mask: $0).pixels }
    }
  }
}
