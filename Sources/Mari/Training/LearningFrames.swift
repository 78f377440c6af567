import Driving
import Files
import NN
import Pictures
import World

/// The frames that a study learns from and those it is scored on: of the driving world, or of a user's data set.
public struct LearningFrames: Sendable {
  public let training: any FrameSource
  public let test: any FrameSource
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
      dataset = nil
      try training.admit(batch: batch, name: "scenes")
      return
    }
    var reading = reading
    if !pairs.isEmpty { reading.pairs = try PairingRule(pairs) }
    let opened = try Dataset.open(data, reading: reading)
    let whole = DatasetFrames(opened).dataset
    dataset = opened
    let names = Array(Set(whole.entries.map(\.scene))).sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    // What is parted: scenes, or the frames of the only one.
    let unit = { (i: Int) in names.count > 1 ? place[whole.entries[i].scene]! : i }
    let units = names.count > 1 ? names.count : whole.count
    let isTest = whole.entries.indices.map { unit($0) % 5 == 4 || (units < 5 && unit($0) == units - 1) }
    func part(_ wanted: Bool) throws -> any FrameSource {
      let entries = zip(whole.entries, isTest).filter { $1 == wanted }.map(\.0)
      guard !entries.isEmpty else {
        throw FileError(
          .missing, data,
          "\(whole.count) whole frames (clear, hazy, depth) in \(names.count) scenes: too few to learn from and to test"
        )
      }
      return ResizedFrames(
        DatasetFrames(whole.only(entries)), width: width, height: height)
    }
    (training, test) = (try part(false), try part(true))
    try training.admit(batch: batch, name: data)
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
  public var identity: String { "\(original.identity) at \(width)x\(height)" }

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
