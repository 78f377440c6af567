/// Country roads and motorways.
extension StreetLayout {
  /// A country road between fields, verges and trees.
  mutating func openRoad() {
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
}
