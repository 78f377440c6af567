/// Streets between houses, and where two of them meet.
extension StreetLayout {
  /// A straight or gently bent street between houses.
  mutating func street() {
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
    cyclists(draw.chance(0.35) ? draw.integer(1, 2) : 0, lateral: edge - (hasParking ? 2.6 : 0.7))
    clutter(edge)
    hills(nearest: 260, height: 10...24)
  }

  /// Two streets that meet, with lights, zebra crossings and cross traffic.
  mutating func crossing() {
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
