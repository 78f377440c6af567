import Driving
import Files
import Foundation
import Metrics
import Pictures
import Synchronization
import World

/// The frames of a data set scored under one protocol, for several models, several frames at a time.
struct EvaluationRun: Sendable {
  struct Model: Sendable {
    let name: String
    let predictions: Predictions
    /// The frames it has no prediction for, in the data set's order.
    let missing: [String]

    init(name: String, predictions: Predictions, ids: [String]) {
      (self.name, self.predictions) = (name, predictions)
      missing = ids.filter { predictions.file($0) == nil }
    }
  }

  /// What came of a run.
  struct Scores: Sendable {
    /// One per model.
    let scorers: [Scorer]
    var errors: [DepthErrors] { scorers.map(\.errors) }
    /// Of the truth, as height x width, with the number of frames.
    let sizes: [String: Int]
  }

  let dataset: Dataset
  let models: [Model]
  let evaluation: EvaluationProtocol
  let resampling: Resampling?
  let isRadial: Bool
  let isCommon: Bool
  let allowsNonFinite: Bool
  /// Predictions that were brought to another shape.
  let stretched = Stretched()

  /// The scores of all models, the same for any number of jobs.
  func scores(jobs: Int, _ progress: Progress) throws -> Scores {
    let frames = try Workers.map(dataset.count, jobs: jobs) { i in
      let scored = try score(i)
      progress.advance(dataset.entries[i].id)
      return scored
    }
    progress.finish()
    var scorers = models.map { _ in Scorer(evaluation) }
    for frame in frames {
      for (m, one) in frame.scorers.enumerated() { if let one { scorers[m].merge(one) } }
    }
    return Scores(scorers: scorers, sizes: Dictionary(frames.map { ($0.size, 1) }, uniquingKeysWith: +))
  }

  /// One frame for each model; nil where the model has no prediction.
  private func score(_ i: Int) throws -> (scorers: [Scorer?], size: String) {
    let entry = dataset.entries[i]
    var truth = try truth(of: entry)
    var predicted = try models.map { try prediction(of: $0, entry.id, truth) }
    if let crop = evaluation.crop, crop.bounds(height: truth.height, width: truth.width) == nil {
      throw FileError(
        .damaged, entry.id,
        "is \(truth.width) x \(truth.height), smaller than the crop \(crop.rawValue): pass --crop none")
    }
    if let factors = truth.rayLengths {
      predicted = predicted.map { $0.map { .values(zip($0.array, factors).map { $0 * $1 }) } }
    }
    if isCommon {
      if !allowsNonFinite { for (m, p) in predicted.enumerated() { try refuse(p, truth, m, entry.id) } }
      truth.mask = common(predicted, truth)
      if truth.mask == nil { predicted = predicted.map { _ in nil } }
    }
    var scorers: [Scorer?] = []
    for (m, p) in predicted.enumerated() {
      guard let p else {
        scorers.append(nil)
        continue
      }
      let (one, row) = scored(i, truth, p)
      let coverage = row.coverage
      if !allowsNonFinite, coverage.nan + coverage.infinite > 0 {
        throw refusal(m, entry.id, nan: coverage.nan, infinite: coverage.infinite)
      }
      scorers.append(one)
    }
    return (scorers, "\(truth.height)x\(truth.width)")
  }

  private func scored(_ image: Int, _ truth: Truth, _ prediction: Plane) -> (Scorer, DepthErrors.Row) {
    var one = Scorer(evaluation)
    let id = dataset.entries[image].id
    let row = truth.plane.withValues { g in
      prediction.withValues { p in
        // All models of a run see the same truth.
        if let mask = truth.mask {
          mask.withUnsafeBufferPointer {
            one.add(image, id: id, truth: g, prediction: p, mask: $0, width: truth.width, tellsPixels: false)
          }
        } else {
          one.add(image, id: id, truth: g, prediction: p, width: truth.width, tellsPixels: false)
        }
      }
    }
    return (one, row)
  }

  /// The first, by name, of the files that were noted: the same however the frames were dealt out.
  final class Stretched: Sendable {
    private let name = Mutex<String?>(nil)
    func note(_ file: String) { name.withLock { $0 = min($0 ?? file, file) } }
    var first: String? { name.withLock { $0 } }
  }

  /// Numbers in memory, or where they lie on disk.
  private enum Plane {
    case values([Float])
    case mapped(MappedDepth)

    func withValues<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
      switch self {
      case .values(let values): try values.withUnsafeBufferPointer(body)
      case .mapped(let map): try map.withValues(body)
      }
    }
    var array: [Float] { withValues(Array.init) }
  }

  private struct Truth {
    let width: Int
    let height: Int
    let plane: Plane
    /// 1 where a pixel counts; nil: wherever there is a truth.
    var mask: [UInt8]?
    /// For --radial: the length of each pixel's ray up to z = 1.
    var rayLengths: [Float]?
  }

  private func truth(of entry: FrameEntry) throws -> Truth {
    // What is no distance is left out by every protocol, so plain metres need no decoding.
    if !isRadial, entry.classes == nil, entry.mask == nil, let map = entry.depth?.asStored.flatMap({ MappedDepth($0) })
    {
      return Truth(width: map.width, height: map.height, plane: .mapped(map))
    }
    let frame = try entry.load(isRadial ? [.depth, .classes, .camera] : [.depth, .classes])
    guard let depth = frame.depth else { throw FileError(.missing, entry.id, "has no true depth to compare with") }
    let factors = isRadial ? try rayLengths(frame, depth) : nil
    let metres = factors.map { zip(depth.metres, $0).map { $0 * $1 } } ?? depth.metres
    return Truth(
      width: depth.width, height: depth.height, plane: .values(metres),
      mask: frame.mask.map { $0.values.map { $0 ? UInt8(1) : 0 } }, rayLengths: factors)
  }

  /// The numbers of a prediction at the truth's size; nil without one.
  private func prediction(of model: Model, _ id: String, _ truth: Truth) throws -> Plane? {
    guard let file = model.predictions.file(id) else { return nil }
    if let map = model.predictions.mapped(id), map.width == truth.width, map.height == truth.height {
      return .mapped(map)
    }
    let stored = try model.predictions.values(id)
    if stored.width == truth.width && stored.height == truth.height { return .values(stored.values) }
    let fault = SizeFault(stored.width, stored.height, truth: (truth.width, truth.height))
    if !fault.isScaled { stretched.note(file.description) }
    guard let resampling else {
      throw fault.error(
        file.description, remedy: "pass --resize bilinear, nearest, … as the model's authors do")
    }
    let size = (height: truth.height, width: truth.width)
    return .values(resampling(stored.values, height: stored.height, width: stored.width, to: size))
  }

  private func rayLengths(_ frame: Frame, _ truth: DepthMap) throws -> [Float] {
    guard let camera = frame.intrinsics else {
      throw FileError(.missing, frame.id, "has no intrinsics, which --radial needs: add intrinsics.txt")
    }
    return (0..<truth.metres.count).map { camera.rayLength(x: $0 % truth.width, y: $0 / truth.width) }
  }

  /// The pixels that count where every model has a distance; nil where some model has no prediction at all.
  private func common(_ predicted: [Plane?], _ truth: Truth) -> [UInt8]? {
    var mask = truth.mask ?? [UInt8](repeating: 1, count: truth.width * truth.height)
    for plane in predicted {
      guard let plane else { return nil }
      plane.withValues { p in
        for i in mask.indices where !(p[i] > 0 && p[i] < .infinity) { mask[i] = 0 }
      }
    }
    return mask
  }

  /// Throws for NaN or infinities on pixels that count.
  private func refuse(_ plane: Plane?, _ truth: Truth, _ m: Int, _ id: String) throws {
    guard let p = plane?.array else { return }
    let g = truth.plane.array
    let odd = p.indices.filter {
      !p[$0].isFinite && truth.mask?[$0] != 0 && evaluation.range.contains(Double(g[$0]))
    }
    let nan = odd.count { p[$0].isNaN }
    if !odd.isEmpty { throw refusal(m, id, nan: nan, infinite: odd.count - nan) }
  }

  private func refusal(_ m: Int, _ id: String, nan: Int, infinite: Int) -> FileError {
    FileError(
      .damaged, models[m].predictions.file(id)?.description ?? id,
      "\(nan) NaN and \(infinite) infinite predictions on pixels that count: repair them, or pass --allow-nonfinite to "
        + "count them and go on")
  }
}
