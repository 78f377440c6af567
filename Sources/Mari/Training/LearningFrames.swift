import Driving
import Files
import NN
import Pictures
import World

/// The frames that a study or a training run learns from and those it is scored on: of the driving world, or of a user's
/// data set.
public struct LearningFrames: Sendable {
  public let training: any FrameSource
  public let test: any FrameSource
  /// What a checkpoint is chosen by, where that was asked for: never what is reported.
  public let validation: (any FrameSource)?
  /// Whether frames had to be parted, since there are too few scenes: frames of one scene are alike.
  public let isPartedByFrame: Bool
  /// The data set that both were taken from; nil for the world.
  public let dataset: Dataset?

  /// `data`: a data set's path; empty for the world, of which `scenes.training` and `scenes.test` scenes are rendered at
  /// this size. `pairs`: its rule as text (`PairingRule`), empty for the layout's own.
  ///
  /// A data set is parted by scene, every fifth to the test, or by frame where it has one scene only, and brought to the
  /// size. Throws for what cannot be read, for a data set too small to be parted, and where fewer frames are left to learn
  /// from than a step of `batch` images draws.
  public init(
    data: String = "", pairs: String = "", reading: DataReading = DataReading(), scenes: (training: Int, test: Int),
    width: Int, height: Int, draws: Int = 1,
    batch: Int = 8
  ) throws {
    guard !data.isEmpty else {
      training = WorldFrames(.train, scenes: scenes.training, width: width, height: height, draws: draws)
      test = WorldFrames(.test, scenes: scenes.test, width: width, height: height)
      (validation, isPartedByFrame, dataset) = (nil, false, nil)
      try training.admit(batch: batch, name: "scenes")
      return
    }
    let opened = try LearningFrames.opened(data, pairs, reading)
    dataset = opened
    let whole = DatasetFrames(opened).dataset
    let parted = PartedFrames(whole, shares: 2)
    isPartedByFrame = parted.isByFrame
    training = try parted.part(0, data, width: width, height: height)
    test = try parted.part(1, data, width: width, height: height)
    validation = nil
    try training.admit(batch: batch, name: data)
  }

  /// A data set in three parts: of five scenes three teach, one chooses and one is reported. With fewer than three scenes
  /// its frames are parted, in blocks as they follow each other, and `isPartedByFrame` says so.
  ///
  /// Throws as the other does.
  public init(
    validatedBy data: String, pairs: String = "", reading: DataReading = DataReading(), width: Int, height: Int,
    batch: Int = 8
  ) throws {
    let opened = try LearningFrames.opened(data, pairs, reading)
    dataset = opened
    let whole = DatasetFrames(opened).dataset
    let parted = PartedFrames(whole, shares: 3)
    isPartedByFrame = parted.isByFrame
    training = try parted.part(0, data, width: width, height: height)
    validation = try parted.part(1, data, width: width, height: height)
    test = try parted.part(2, data, width: width, height: height)
    try training.admit(batch: batch, name: data)
  }

  private static func opened(_ data: String, _ pairs: String, _ reading: DataReading) throws -> Dataset {
    var reading = reading
    if !pairs.isEmpty { reading.pairs = try PairingRule(pairs) }
    return try Dataset.open(data, reading: reading)
  }
}

/// A data set taken apart for learning and for scoring.
struct PartedFrames {
  let whole: Dataset
  let scenes: Int
  let isByFrame: Bool
  /// The part of each frame: 0 teaches, the last is reported.
  let parts: [Int]

  /// Into two or three shares.
  init(_ whole: Dataset, shares: Int) {
    self.whole = whole
    let names = Array(Set(whole.entries.map(\.scene))).sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let isByFrame = names.count < shares
    let count = isByFrame ? whole.count : names.count
    (scenes, self.isByFrame) = (names.count, isByFrame)
    parts = whole.entries.indices.map { i in
      PartedFrames.part(
        of: isByFrame ? i : place[whole.entries[i].scene]!, count, shares, inBlocks: isByFrame && shares > 2)
    }
  }

  /// The part of unit i of so many: every fifth is the last part's, with three parts the one before it the middle's; of
  /// fewer than five the last ones are. In blocks, the last fifths are.
  static func part(of i: Int, _ count: Int, _ shares: Int, inBlocks: Bool = false) -> Int {
    let fromEnd = count < 5 ? count - 1 - i : 4 - (inBlocks ? i * 5 / count : i % 5)
    return max(0, shares - 1 - fromEnd)
  }

  /// The frames of a part, at one size. Throws where there are none.
  func part(_ wanted: Int, _ data: String, width: Int, height: Int) throws(FileError) -> any FrameSource {
    let entries = zip(whole.entries, parts).filter { $1 == wanted }.map(\.0)
    guard !entries.isEmpty else {
      throw FileError(
        .missing, data,
        "\(whole.count) whole frames (clear, hazy, depth) in \(scenes) scenes: too few to learn from and to test")
    }
    return ResizedFrames(
      DatasetFrames(Dataset(name: whole.name, entries: entries, gaps: whole.gaps)), width: width, height: height)
  }
}

/// Frames brought to one size: pictures and transmission by antialiased bilinear resampling, depth and marks by the
/// nearest pixel, so that no depth is mixed across an edge.
public struct ResizedFrames: FrameSource {
  public let original: any FrameSource
  public let width: Int
  public let height: Int

  /// The frames of `original` at this size in pixels; intrinsics are scaled with them.
  public init(_ original: any FrameSource, width: Int, height: Int) {
    (self.original, self.width, self.height) = (original, width, height)
  }

  public var count: Int { original.count }
  public var draws: Int { original.draws }
  public func identity(_ digests: FileDigests) throws -> String {
    "\(try original.identity(digests)) at \(width)x\(height)"
  }

  public func frame(_ i: Int, draw: Int) throws -> Frame {
    let frame = try original.frame(i, draw: draw)
    guard let size = frame.sizes.first, (size.width, size.height) != (width, height) else { return frame }
    return Frame(
      id: frame.id, scene: frame.scene, clear: frame.clear.map(picture), hazy: frame.hazy.map(picture),
      depth: frame.depth.map { depth in
        DepthMap(
          width: width, height: height, metres: nearest(depth.metres, size), valid: nearest(depth.valid, size),
          kind: depth.kind)
      },
      mask: frame.mask.map { grid(nearest($0.values, size)) }, sky: frame.sky.map { grid(nearest($0.values, size)) },
      classes: frame.classes.map { grid(nearest($0.values, size)) },
      intrinsics: frame.intrinsics.map {
        $0.scaled(byX: Double(width) / Double(size.width), byY: Double(height) / Double(size.height))
      },
      transmission: frame.transmission.map { grid(smooth($0.values, size, channels: 1)) },
      attributes: frame.attributes)
  }

  private func grid<T>(_ values: [T]) -> Grid<T> { Grid(width: width, height: height, values: values) }

  private func picture(_ image: Image) -> Image {
    Image(
      width: width, height: height, floats: smooth(image.rgb.floats, ("", image.width, image.height), channels: 3))
  }

  private func smooth(_ values: [Float], _ size: (part: String, width: Int, height: Int), channels: Int) -> [Float] {
    let x = Tensor(values, [1, size.height, size.width, channels])
    return resized(x, to: (height, width), .bilinear, antialias: true).scalars.map { min(max($0, 0), 1) }
  }

  private func nearest<T>(_ values: [T], _ size: (part: String, width: Int, height: Int)) -> [T] {
    (0..<width * height).map { i in
      let x = (2 * (i % width) + 1) * size.width / (2 * width)
      let y = (2 * (i / width) + 1) * size.height / (2 * height)
      return values[y * size.width + x]
    }
  }
}
