import Driving
import Files
import Foundation
import HazyDepth
import Metrics
import Pictures
import World

/// One contender on one condition of a set of frames: every metric of every image, errors by distance, class, true
/// transmission and visibility, and the basis that says what they may be compared with.
nonisolated struct ConditionScores: Sendable {
  /// Ways to group pixels.
  enum Grouping: String, Sendable, CaseIterable {
    /// By 5 m of true distance.
    case depth
    /// By class number.
    case classes
    /// By true transmission, see `transmissionEdges`; of hazy pictures only.
    case transmission
    /// By the fog's visibility, see `visibilityEdges`; hazy frames and their clear twins.
    case visibility

    /// What a table of such groups shows.
    var caption: String {
      switch self {
      case .depth: "Errors by true distance, pixels pooled."
      case .classes: "Errors by what a pixel shows, pixels pooled."
      case .transmission:
        "Errors by the share of a pixel's light that the fog leaves, the same pixels in clear air too."
      case .visibility: "Errors by the fog's visibility, hazy frames and their clear twins, pixels pooled."
      }
    }

    /// What a group holds, in words; `isWorld`: class numbers are those of the procedural world.
    func label(_ group: Int, isWorld: Bool = false) -> String {
      func interval(_ edges: [Double]) -> String { "\(edges[group].short) to \(edges[group + 1].short)" }
      switch self {
      case .depth: return "\((Double(group) * depthStep).short) to \((Double(group + 1) * depthStep).short) m"
      case .classes where !isWorld: return "class \(group)"
      case .classes: return SemanticClass(rawValue: UInt8(group)).map { "\($0)" } ?? "class \(group)"
      case .transmission: return interval(transmissionEdges)
      case .visibility: return interval(visibilityEdges) + " m"
      }
    }
  }
  static let depthStep = 5.0
  /// The middle of a depth group, in metres.
  static func distance(_ group: Int) -> Double { (Double(group) + 0.5) * depthStep }
  static let transmissionEdges = [0, 0.05, 0.2, 0.5, 0.8, 1]
  /// Metres.
  static let visibilityEdges = [0, 60, 100, 160, Double.infinity]

  /// In the order of the frames; scenes numbered in order of appearance.
  private var images: [[Double]] = []
  /// One frame to be looked at, if its pictures are small: [h, w, 3] or [h, w].
  struct Example: Sendable {
    struct Map: Sendable {
      let shape: [Int]
      let values: [Float]
    }
    let picture, truth, prediction: Map

    /// The prediction, and on request what all contenders share.
    func maps(withPicture: Bool) -> [(name: String, map: Map)] {
      [("depth", prediction)] + (withPicture ? [("picture", picture), ("truth", truth)] : [])
    }
  }
  /// Of the middle frame.
  private(set) var example: Example?
  /// Pixels of the largest picture that is shown.
  private static let exampleLimit = 100_000
  private(set) var groups: [Grouping: GroupedErrors] = [:]
  private var scorer: Scorer
  /// What the scores rest on: frames, mask, alignment, and the pixels there was a prediction for.
  var basis: ScoringBasis { scorer.basis }
  var errors: DepthErrors { scorer.errors }
  private var scenes: [String: Int] = [:]

  /// Every metric, image by image.
  var imageScores: ImageScores { ImageScores(rows: images) }

  /// Scores `contender` on every frame. `checkpoints`: a folder that keeps a model's predictions while the run lasts,
  /// so that an interrupted one goes on. `progress` hears of each frame.
  init(
    _ contender: Contender, _ air: Air, on frames: any FrameSource, checkpoints: String? = nil,
    evaluation: EvaluationProtocol = .recommended, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let evaluation = evaluation.aligned(contender.alignment)
    scorer = Scorer(evaluation)
    let loaded = try frames.count > 0 ? Predicting(contender, air, frames) : nil
    guard let loaded else { throw FileError(.missing, contender.name, "no frame to be scored on") }
    for i in 0..<frames.count {
      let frame = try frames.frame(i, draw: 0)
      guard let depth = frame.depth else { throw FileError(.missing, frame.id, "has no true depth to compare with") }
      let kept = checkpoints.map { "\($0)/\(i).npy" }
      let prediction = try loaded.depth(of: frame, size: depth, keeping: kept)
      add(i, frame, depth, prediction)
      if i == frames.count / 2 { example = Self.example(frame, air, depth, prediction) }
      progress(i + 1, frames.count)
    }
  }

  private static func example(_ frame: Frame, _ air: Air, _ depth: DepthMap, _ prediction: [Float]) -> Example? {
    guard let picture = air == .clear ? frame.clear : frame.hazy, depth.metres.count <= exampleLimit else { return nil }
    let shape = [depth.height, depth.width]
    return Example(
      picture: .init(shape: shape + [3], values: picture.rgb.floats), truth: .init(shape: shape, values: depth.metres),
      prediction: .init(shape: shape, values: prediction))
  }

  private mutating func add(_ i: Int, _ frame: Frame, _ depth: DepthMap, _ prediction: [Float]) {
    let scene = scenes[frame.scene, default: scenes.count]
    scenes[frame.scene] = scene
    let mask = (frame.mask?.values ?? depth.valid).map { $0 ? UInt8(1) : 0 }
    let row = scorer.add(
      i, id: frame.id, truth: depth.metres, prediction: prediction, mask: mask, width: depth.width)
    let pixels = scorer.evaluation.pixels(
      truth: depth.metres, prediction: prediction, mask: mask, width: depth.width)
    let visibility = frame.attributes["visibility_m"].flatMap(Double.init) ?? .nan
    images.append(
      [Double(i), Double(scene), visibility]
        + DepthMetric.allCases.map { row.isScored ? row.sums[$0] ?? .nan : .nan })
    let far = Int(scorer.evaluation.range.upper / Self.depthStep) - 1
    group(.depth, scene, pixels, pixels.g.map { min(Int($0 / Self.depthStep), far) })
    if !visibility.isNaN {
      let bin = Self.bin(visibility, Self.visibilityEdges)
      group(.visibility, scene, pixels, Array(repeating: bin, count: pixels.count))
    }
    if let classes = frame.classes { group(.classes, scene, pixels, pixels.places.map { Int(classes.values[$0]) }) }
    if let t = frame.transmission {
      group(.transmission, scene, pixels, pixels.places.map { Self.bin(Double(t.values[$0]), Self.transmissionEdges) })
    }
  }

  private mutating func group(_ grouping: Grouping, _ scene: Int, _ pixels: ValidPixels, _ groups: [Int]) {
    self.groups[grouping, default: GroupedErrors()].add(scene: scene, pixels, groups: groups)
  }

  /// The interval of `edges` that holds x, the last one closed; -1 outside.
  static func bin(_ x: Double, _ edges: [Double]) -> Int {
    guard x >= edges[0], x <= edges[edges.count - 1] else { return -1 }
    return min((edges.firstIndex { x < $0 } ?? edges.count - 1) - 1, edges.count - 2)
  }
}

/// A contender made ready for one condition.
nonisolated private struct Predicting {
  let name: String
  let air: Air
  let model: (any DepthPredictor)?
  let stored: Predictions?

  init(_ contender: Contender, _ air: Air, _ frames: any FrameSource) throws {
    (name, self.air) = (contender.name, air)
    switch contender.source {
    case .model(let make): (model, stored) = (try make(), nil)
    case .predictions(let folders):
      guard let folder = folders[air] else {
        throw FileError(
          .missing, contender.folder, "holds no predictions of \(air.rawValue) pictures; leave that condition out"
        )
      }
      guard let dataset = (frames as? ComparedFrames)?.dataset else {
        throw FileError(.configuration, contender.folder, "predictions belong to a data set: set data too")
      }
      let found = try Predictions(
        folder, for: dataset.entries, meaning: DepthMeaning(key: contender.key, words: .prediction),
        keys: ["depth", "data", "pred", "prediction", "arr_0"])
      (model, stored) = (nil, found)
    }
  }

  /// Metres at the truth's size.
  func depth(of frame: Frame, size: DepthMap, keeping path: String?) throws -> [Float] {
    if let stored {
      let map = try stored.values(frame.id)
      guard (map.height, map.width) == (size.height, size.width) else {
        throw SizeFault(map.width, map.height, truth: (size.width, size.height))
          .error(
            stored.file(frame.id)?.description ?? frame.id, remedy: "bring it to that size as its model's authors do")
      }
      return map.values
    }
    if let path, let kept = try? NumpyArray(try FolderTree.read(path, for: .points), name: path),
      kept.shape == [size.height, size.width]
    {
      return kept.floats
    }
    guard let image = air == .clear ? frame.clear : frame.hazy else {
      throw FileError(.missing, frame.id, "has no \(air.rawValue) picture; leave that condition out")
    }
    let predicted = try model?.predict(image, intrinsics: frame.intrinsics, id: frame.id).depth
    guard let predicted else { return [] }
    let values = fitted(predicted.values, predicted.height, predicted.width, size)
    if let path {
      let file = try AtomicFile(path)
      try file.write(NumpyArray.encode(values, shape: [size.height, size.width]))
      try file.commit()
    }
    return values
  }

  private func fitted(_ values: [Float], _ height: Int, _ width: Int, _ size: DepthMap) -> [Float] {
    (height, width) == (size.height, size.width)
      ? values : Resampling.bilinear(values, height: height, width: width, to: (size.height, size.width))
  }
}

nonisolated extension Double {
  /// Without a fraction where there is none.
  fileprivate var short: String { self == .infinity ? "∞" : self == rounded() ? "\(Int(self))" : "\(self)" }
}
