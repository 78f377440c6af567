import Files
import Pictures

/// The frames of a data set that have all three of clear picture, hazy picture and depth.
public struct DatasetFrames: FrameSource {
  public let dataset: Dataset
  public let draws = 1

  /// Frames of `dataset` that lack one of the three are left out.
  public init(_ dataset: Dataset) {
    self.dataset = dataset.only(dataset.entries.filter { $0.clear != nil && $0.hazy != nil && $0.depth != nil })
  }

  public var count: Int { dataset.count }

  /// The frames' names and the contents of their files.
  public func identity(_ digests: FileDigests) throws -> String {
    try (["data set"] + dataset.entries.map { try $0.identity(digests) }).joined(separator: "\n")
  }

  public func frame(_ i: Int, draw: Int) throws -> Frame { try dataset.frame(i) }
}
