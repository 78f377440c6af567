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
  /// The mask is the valid depth without the sky, where the sky is known. A part of another size than the first is an
  /// error that names both files; nothing is resized. A camera made for pictures of another width is scaled by the
  /// ratio of the widths, and the attribute `camera_scale` says so. Where clear and hazy are the same picture, the
  /// attribute `warning` says so.
  public func load(_ wanted: Wanted = .all) throws(FileError) -> Frame {
    var sizes = SizeCheck()
    var frame = Frame(id: id, scene: scene, attributes: attributes)
    if wanted.contains(.clear), let clear {
      let image = try clear.read()
      try sizes.admit(clear.name, image.width, image.height)
      frame.clear = image
    }
    if wanted.contains(.hazy), let hazy {
      let image = try hazy.read()
      try sizes.admit(hazy.name, image.width, image.height)
      frame.hazy = image
      if frame.clear == image { frame.attributes["warning"] = "hazy is identical to clear" }
    }
    if wanted.contains(.depth), let depth {
      let reading = try depth.read()
      try sizes.admit(depth.name, reading.depth.width, reading.depth.height)
      frame.depth = reading.depth
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
      let known = try camera.read()
      frame.intrinsics = known.intrinsics
      if let made = known.width, let width = sizes.first?.width, width != made {
        let ratio = Double(width) / Double(made)
        frame.intrinsics = known.intrinsics.scaled(byX: ratio, byY: ratio)
        frame.attributes["camera_scale"] = "\(ratio)"
      }
    }
    if let depth = frame.depth, let sky = frame.sky {
      let usable = depth.valid.indices.map { depth.valid[$0] && !sky.values[$0] }
      frame.mask = Grid(width: depth.width, height: depth.height, values: usable)
    }
    return frame
  }

  /// The files of all parts.
  public var files: [FileReference] {
    (clear?.files ?? []) + (hazy?.files ?? []) + (depth?.files ?? []) + (classes?.files ?? [])
      + (transmission?.files ?? []) + (camera?.files ?? [])
  }

  private struct SizeCheck {
    var first: (name: String, width: Int, height: Int)?

    mutating func admit(_ name: String, _ width: Int, _ height: Int) throws(FileError) {
      if let first, first.width != width || first.height != height {
        throw FileError(
          .damaged, name, "is \(width) x \(height), but \(first.name) is \(first.width) x \(first.height): resize one")
      }
      if first == nil { first = (name, width, height) }
    }
  }
}
