/// What a solid's surface is made of.
enum Material {
  /// One colour with a little dirt; `gloss` is the mirror's share of the light seen head-on.
  case plain(Colour, gloss: Float)
  case concrete(Colour)
  case slabs(Colour)
  case facade(Facade)
  case roof(Colour)
  case planks(Colour)
  case leaves(Colour, seed: UInt32)
  case hedge(Colour)
  case grass(Colour)
  case bark
  case body(VehicleStyle)
  case cabin(VehicleStyle)
  case cargo(VehicleStyle)
  case coach(VehicleStyle)
  case wheel
  case sign(SignStyle)
  case signal(lit: Int)
  case tunnel(Colour)
  case lamp(Colour)
}

/// How a building's front is divided and coloured. Metres.
struct Facade {
  enum Wall: Int {
    case render
    case brick
    case panels
    case glass
  }
  var wall: Wall
  var colour: Colour
  var trim: Colour
  var floor: Float = 3.1
  var groundFloor: Float = 3.8
  var bay: Float = 2.6
  var windowWidth: Float = 1.2
  var windowHeight: Float = 1.55
  var hasShops = false
  var shopColour: Colour = gray(0.3)
  var hasShutters = false
  var seed: UInt32
}

struct VehicleStyle {
  var paint: Colour
  /// Metres, in the vehicle's frame: x to its right, y up from the street, z ahead.
  var length: Float
  var width: Float
  var height: Float
  var belt: Float
  var frontAxle: Float
  var rearAxle: Float
  var wheelRadius: Float
  var lampsLit: Bool
  var braking: Bool
  /// A second colour: a stripe, a firm's name.
  var trim: Colour
  var seed: UInt32
}

struct SignStyle {
  enum Kind: Int {
    case limit
    case ban
    case order
    case warning
    case information
    case priority
    case direction
    case plate
    case chevron
  }
  var kind: Kind
  var seed: UInt32
}

/// A point to be shaded, and how large a pixel is there.
struct SurfacePoint {
  var position: Vec3
  var normal: Vec3
  /// From the camera, length 1.
  var view: Vec3
  /// Steps on the surface for one pixel to the right and one down, metres.
  var stepU: Vec3
  var stepV: Vec3
  /// Metres along the solid's axes from its centre, and which face it is.
  var local: Vec3 = .zero
  var half: Vec3 = Vec3(1, 1, 1)
  var axisX = Vec3(1, 0, 0)
  var axisY = Vec3(0, 1, 0)
  var axisZ = Vec3(0, 0, 1)
  var face: Int = 0

  /// A pixel's width along a direction of length 1, metres.
  @inline(__always) func width(_ a: Vec3) -> Float { abs(dot(a, stepU)) + abs(dot(a, stepV)) }

  /// A pixel's longest side, metres.
  var footprint: Float {
    let (u, v) = (dot(stepU, stepU), dot(stepV, stepV))
    return max(u, v).squareRoot()
  }
}

/// What a point looks like before light falls on it.
struct Appearance {
  var albedo: Colour
  /// The mirror's share of light seen head-on: 0 dull, 0.04 paint or glass.
  var gloss: Float = 0
  var emission: Colour = .zero
  /// What is left of the sky's light in creases.
  var openness: Float = 1
  /// How much light comes through from behind (leaves).
  var translucency: Float = 0
}
