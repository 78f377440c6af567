/// Tunnels, seen from before them and from inside.
extension StreetLayout {
  /// A road that runs into a hillside, or out of one.
  mutating func tunnel() {
    ground.halfWidth = draw.pick([4.2, 7.6])
    ground.marks = ground.halfWidth > 6 ? .lanes : .solid
    ground.hasEdgeLines = true
    ground.verge = .gravel
    ground.vergeColour = Colour(0.2, 0.18, 0.15)
    lane = ground.halfWidth > 6 ? draw.pick([1.9, 5.6]) : 2
    speed = draw(9, 15)
    skyline = 0.3
    let isExit = draw.chance(0.35)
    let mouth = isExit ? draw(30, 52) : draw(24, 60)
    let inner = ground.halfWidth + 1.1
    let top: Float = draw(5.2, 6.4)
    let (from, to): (Float, Float) = isExit ? (-20, mouth) : (mouth, 175)
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from))
    ground.tunnel = Ground.Tunnel(from: from, to: to, opensFrom: !isExit, opensTo: isExit, halfWidth: inner, top: top)
    let wall = builder.add(.tunnel(gray(draw(0.4, 0.6))))
    let concrete = builder.add(.concrete(gray(draw(0.25, 0.4))))
    let at = Pose(Vec3(road.x0, 0, middle), heading: 0)
    for side: Float in [-1, 1] {
      builder.box(at, side * (inner + 0.5), top * 0.5, 0, half: Vec3(0.5, top * 0.5, half), wall, .wall)
      builder.box(at, side * (ground.halfWidth + 0.55), 0.1, 0, half: Vec3(0.55, 0.12, half), concrete, .pavement)
      let lamp = builder.add(.lamp(Colour(1, 0.82, 0.55) * 1.4))
      for piece in StreetLayout.stretches(from, to, step: 9, gap: nil) {
        builder.box(
          Pose(Vec3(road.x0 + side * (inner - 1.6), 0, piece.z), heading: 0), 0, top - 0.2, 0,
          half: Vec3(0.18, 0.06, 1.3),
          lamp, .wall, castsShadow: false)
      }
    }
    builder.box(at, 0, top + 1, 0, half: Vec3(inner + 1, 1, half), concrete, .wall)
    // The hill around it and the portal's face.
    let grass = builder.add(.grass(Colour(0.09, 0.125, 0.04) * draw(0.8, 1.2)))
    let crest = top + draw(2.6, 5.5)
    let hillHalf = isExit ? half : 0.5 * (200 - mouth)
    let hillMiddle = isExit ? middle : 0.5 * (mouth + 200)
    let hill = Pose(Vec3(road.x0, 0, hillMiddle), heading: 0)
    builder.box(
      hill, 0, 0.5 * (top + 1 + crest), 0, half: Vec3(70, 0.5 * (crest - top - 1), hillHalf - 1.5), grass, .terrain)
    for side: Float in [-1, 1] {
      let width: Float = 60
      builder.box(
        hill, side * (inner + 1 + 0.5 * width), crest * 0.5, 0, half: Vec3(0.5 * width, crest * 0.5, hillHalf - 1.5),
        grass,
        .terrain)
    }
    let face = builder.add(.concrete(gray(draw(0.3, 0.45)) * Colour(1.04, 1, 0.94)))
    let portal = Pose(Vec3(road.x0, 0, mouth), heading: 0)
    builder.box(portal, 0, top + 1.1, 0, half: Vec3(inner + 6, 1.1, 0.6), face, .wall)
    builder.box(portal, 0, top + 2.35, 0, half: Vec3(inner + 6.3, 0.15, 0.8), concrete, .wall)
    for side: Float in [-1, 1] {
      builder.box(portal, side * (inner + 3), top * 0.5, 0, half: Vec3(3, top * 0.5, 0.6), face, .wall)
      builder.box(
        portal, side * (inner + 0.25), top * 0.5, isExit ? 0.3 : -0.3, half: Vec3(0.25, top * 0.5, 0.6), concrete, .wall
      )
    }
    outsideTunnel(mouth: mouth, isExit: isExit, inner: inner, crest: crest, grass: grass, concrete: concrete)
    let lanes = ground.halfWidth > 6 ? [Float(1.9), 5.6] : [2]
    traffic(lanes: lanes, oncoming: draw.integer(0, 2), ahead: draw.integer(1, 3), limit: isExit ? 120 : mouth + 60)
  }

  private mutating func outsideTunnel(
    mouth: Float, isExit: Bool, inner: Float, crest: Float, grass: Int32, concrete: Int32
  ) {
    let (from, to): (Float, Float) = isExit ? (mouth, 150) : (-16, mouth)
    // Banks that rise beside the road.
    let metal = builder.add(.plain(gray(0.3), gloss: 0.04))
    let bank = draw.chance(0.5)
    for side: Float in [-1, 1] {
      for piece in StreetLayout.stretches(from, to, step: 12, gap: nil) {
        let near = saturate(1 - abs(piece.z - mouth) / 36)
        let height = 0.7 + crest * 0.85 * near
        let at = Pose(Vec3(road.x0, 0, piece.z), heading: 0)
        if bank {
          builder.polytope(
            at, middle: Vec3(side * (inner + 9.5), height * 0.5, 0), half: Vec3(9, height * 0.5, 0.5 * piece.length),
            [
              Plane(n: Vec3(-side * height / 8, 1, 0), d: height * 0.5 - height / 8),
              Plane(n: Vec3(0, 1, 0), d: height * 0.5),
              Plane(n: Vec3(0, -1, 0), d: height * 0.5), Plane(n: Vec3(side, 0, 0), d: 9),
              Plane(n: Vec3(-side, 0, 0), d: 9),
              Plane(n: Vec3(0, 0, 1), d: 0.5 * piece.length), Plane(n: Vec3(0, 0, -1), d: 0.5 * piece.length),
            ], grass, .terrain)
        } else {
          builder.box(
            at, side * (inner + 0.8), height * 0.5, 0, half: Vec3(0.3, height * 0.5, 0.5 * piece.length), concrete,
            .wall)
          builder.box(
            at, side * (inner + 16), height * 0.5 - 0.2, 0, half: Vec3(15, height * 0.5, 0.5 * piece.length), grass,
            .terrain)
        }
        builder.barrier(
          Pose(at.at(side * (ground.halfWidth + 0.5), 0, 0), facing: at.ahead), length: piece.length, metal)
        if draw.chance(0.7) {
          builder.tree(at.at(side * (inner + draw(12, 24)), height - 0.3, 0), height: draw(5, 10), &draw)
        }
      }
    }
    for _ in 0..<6 where !isExit {
      builder.bush(Vec3(draw(-30, 30), crest, mouth + draw(1, 6)), size: draw(0.8, 1.6), &draw)
    }
    for _ in 0..<4 where !isExit {
      builder.tree(Vec3(draw(-35, 35), crest, mouth + draw(4, 16)), height: draw(6, 11), &draw)
    }
    lamps(every: 30, lateral: ground.halfWidth + 0.9, height: 8, gap: isExit ? -30...mouth : (mouth - 2)...400)
    signs(
      draw.integer(1, 2), lateral: ground.halfWidth + 0.9, from: isExit ? mouth + 6 : 8,
      to: isExit ? mouth + 60 : mouth - 4,
      kinds: [.limit, .warning, .ban, .direction])
    if isExit { woods(at: 175, from: -140, to: 140, height: 7...12) }
    hills(nearest: 230, height: 14...32)
  }
}
