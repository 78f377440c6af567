import Files
import Pictures

/// A frame of a data set before it is read: its names, and its parts by their files.
public struct FrameEntry: Sendable {
  public let id: String
  public let scene: String
  public var clear: Part<Image>?
  public var hazy: Part<Image>?
  public var depth: Part<DepthReading>?
  public var classes: Part<Grid<UInt8>>?
  /// The class number of the sky, where `classes` tells it.
  public var skyClass: UInt8?
  public var transmission: Part<Grid<Float>>?
  /// Which pixels of the depth count, where a user says so.
  public var mask: Part<Grid<Bool>>?
  public var camera: Part<Camera>?
  public var attributes: [String: String]

  /// A camera, and the width of the pictures it is for where its file tells.
  public struct Camera: Sendable {
    public let intrinsics: Intrinsics
    public let width: Int?

    public init(_ intrinsics: Intrinsics, width: Int? = nil) {
      self.intrinsics = intrinsics
      self.width = width
    }

    /// What its numbers are to be multiplied by for pictures of this width.
    func ratio(to width: Int?) -> Double {
      guard let made = self.width, let width, width != made else { return 1 }
      return Double(width) / Double(made)
    }
  }

  public init(id: String, scene: String, attributes: [String: String] = [:]) {
    self.id = id
    self.scene = scene
    self.attributes = attributes
  }

  /// What to read of a frame; an evaluation needs no pictures.
  public struct Wanted: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let clear = Wanted(rawValue: 1)
    public static let hazy = Wanted(rawValue: 2)
    public static let depth = Wanted(rawValue: 4)
    /// Class numbers, and the sky where they tell it.
    public static let classes = Wanted(rawValue: 8)
    public static let transmission = Wanted(rawValue: 16)
    public static let camera = Wanted(rawValue: 32)
    public static let all: Wanted = [.clear, .hazy, .depth, .classes, .transmission, .camera]
  }

  /// Reads the wanted parts that exist.
  ///
  /// The mask is the valid depth without the sky, where the sky is known, and within the user's own mask. A part of another size than the first is an
  /// error that names both files; nothing is resized. A camera made for pictures of another width is scaled by the
  /// ratio of the widths, and the attribute `camera_scale` says so. Where clear and hazy are the same picture, the
  /// attribute `warning` says so.
  ///
  /// Depth along the ray comes as depth along the axis, which needs the camera. A picture that its file says to turn is
  /// refused beside parts that have the size it is stored in, or a camera: which way they are meant nobody knows.
  public func load(_ wanted: Wanted = .all) throws(FileError) -> Frame {
    var sizes = SizeCheck()
    var frame = Frame(id: id, scene: scene, attributes: attributes)
    if wanted.contains(.clear), let clear {
      let image = try clear.read()
      try sizes.admit(clear.name, image)
      frame.clear = image
    }
    if wanted.contains(.hazy), let hazy {
      let image = try hazy.read()
      try sizes.admit(hazy.name, image)
      frame.hazy = image
      if frame.clear == image { frame.attributes["warning"] = "hazy is identical to clear" }
    }
    if wanted.contains(.depth), let depth {
      let reading = try depth.read()
      try sizes.admit(depth.name, reading.depth.width, reading.depth.height)
      frame.depth = try planar(reading.depth, width: sizes.first?.width)
      frame.sky = reading.sky
      if let tally = reading.tally, tally.nonFinite > 0 {
        frame.attributes["depth_non_finite"] = "\(tally.nonFinite)"
      }
    }
    if wanted.contains(.classes), let classes {
      let grid = try classes.read()
      try sizes.admit(classes.name, grid.width, grid.height)
      frame.classes = grid
      if let skyClass {
        let far = frame.sky?.values
        let sky = grid.values.indices.map { grid.values[$0] == skyClass || far?[$0] == true }
        frame.sky = Grid(width: grid.width, height: grid.height, values: sky)
      }
    }
    if wanted.contains(.transmission), let transmission {
      let grid = try transmission.read()
      try sizes.admit(transmission.name, grid.width, grid.height)
      frame.transmission = grid
    }
    if wanted.contains(.camera), let camera {
      if let turned = sizes.turned { throw turned.refusal(beside: camera.name.isEmpty ? "its camera" : camera.name) }
      let known = try camera.read()
      let ratio = known.ratio(to: sizes.first?.width)
      frame.intrinsics = ratio == 1 ? known.intrinsics : known.intrinsics.scaled(byX: ratio, byY: ratio)
      if ratio != 1 { frame.attributes["camera_scale"] = "\(ratio)" }
    }
    if let depth = frame.depth, let sky = frame.sky {
      let usable = depth.valid.indices.map { depth.valid[$0] && !sky.values[$0] }
      frame.mask = Grid(width: depth.width, height: depth.height, values: usable)
    }
    if let depth = frame.depth, let mask {
      let own = try mask.read()
      try sizes.admit(mask.name, own.width, own.height)
      let usable = frame.mask?.values ?? depth.valid
      frame.mask = Grid(
        width: depth.width, height: depth.height, values: usable.indices.map { usable[$0] && own.values[$0] })
    }
    return frame
  }

  /// The files of all parts.
  public var files: [FileReference] {
    (clear?.files ?? []) + (hazy?.files ?? []) + (depth?.files ?? []) + (classes?.files ?? [])
      + (transmission?.files ?? []) + (camera?.files ?? []) + (mask?.files ?? [])
  }

  /// Depth along the optical axis, whatever the file has.
  private func planar(_ depth: DepthMap, width: Int?) throws(FileError) -> DepthMap {
    guard depth.kind == .radial else { return depth }
    guard let known = try camera?.read() else {
      throw FileError(
        .missing, self.depth?.name ?? id, "is depth along the ray, which needs a camera: add intrinsics.txt")
    }
    let ratio = known.ratio(to: width)
    return depth.measured(
      .planar, with: ratio == 1 ? known.intrinsics : known.intrinsics.scaled(byX: ratio, byY: ratio))
  }

  /// A picture that was turned upright.
  private struct Turned {
    let name: String
    let orientation: Orientation
    let width: Int
    let height: Int

    func refusal(beside other: String) -> FileError {
      FileError(
        .damaged, name,
        "is \(orientation) by its EXIF orientation \(orientation.rawValue), and nobody knows whether \(other) is for the "
          + "picture as stored or as seen: store the picture upright, without the tag")
    }
  }

  private struct SizeCheck {
    var first: (name: String, width: Int, height: Int)?
    var turned: Turned?

    mutating func admit(_ name: String, _ image: Image) throws(FileError) {
      if image.turned != .upright {
        turned = Turned(name: name, orientation: image.turned, width: image.width, height: image.height)
      }
      try admit(name, image.width, image.height, isPicture: true)
    }

    mutating func admit(
      _ name: String, _ width: Int, _ height: Int, isPicture: Bool = false
    ) throws(FileError) {
      if let turned, !isPicture {
        let stored = turned.orientation.swapsSides ? (turned.height, turned.width) : (turned.width, turned.height)
        if (width, height) == stored { throw turned.refusal(beside: name) }
      }
      if let first, first.width != width || first.height != height {
        throw FileError(
          .damaged, name, "is \(width) x \(height), but \(first.name) is \(first.width) x \(first.height): resize one")
      }
      if first == nil { first = (name, width, height) }
    }
  }
}
