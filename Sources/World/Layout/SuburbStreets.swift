/// Streets between gardens.
extension StreetLayout {
  /// Houses in gardens behind hedges and fences.
  mutating func suburb() {
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
    if draw.chance(0.8) {  // half on the verge; whoever drives keeps to the middle
      parkedCars(lateral: ground.halfWidth - 0.1, density: draw(0.1, 0.4))
      lane = 1.05
    }
    traffic(lanes: [lane], oncoming: draw.integer(0, 2), ahead: draw.integer(0, 1))
    lamps(every: draw(28, 40), lateral: ground.halfWidth + 0.5, height: draw(4.5, 6))
    pedestrians(draw.integer(0, 4), lateral: ground.halfWidth + 0.4...edge - 0.2)
    cyclists(draw.chance(0.25) ? 1 : 0, lateral: ground.halfWidth - 1)
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
}
