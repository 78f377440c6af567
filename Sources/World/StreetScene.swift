/// One moment of a street: everything a camera needs to see it.
struct StreetScene {
  var solids: [Solid] = []
  var planes: [Plane] = []
  var materials: [Material] = []
  var ground: Ground
  var light: Light
  var look = WorldLook.first
}
