import Driving
import Files
import Metrics

/// The frames of a data set that have a depth, with whatever pictures there are: enough for imported predictions.
public struct ComparedFrames: FrameSource {
  public let dataset: Dataset
  public let draws = 1

  /// The frames of `dataset` that have a depth; the others are left out.
  public init(_ dataset: Dataset) {
    self.dataset = dataset.only(dataset.entries.filter { $0.depth != nil })
  }

  public var count: Int { dataset.count }
  public func identity(_ digests: FileDigests) throws -> String { try DatasetFrames(dataset).identity(digests) }
  public func frame(_ i: Int, draw: Int) throws -> Frame { try dataset.frame(i) }

  /// Whether every frame has a picture in this air.
  public func has(_ air: Air) -> Bool {
    dataset.entries.allSatisfy { air == .clear ? $0.clear != nil : $0.hazy != nil }
  }
}
