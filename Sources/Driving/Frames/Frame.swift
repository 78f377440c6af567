import Numerics
import Pictures

/// One moment seen by one camera: whatever is known of it, all at one resolution.
public struct Frame: Sendable {
  /// Names the frame within its data set, e.g. `Scene01/Camera_0/00012`.
  public let id: String
  /// The recording the frame belongs to: the cluster of clustered statistics, and the unit of splits.
  public let scene: String
  /// The scene without fog.
  public var clear: Image?
  /// The same scene through fog.
  public var hazy: Image?
  public var depth: DepthMap?
  /// The pixels an evaluation may use; nil means all that have a depth.
  public var mask: Grid<Bool>?
  public var sky: Grid<Bool>?
  /// Semantic class numbers, as the data set defines them.
  public var classes: Grid<UInt8>?
  public var intrinsics: Intrinsics?
  /// The share of a surface's light that reaches the camera, in [0, 1].
  public var transmission: Grid<Float>?
  /// What is known besides: `visibility_m`, `beta`, `weather`, …, numbers printed so that they read back exactly.
  public var attributes: [String: String]

  /// Joins what is known of a frame; parts of different sizes trap.
  public init(
    id: String, scene: String, clear: Image? = nil, hazy: Image? = nil, depth: DepthMap? = nil,
    mask: Grid<Bool>? = nil, sky: Grid<Bool>? = nil, classes: Grid<UInt8>? = nil, intrinsics: Intrinsics? = nil,
    transmission: Grid<Float>? = nil, attributes: [String: String] = [:]
  ) {
    self.id = id
    self.scene = scene
    self.clear = clear
    self.hazy = hazy
    self.depth = depth
    self.mask = mask
    self.sky = sky
    self.classes = classes
    self.intrinsics = intrinsics
    self.transmission = transmission
    self.attributes = attributes
    let sizes = self.sizes
    require(
      Set(sizes.map { [$0.width, $0.height] }).count <= 1,
      "Frame \(id): parts of different sizes: "
        + sizes.map { "\($0.part) \($0.width) x \($0.height)" }.joined(separator: ", "))
  }

  /// The width and height of each part that is present.
  public var sizes: [(part: String, width: Int, height: Int)] {
    var all: [(part: String, width: Int, height: Int)] = []
    if let clear { all.append(("clear", clear.width, clear.height)) }
    if let hazy { all.append(("hazy", hazy.width, hazy.height)) }
    if let depth { all.append(("depth", depth.width, depth.height)) }
    if let mask { all.append(("mask", mask.width, mask.height)) }
    if let sky { all.append(("sky", sky.width, sky.height)) }
    if let classes { all.append(("classes", classes.width, classes.height)) }
    if let transmission { all.append(("transmission", transmission.width, transmission.height)) }
    return all
  }
}
