import Numerics

/// One scene being laid out: what all kinds of street share.
struct StreetLayout {
  var builder = SceneBuilder()
  var ground = Ground()
  var draw: Draws
  /// Seconds since the scene's first frame.
  let time: Float
  let weather: Weather
  var lampsLit: Bool { weather == .rainy || weather == .lowSun }
  /// Metres from the road's middle to the camera, and the camera's speed in m/s.
  var lane: Float = 1.7
  var speed: Float = 10
  /// How high roofs and trees stand, radians.
  var skyline: Float = 0.4
  var pavementWidth: Float = 3
  /// The camera's first z.
  var startsAt: Float = 0

  var road: RoadLine { ground.road }

  /// The pose at `lateral` metres to the right of the middle, looking along the road.
  func pose(_ lateral: Float, _ z: Float) -> Pose { Pose(road.place(lateral, z), facing: road.along(z)) }

  /// Stretches of at most `step` metres between two z, cut out where `gap` is.
  static func stretches(_ from: Float, _ to: Float, step: Float, gap: ClosedRange<Float>?) -> [(
    z: Float, length: Float
  )] {
    var pieces: [(Float, Float)] = []
    func fill(_ a: Float, _ b: Float) {
      guard b > a else { return }
      let n = max(((b - a) / step).rounded(.up), 1)
      let length = (b - a) / n
      for k in 0..<Int(n) { pieces.append((a + (Float(k) + 0.5) * length, length)) }
    }
    if let gap {
      fill(from, min(gap.lowerBound, to))
      fill(max(gap.upperBound, from), to)
    } else {
      fill(from, to)
    }
    return pieces
  }

  /// Raised pavements on both sides.
  mutating func pavements(from: Float = -16, to: Float = 190, gap: ClosedRange<Float>? = nil) {
    let tone = draw(0.24, 0.36)
    let stone = builder.add(.slabs(mix(gray(tone), Colour(tone * 1.1, tone, tone * 0.86), draw(0, 1))))
    let step: Float = abs(road.bend) < 1e-5 ? 30 : 6
    for side: Float in [-1, 1] {
      for piece in StreetLayout.stretches(from, to, step: step, gap: gap) {
        builder.box(
          pose(side * (ground.halfWidth + 0.5 * pavementWidth), piece.z), 0, 0.03, 0,
          half: Vec3(0.5 * pavementWidth, 0.1, 0.5 * piece.length + (step > 10 ? 0 : 0.1)), stone, .pavement,
          castsShadow: false)
      }
    }
  }

  /// Houses shoulder to shoulder behind the pavements.
  mutating func houseRows(
    from: Float = -14, to: Float = 185, gap: ClosedRange<Float>? = nil, low: Float, high: Float, parkSide: Float = 0
  ) {
    if parkSide != 0 { park(side: parkSide) }
    for side: Float in [-1, 1] where side != parkSide {
      var z = from + draw(-6, 0)
      let typical = draw(low, high)
      let shops = draw.chance(0.6)
      while z < to {
        let width = draw(8, 17)
        defer { z += width }
        let (a, b) = (z, z + width)
        if let gap, b > gap.lowerBound, a < gap.upperBound { continue }
        if draw.chance(0.1) && z > 12 {  // a courtyard with a tree
          builder.tree(
            road.place(side * (ground.halfWidth + pavementWidth + 4), z + 0.5 * width), height: draw(7, 12), &draw)
          continue
        }
        let setback = draw.chance(0.2) ? draw(0, 2) : 0
        let height = min(max(typical + draw(-4, 4), low), high)
        let front = pose(side * (ground.halfWidth + pavementWidth + setback), z + 0.5 * width)
        builder.townHouse(
          front, side: side, width: width + 0.05, height: height, depth: 11, detailed: z < 70,
          isShop: shops && draw.chance(0.7), &draw)
      }
    }
  }

  /// A park instead of houses: a low wall or hedge, lawns, trees.
  mutating func park(side: Float, from: Float = -14, to: Float = 150) {
    let edge = ground.halfWidth + pavementWidth
    let lawn = builder.add(.grass(Colour(0.08, 0.125, 0.035) * draw(0.8, 1.2)))
    let isWalled = draw.chance(0.4)
    let stone = builder.add(.concrete(draw.chance(0.5) ? Colour(0.3, 0.15, 0.1) : gray(0.36)))
    for piece in StreetLayout.stretches(from, to, step: 10, gap: nil) {
      let at = pose(side * (edge + 15), piece.z)
      builder.box(at, 0, 0.03, 0, half: Vec3(15, 0.1, 0.5 * piece.length + 0.3), lawn, .terrain, castsShadow: false)
      let border = pose(side * (edge + 0.25), piece.z)
      if isWalled {
        builder.box(border, 0, 0.45, 0, half: Vec3(0.18, 0.45, 0.5 * piece.length), stone, .wall)
      } else if draw.chance(0.7) {
        builder.hedge(border, length: piece.length, height: draw(0.8, 1.2), &draw)
      }
    }
    for _ in 0..<draw.integer(8, 18) {
      builder.tree(road.place(side * (edge + draw(3, 26)), draw(from, to)), height: draw(6, 11), &draw)
    }
    for _ in 0..<draw.integer(2, 8) {
      builder.bush(road.place(side * (edge + draw(2, 20)), draw(from, to)), size: draw(0.5, 1.2), &draw)
    }
  }

  /// Cars at both kerbs. `lateral` is their middle's distance from the road's.
  mutating func parkedCars(
    lateral: Float, density: Float, from: Float = -6, to: Float = 110, gap: ClosedRange<Float>? = nil
  ) {
    let kinds: [SceneBuilder.Vehicle] = [.saloon, .hatchback, .hatchback, .estate, .offRoader, .van]
    for side: Float in [-1, 1] {
      var z = from + draw(0, 5)
      while z < to {
        let kind = draw.pick(kinds)
        let room = 2 * SceneBuilder.reach(kind) + draw(0.5, 1.6)
        z += room
        let middle = z - 0.5 * room
        if let gap, middle > gap.lowerBound - 3, middle < gap.upperBound + 3 { continue }
        guard draw.chance(density) else { continue }
        let at = pose(side * (lateral + draw(-0.12, 0.12)), middle)
        builder.vehicle(kind, side > 0 || draw.chance(0.2) ? at : at.reversed, lampsLit: false, braking: false, &draw)
      }
    }
  }

  /// Traffic ahead of the camera and coming towards it. Nothing stands within `clearance` of the camera's lane ahead.
  mutating func traffic(lanes: [Float], oncoming: Int, ahead: Int, limit: Float = 120, from: Float = 9) {
    for _ in 0..<ahead {
      var draw = self.draw.fork()
      let kind = draw.pick([SceneBuilder.Vehicle.saloon, .hatchback, .estate, .offRoader, .van, .lorry, .bus])
      let lane = draw.pick(lanes)
      let gap = max(from, 7) + SceneBuilder.reach(kind) + draw(0, 1) * draw(0, 45)
      let v = speed + draw(-1.5, 1.5)
      let z = startsAt + gap + v * time
      let braking = draw.chance(0.35)
      if z < limit { builder.vehicle(kind, pose(lane, z), lampsLit: lampsLit, braking: braking, &draw) }
    }
    for _ in 0..<oncoming {
      var draw = self.draw.fork()
      let kind = draw.pick([SceneBuilder.Vehicle.saloon, .hatchback, .estate, .offRoader, .van, .lorry, .bus])
      let lane = draw.pick(lanes)
      let z = startsAt + draw(8, 90) - speed * draw(0.7, 1.2) * time
      let at = pose(-lane, z).reversed
      if z > -6 && z < limit { builder.vehicle(kind, at, lampsLit: lampsLit, braking: false, &draw) }
    }
  }

  mutating func lamps(every: Float, lateral: Float, height: Float, gap: ClosedRange<Float>? = nil) {
    let shift = draw(0, every)
    let bothSides = draw.chance(0.5)
    for k in 0..<Int(150 / every) {
      let z = shift + Float(k) * every - 5
      if let gap, gap.contains(z) { continue }
      let side: Float = bothSides && k & 1 == 1 ? -1 : 1
      builder.lamp(pose(side * lateral, z), height: height, arm: -side * draw(1.2, 2), &draw)
    }
  }

  mutating func streetTrees(lateral: Float, every: Float, gap: ClosedRange<Float>? = nil, to: Float = 120) {
    for side: Float in [-1, 1] {
      var z = draw(2, every)
      while z < to {
        if gap.map({ !$0.contains(z) }) ?? true, draw.chance(0.8) {
          builder.tree(road.place(side * (lateral + draw(-0.2, 0.2)), z), height: draw(5.5, 9), &draw)
        }
        z += every * draw(0.8, 1.3)
      }
    }
  }

  mutating func pedestrians(_ count: Int, lateral: ClosedRange<Float>, to: Float = 60) {
    for _ in 0..<count {
      let side: Float = draw.chance(0.5) ? -1 : 1
      let isWithUs = draw.chance(0.5)
      let pace = draw(0.9, 1.6)
      let z = startsAt + draw(4, to) + (isWithUs ? pace : -pace) * time
      let at = pose(side * draw(lateral.lowerBound, lateral.upperBound), z)
      let raised = Pose(at.position + Vec3(0, 0.13, 0), facing: isWithUs ? at.ahead : -at.ahead)
      let phase = Float(Portable.sin(Double(time * pace * 4.2 + draw(0, 6.28))))
      builder.person(raised, stride: phase, &draw)
    }
  }

  /// People on bicycles on our side of the road, far enough ahead that nobody is overtaken within a scene.
  mutating func cyclists(_ count: Int, lateral: Float) {
    for _ in 0..<count {
      var draw = self.draw.fork()
      let pace = draw(3.5, 6)
      let z = startsAt + 14 + draw(0, 35) + pace * time
      let at = pose(lateral + draw(-0.2, 0.2), z)
      builder.cyclist(at, turn: Double(time * pace * 1.4 + draw(0, 6.28)), &draw)
    }
  }

  mutating func signs(_ count: Int, lateral: Float, from: Float = 8, to: Float = 70, kinds: [SignStyle.Kind]) {
    for _ in 0..<count {
      let z = draw(from, to)
      let isOurs = draw.chance(0.75)
      let at = pose((isOurs ? 1 : -1) * (lateral + draw(0, 0.4)), z)
      builder.sign(isOurs ? at : at.reversed, draw.pick(kinds), &draw)
    }
  }

  /// Wooded hills around everything, so that no street ends in a bare horizon.
  mutating func hills(nearest: Float, height: ClosedRange<Float>) {
    for k in 0..<12 {
      let green = Colour(0.10, 0.135, 0.085) * draw(0.7, 1.2)
      let distance = nearest + draw(0, 120)
      let tint = saturate((distance - 100) / 500)
      let material = builder.add(.grass(mix(green, Colour(0.30, 0.38, 0.48), tint)))
      let x = (Float(k) - 5.5) * 75 + draw(-30, 30)
      let h = draw(height.lowerBound, height.upperBound)
      builder.ellipsoid(
        Vec3(x, -0.15 * h, distance), half: Vec3(draw(60, 130), 1.15 * h, draw(30, 60)), material, .terrain,
        castsShadow: false)
    }
  }

  /// A line of trees across the view.
  mutating func woods(at z: Float, from x0: Float, to x1: Float, height: ClosedRange<Float>) {
    var x = x0
    while x < x1 {
      let h = draw(height.lowerBound, height.upperBound)
      let leaves = builder.add(.leaves(draw.pick(SceneBuilder.greens) * draw(0.55, 0.9), seed: draw.word()))
      builder.ellipsoid(
        Vec3(x, 0.45 * h, z + draw(-6, 6)), half: Vec3(h * draw(0.4, 0.7), h * 0.58, h * 0.5), leaves, .vegetation,
        isLeafy: true)
      x += h * draw(0.45, 0.9)
    }
  }
}
