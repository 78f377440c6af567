/// The five kinds of street.
public enum StreetKind: String, CaseIterable, Sendable {
  case street
  case crossing
  case suburb
  case tunnel
  case openRoad = "open-road"
}

extension StreetLayout {
  private static let townSigns: [SignStyle.Kind] = [.limit, .ban, .order, .warning, .information, .plate, .priority]

  /// Lays out a scene of this kind.
  mutating func lay(_ kind: StreetKind) {
    ground.seed = draw.word()
    ground.tone = draw(0.075, 0.14)
    switch kind {
    case .street: street()
    case .crossing: crossing()
    case .suburb: suburb()
    case .tunnel: tunnel()
    case .openRoad: openRoad()
    }
  }

  /// A straight or gently bent street between houses.
  private mutating func street() {
    if draw.chance(0.5) { ground.road.bend = draw(-0.0022, 0.0022) }
    let hasParking = draw.chance(0.8)
    let wide = draw.chance(0.35)
    ground.halfWidth = (wide ? 6.4 : 3.3) + (hasParking ? 2.1 : 0)
    ground.marks = wide ? (draw.chance(0.6) ? .lanes : .solid) : (draw.chance(0.75) ? .dashed : .none)
    if hasParking { ground.parkingLine = draw.chance(0.6) ? ground.halfWidth - 2.1 : 0 }
    lane = wide ? draw.pick([1.7, 4.6]) : 1.65
    pavementWidth = draw(2.2, 4.5)
    speed = draw(6, 11)
    skyline = 0.6
    if draw.chance(0.3) { ground.zebra = { $0...($0 + 3.5) }(draw(16, 45)) }
    pavements()
    houseRows(low: draw(4.5, 7), high: draw(7.5, 14), parkSide: draw.chance(0.35) ? (draw.chance(0.5) ? 1 : -1) : 0)
    let edge = ground.halfWidth
    if hasParking { parkedCars(lateral: edge - 1.05, density: draw(0.5, 0.95)) }
    traffic(lanes: wide ? [1.7, 4.6] : [1.65], oncoming: draw.integer(0, 3), ahead: draw.integer(0, 2))
    lamps(every: draw(22, 32), lateral: edge + 0.5, height: draw(5.5, 8))
    if pavementWidth > 2.8 && draw.chance(0.6) { streetTrees(lateral: edge + 0.9, every: draw(9, 16)) }
    pedestrians(draw.integer(2, 7), lateral: edge + 0.7...edge + pavementWidth - 0.4)
    signs(draw.integer(1, 4), lateral: edge + 0.45, kinds: StreetLayout.townSigns)
    clutter(edge)
    hills(nearest: 260, height: 10...24)
  }

  /// Two streets that meet, with lights, zebra crossings and cross traffic.
  private mutating func crossing() {
    ground.halfWidth = draw.pick([3.5, 5.4, 6.6])
    ground.marks = ground.halfWidth > 6 ? .lanes : .solid
    lane = ground.halfWidth > 6 ? draw.pick([1.7, 4.8]) : ground.halfWidth * 0.5
    pavementWidth = draw(2.5, 4.5)
    speed = draw(2, 7)
    skyline = 0.5
    let crossWidth = draw(3.4, 6.5)
    let middle = draw(17, 34) + crossWidth
    ground.crossing = (middle, crossWidth)
    ground.zebra = (middle - crossWidth - 4)...(middle - crossWidth - 1)
    let gap = (middle - crossWidth)...(middle + crossWidth)
    let cleared = (gap.lowerBound - pavementWidth)...(gap.upperBound + pavementWidth)
    pavements(gap: gap)
    houseRows(gap: cleared, low: draw(4.5, 7.5), high: draw(8, 15))
    // The side street's own fronts, beyond the corners.
    for side: Float in [-1, 1] {
      for flank: Float in [-1, 1] {
        var x = ground.halfWidth + pavementWidth + 12
        while x < 80 {
          let width = draw(9, 16)
          let at = Vec3(side * (x + 0.5 * width), 0, middle + flank * (crossWidth + pavementWidth))
          builder.townHouse(
            Pose(at, facing: Vec3(1, 0, 0)), side: -flank, width: width, height: draw(5, 13), depth: 11,
            detailed: false,
            isShop: draw.chance(0.4), &draw)
          x += width
        }
        let stone = builder.add(.slabs(gray(0.3)))
        let from = ground.halfWidth + pavementWidth
        builder.box(
          Pose(Vec3(side * (from + 30), 0, middle + flank * (crossWidth + 0.5 * pavementWidth)), heading: 0), 0, 0.03,
          0,
          half: Vec3(30, 0.1, 0.5 * pavementWidth), stone, .pavement, castsShadow: false)
      }
    }
    let edge = ground.halfWidth
    let isRed = draw.chance(0.5)
    let before = gap.lowerBound - 0.8
    builder.signal(pose(edge + 0.6, before), lit: isRed ? 0 : 2, arm: draw.chance(0.6) ? -edge * 0.6 : 0, &draw)
    builder.signal(pose(-edge - 0.6, gap.upperBound + 0.8), lit: isRed ? 0 : 2, arm: 0, &draw)
    builder.signal(pose(edge + 0.6, gap.upperBound + 0.8).reversed, lit: isRed ? 0 : 2, arm: 0, &draw)
    builder.signal(
      Pose(road.place(-edge - 0.6, before), facing: Vec3(1, 0, 0)), lit: isRed ? 2 : 0, arm: 0, &draw)
    crossTraffic(middle, crossWidth, isMoving: isRed)
    // Whoever waits at our line.
    if isRed || draw.chance(0.4) {
      let z = gap.lowerBound - 7.5
      var draw = self.draw.fork()
      if z - 4 > startsAt + speed * time + 4 {
        builder.vehicle(
          draw.pick([.saloon, .hatchback, .estate, .offRoader, .van]), pose(lane, z), lampsLit: lampsLit, braking: true,
          &draw)
      }
    }
    traffic(lanes: [lane], oncoming: draw.integer(0, 2), ahead: draw.integer(0, 1), from: middle + crossWidth + 6)
    if draw.chance(0.6) {
      parkedCars(lateral: edge + 1.2, density: 0.25, gap: (gap.lowerBound - 9)...(gap.upperBound + 9))
    }
    lamps(every: draw(24, 34), lateral: edge + 0.5, height: draw(6, 8.5), gap: cleared)
    if draw.chance(0.5) {
      streetTrees(lateral: edge + 1, every: draw(10, 16), gap: (cleared.lowerBound - 4)...(cleared.upperBound + 4))
    }
    pedestrians(draw.integer(2, 6), lateral: edge + 0.7...edge + pavementWidth - 0.4)
    for _ in 0..<draw.integer(0, 3) where isRed {  // people on the zebra
      let toRight = draw.chance(0.5)
      let x = draw(-edge, edge) + (toRight ? 1.2 : -1.2) * time
      let at = Vec3(x, 0, middle - crossWidth - draw(1.3, 3.6))
      builder.person(
        Pose(at, facing: Vec3(toRight ? 1 : -1, 0, 0)), stride: draw(-1, 1), &draw)
    }
    signs(draw.integer(1, 3), lateral: edge + 0.45, to: max(gap.lowerBound - 3, 9), kinds: StreetLayout.townSigns)
    clutter(edge, gap: cleared)
    hills(nearest: 260, height: 10...22)
  }

  private mutating func crossTraffic(_ middle: Float, _ halfWidth: Float, isMoving: Bool) {
    for _ in 0..<draw.integer(0, 4) {
      let kind = draw.pick([SceneBuilder.Vehicle.saloon, .hatchback, .estate, .offRoader, .van, .lorry, .bus])
      let toRight = draw.chance(0.5)
      let z = middle + (toRight ? -1 : 1) * halfWidth * 0.5
      let start = draw(-30, 30)
      let waits = ground.halfWidth + 3 + SceneBuilder.reach(kind)
      let x = isMoving ? start + (toRight ? 7 : -7) * time : (toRight ? -1 : 1) * (waits + abs(start) * 0.4)
      builder.vehicle(
        kind, Pose(Vec3(x, 0, z), facing: Vec3(toRight ? 1 : -1, 0, 0)), lampsLit: lampsLit, braking: !isMoving, &draw)
    }
  }

  /// Houses in gardens behind hedges and fences.
  private mutating func suburb() {
    if draw.chance(0.7) { ground.road.bend = draw(-0.004, 0.004) }
    ground.halfWidth = draw(2.9, 3.8)
    ground.marks = draw.chance(0.35) ? .dashed : .none
    ground.verge = .grass
    ground.vergeColour = Colour(0.085, 0.125, 0.04) * draw(0.8, 1.2)
    lane = ground.halfWidth * 0.48
    pavementWidth = draw(1.4, 2.2)
    speed = draw(5, 9)
    skyline = 0.3
    if draw.chance(0.75) { pavements() }
    let edge = ground.halfWidth + pavementWidth
    for side: Float in [-1, 1] {
      var z = draw(-16, -8)
      while z < 150 {
        let plot = draw(14, 22)
        defer { z += plot }
        garden(side, z, plot, edge)
      }
    }
    if draw.chance(0.8) { parkedCars(lateral: ground.halfWidth - 0.8, density: draw(0.1, 0.4)) }
    traffic(lanes: [lane], oncoming: draw.integer(0, 2), ahead: draw.integer(0, 1))
    lamps(every: draw(28, 40), lateral: ground.halfWidth + 0.5, height: draw(4.5, 6))
    pedestrians(draw.integer(0, 4), lateral: ground.halfWidth + 0.4...edge - 0.2)
    signs(draw.integer(0, 2), lateral: ground.halfWidth + 0.4, kinds: [.limit, .warning, .information, .priority])
    woods(at: 165, from: -120, to: 120, height: 7...11)
    hills(nearest: 240, height: 10...24)
  }

  private mutating func garden(_ side: Float, _ z: Float, _ plot: Float, _ edge: Float) {
    let setback = draw(4, 9)
    let width = min(draw(8, 13), plot - 3)
    let front = pose(side * (edge + setback), z + 0.5 * plot)
    if draw.chance(0.92) {
      builder.cottage(front, side: side, width: width, depth: draw(7.5, 10), floors: draw.chance(0.6) ? 2 : 1, &draw)
    }
    let border = pose(side * (edge + 0.5), z + 0.5 * plot)
    let gate = draw(2.6, 3.4)
    let length = plot - gate - 0.6
    let shifted = Pose(
      border.position + border.ahead * (0.5 * gate * (draw.chance(0.5) ? 1 : -1)), facing: border.ahead)
    switch draw.integer(0, 3) {
    case 0: builder.hedge(shifted, length: length, height: draw(0.9, 1.9), &draw)
    case 1:
      let wood = builder.add(.planks(draw.chance(0.4) ? gray(0.6) : Colour(0.19, 0.12, 0.07)))
      builder.box(shifted, 0, 0.55, 0, half: Vec3(0.03, 0.5, 0.5 * length), wood, .fence)
    case 2:
      let wall = builder.add(.concrete(draw.chance(0.5) ? Colour(0.3, 0.15, 0.1) : gray(0.4)))
      builder.box(shifted, 0, 0.4, 0, half: Vec3(0.12, 0.4, 0.5 * length), wall, .wall)
    default: break
    }
    for _ in 0..<draw.integer(0, 2) {
      let at = road.place(side * (edge + draw(2, setback)), z + draw(1, plot - 1))
      if draw.chance(0.25) {
        builder.conifer(at, height: draw(4, 9), &draw)
      } else {
        builder.tree(at, height: draw(4.5, 9.5), &draw)
      }
    }
    for _ in 0..<draw.integer(0, 3) {
      builder.bush(road.place(side * (edge + draw(1.2, setback)), z + draw(1, plot - 1)), size: draw(0.5, 1.1), &draw)
    }
    if draw.chance(0.35) {
      let drive = pose(side * (edge + 3), z + 0.12 * plot)
      builder.vehicle(
        draw.pick([.saloon, .hatchback, .estate, .offRoader]), Pose(drive.position, facing: drive.right * -side),
        lampsLit: false, braking: false, &draw)
    }
  }

  /// A road that runs into a hillside, or out of one.
  private mutating func tunnel() {
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

  /// A country road between fields, verges and trees.
  private mutating func openRoad() {
    ground.road.bend = draw(-0.0016, 0.0016)
    let isMotorway = draw.chance(0.35)
    ground.halfWidth = isMotorway ? 7.6 : draw(3.2, 4)
    ground.marks = isMotorway ? .lanes : (draw.chance(0.8) ? .dashed : .solid)
    ground.hasEdgeLines = true
    ground.isConcrete = isMotorway && draw.chance(0.3)
    ground.verge = draw.chance(0.5) ? .field : .grass
    ground.vergeColour = mix(Colour(0.10, 0.14, 0.045), Colour(0.20, 0.17, 0.075), draw(0, 1))
    lane = isMotorway ? draw.pick([1.9, 5.6]) : ground.halfWidth * 0.5
    speed = draw(14, 24)
    skyline = 0.12
    let metal = builder.add(.plain(gray(0.34), gloss: 0.05))
    let (white, black) = (builder.add(.plain(gray(0.68), gloss: 0.01)), builder.add(.plain(gray(0.03), gloss: 0.01)))
    let edge = ground.halfWidth
    for side: Float in [-1, 1] {
      let hasBarrier = isMotorway || draw.chance(0.3)
      for piece in StreetLayout.stretches(-12, 160, step: 4, gap: nil) where hasBarrier {
        builder.barrier(pose(side * (edge + 0.9), piece.z), length: piece.length, metal)
      }
      for k in 0..<10 {
        builder.delineator(pose(side * (edge + 0.55), Float(k) * 25 + 6), white, black)
      }
      roadsideGrowth(side, edge)
    }
    if isMotorway && draw.chance(0.5) {  // a gantry
      let z = draw(35, 90)
      let at = pose(0, z)
      let sign = builder.add(.sign(SignStyle(kind: .direction, seed: draw.word())))
      for side: Float in [-1, 1] {
        builder.bar(at.at(side * (edge + 2), 0, 0), at.at(side * (edge + 2), 7, 0), 0.18, 0.18, metal, .pole)
      }
      builder.box(at, 0, 6.9, 0, half: Vec3(edge + 2, 0.2, 0.15), metal, .pole)
      builder.box(at, edge * 0.5, 6.4, -0.25, half: Vec3(2.4, 1.2, 0.05), sign, .trafficSign)
    }
    traffic(
      lanes: isMotorway ? [1.9, 5.6] : [lane], oncoming: draw.integer(0, isMotorway ? 4 : 2),
      ahead: draw.integer(isMotorway ? 1 : 0, isMotorway ? 4 : 2), limit: 200, from: 12)
    signs(draw.integer(0, 2), lateral: edge + 1.3, kinds: [.limit, .ban, .warning, .priority, .direction, .chevron])
    woods(at: draw(170, 240), from: -180, to: 180, height: 6...11)
    hills(nearest: 260, height: 12...34)
  }

  private mutating func roadsideGrowth(_ side: Float, _ edge: Float) {
    switch draw.integer(0, 3) {
    case 0:  // an avenue
      var z = draw(4, 14)
      let every = draw(9, 15)
      while z < 150 {
        builder.tree(road.place(side * (edge + draw(3, 4.2)), z), height: draw(5.5, 9.5), &draw)
        z += every * draw(0.8, 1.2)
      }
    case 1:  // a wood's edge
      var z = draw(-4, 20)
      while z < 150 {
        let at = road.place(side * (edge + draw(6, 14)), z)
        if draw.chance(0.4) {
          builder.conifer(at, height: draw(8, 15), &draw)
        } else {
          builder.tree(at, height: draw(7, 14), &draw)
        }
        z += draw(3, 8)
      }
    case 2:  // telegraph poles and a few bushes
      let wood = builder.add(.bark)
      for k in 0..<5 {
        let z = Float(k) * 34 + 12
        let foot = road.place(side * (edge + 4), z)
        builder.bar(foot, foot + Vec3(0, 8, 0), 0.14, 0.1, wood, .pole)
        builder.box(Pose(foot, facing: road.along(z)), 0, 7.5, 0, half: Vec3(0.9, 0.07, 0.07), wood, .pole)
      }
      for _ in 0..<draw.integer(3, 9) {
        builder.bush(road.place(side * (edge + draw(2.5, 20)), draw(5, 100)), size: draw(0.6, 1.8), &draw)
      }
    default:  // a farm
      let z = draw(25, 90)
      builder.cottage(
        pose(side * (edge + draw(12, 25)), z), side: side, width: draw(10, 16), depth: draw(8, 11),
        floors: draw.integer(1, 2),
        &draw)
      for _ in 0..<draw.integer(2, 6) {
        builder.tree(road.place(side * (edge + draw(5, 40)), z + draw(-30, 50)), height: draw(6, 12), &draw)
      }
    }
  }

  /// Bins, bollards, benches, shelters and awkward little things on the pavement.
  private mutating func clutter(_ edge: Float, gap: ClosedRange<Float>? = nil) {
    func isFree(_ z: Float) -> Bool { gap.map { !$0.contains(z) } ?? true }
    for _ in 0..<draw.integer(0, 4) {
      let (side, z) = (Float(draw.chance(0.5) ? 1 : -1), draw(5, 60))
      if isFree(z) { builder.bin(road.place(side * (edge + 0.6), z, 0.13), &draw) }
    }
    if draw.chance(0.35) {
      let (side, z0) = (Float(draw.chance(0.5) ? 1 : -1), draw(5, 30))
      for k in 0..<8 where isFree(z0 + Float(k) * 1.8) {
        builder.bollard(road.place(side * (edge + 0.3), z0 + Float(k) * 1.8, 0.13))
      }
    }
    if pavementWidth > 3 && draw.chance(0.4) {
      let (side, z) = (Float(draw.chance(0.5) ? 1 : -1), draw(8, 40))
      if isFree(z) {
        let at = pose(side * (edge + 1.4), z)
        let raised = Pose(at.position + Vec3(0, 0.13, 0), facing: side > 0 ? -at.ahead : at.ahead)
        if draw.chance(0.5) { builder.bench(raised) } else { builder.shelter(raised) }
      }
    }
  }
}
