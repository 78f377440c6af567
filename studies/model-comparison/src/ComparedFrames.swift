import Driving
import Files
import HazyDepth
import Metrics

/// The frames of a data set that have a depth, with whatever pictures there are: enough for imported predictions.
nonisolated struct ComparedFrames: FrameSource {
  let dataset: Dataset
  let draws = 1

  /// The frames of `dataset` that have a depth; the others are left out.
  init(_ dataset: Dataset) {
    self.dataset = dataset.only(dataset.entries.filter { $0.depth != nil })
  }

  var count: Int { dataset.count }
  func identity(_ digests: FileDigests) throws -> String { try DatasetFrames(dataset).identity(digests) }
  func frame(_ i: Int, draw: Int) throws -> Frame { try dataset.frame(i) }

  /// Whether every frame has a picture in this air.
  func has(_ air: Air) -> Bool {
    dataset.entries.allSatisfy { air == .clear ? $0.clear != nil : $0.hazy != nil }
  }
}
