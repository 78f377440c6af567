import DriveData
import Evaluation
import Foundation
import Numerics

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
    let errors: [DepthErrors]
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

  /// The scores of all models, the same for any number of jobs.
  func scores(jobs: Int, _ progress: Progress) throws -> Scores {
    let frames = try Workers.map(dataset.count, jobs: jobs) { i in
      let scored = try score(i)
      progress.advance(dataset.entries[i].id)
      return scored
    }
    progress.finish()
    var errors = models.map { _ in DepthErrors(evaluation) }
    for frame in frames {
      for (m, one) in frame.errors.enumerated() { if let one { errors[m].merge(one) } }
    }
    return Scores(errors: errors, sizes: Dictionary(frames.map { ($0.size, 1) }, uniquingKeysWith: +))
  }

  /// One frame for each model; nil where the model has no prediction.
  private func score(_ i: Int) throws -> (errors: [DepthErrors?], size: String) {
    let entry = dataset.entries[i]
    let frame = try entry.load(isRadial ? [.depth, .classes, .camera] : [.depth, .classes])
    guard let truth = frame.depth else { throw FileError(.missing, entry.id, "has no true depth to compare with") }
    if let crop = evaluation.crop, crop.bounds(height: truth.height, width: truth.width) == nil {
      throw FileError(
        .damaged, entry.id,
        "is \(truth.width) x \(truth.height), smaller than the crop \(crop.rawValue): pass --crop none")
    }
    let factors = isRadial ? try rayLengths(frame, truth) : nil
    let g = factors.map { zip(truth.metres, $0).map { $0 * $1 } } ?? truth.metres
    var mask = frame.mask.map { $0.values.map { $0 ? UInt8(1) : 0 } }
    var predicted = try models.map { try prediction(of: $0, entry.id, truth) }
    if let factors {
      for m in predicted.indices { predicted[m] = predicted[m].map { zip($0, factors).map { $0 * $1 } } }
    }
    if isCommon {
      if !allowsNonFinite { for (m, p) in predicted.enumerated() { try refuse(p, g, mask, m, entry.id) } }
      mask = common(predicted, mask ?? [UInt8](repeating: 1, count: g.count))
      if mask == nil { predicted = predicted.map { _ in nil } }
    }
    var errors: [DepthErrors?] = []
    for (m, p) in predicted.enumerated() {
      guard let p else {
        errors.append(nil)
        continue
      }
      var one = DepthErrors(evaluation)
      one.accumulate(image: i, truth: g, prediction: p, mask: mask, width: truth.width)
      let coverage = one.rows[0].coverage
      if !allowsNonFinite, coverage.nan + coverage.infinite > 0 {
        throw refusal(m, entry.id, nan: coverage.nan, infinite: coverage.infinite)
      }
      errors.append(one)
    }
    return (errors, "\(truth.height)x\(truth.width)")
  }

  /// The numbers of a prediction at the truth's size; nil without one.
  private func prediction(of model: Model, _ id: String, _ truth: DepthMap) throws -> [Float]? {
    guard let file = model.predictions.file(id) else { return nil }
    let stored = try model.predictions.values(id)
    if stored.width == truth.width && stored.height == truth.height { return stored.values }
    guard let resampling else {
      throw FileError(
        .damaged, file.description,
        "is \(stored.width) x \(stored.height), the truth \(truth.width) x \(truth.height): pass --resize bilinear, "
          + "nearest, … as the model's authors do")
    }
    return resampling(
      stored.values, height: stored.height, width: stored.width, to: (height: truth.height, width: truth.width))
  }

  private func rayLengths(_ frame: Frame, _ truth: DepthMap) throws -> [Float] {
    guard let camera = frame.intrinsics else {
      throw FileError(.missing, frame.id, "has no intrinsics, which --radial needs: add intrinsics.txt")
    }
    return (0..<truth.metres.count).map { camera.rayLength(x: $0 % truth.width, y: $0 / truth.width) }
  }

  /// `mask` without the pixels where some model has no distance; nil where some model has no prediction at all.
  private func common(_ predicted: [[Float]?], _ mask: [UInt8]) -> [UInt8]? {
    var mask = mask
    for p in predicted {
      guard let p else { return nil }
      for i in mask.indices where !(p[i] > 0 && p[i] < .infinity) { mask[i] = 0 }
    }
    return mask
  }

  /// Throws for NaN or infinities on pixels that count.
  private func refuse(_ p: [Float]?, _ g: [Float], _ mask: [UInt8]?, _ m: Int, _ id: String) throws {
    guard let p else { return }
    var (nan, infinite) = (0, 0)
    for i in p.indices where !p[i].isFinite && mask?[i] != 0 && evaluation.range.contains(Double(g[i])) {
      if p[i].isNaN { nan += 1 } else { infinite += 1 }
    }
    if nan + infinite > 0 { throw refusal(m, id, nan: nan, infinite: infinite) }
  }

  private func refusal(_ m: Int, _ id: String, nan: Int, infinite: Int) -> FileError {
    FileError(
      .damaged, models[m].predictions.file(id)?.description ?? id,
      "\(nan) NaN and \(infinite) infinite predictions on pixels that count: repair them, or pass --allow-nonfinite to "
        + "count them and go on")
  }
}
