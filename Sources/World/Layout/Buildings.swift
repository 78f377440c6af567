/// Houses in a row, houses in gardens, and what hangs on them.
extension SceneBuilder {
  private static let walls: [(Facade.Wall, Colour)] = [
    (.render, Colour(0.60, 0.54, 0.42)), (.render, Colour(0.62, 0.58, 0.52)), (.render, Colour(0.50, 0.33, 0.22)),
    (.render, Colour(0.56, 0.44, 0.24)), (.render, Colour(0.46, 0.50, 0.50)), (.render, Colour(0.62, 0.45, 0.38)),
    (.brick, Colour(0.27, 0.11, 0.075)), (.brick, Colour(0.33, 0.16, 0.10)), (.brick, Colour(0.24, 0.17, 0.12)),
    (.brick, Colour(0.40, 0.30, 0.19)), (.panels, Colour(0.40, 0.40, 0.39)), (.panels, Colour(0.50, 0.46, 0.40)),
    (.panels, Colour(0.28, 0.27, 0.26)), (.glass, Colour(0.2, 0.22, 0.24)),
  ]

  static func facade(_ draw: inout Draws, isShop: Bool) -> Facade {
    let (wall, colour) = draw.pick(walls)
    var facade = Facade(
      wall: wall, colour: colour * draw(0.8, 1.15),
      trim: draw.chance(0.7) ? gray(draw(0.5, 0.68)) : colour * draw(0.4, 0.7), seed: draw.word())
    facade.floor = draw(2.9, 3.5)
    facade.bay = draw(2.2, 3.3)
    facade.windowWidth = draw(0.95, min(1.7, facade.bay - 0.6))
    facade.windowHeight = draw(1.35, 1.9)
    facade.hasShops = isShop
    facade.hasShutters = wall == .render && !isShop && draw.chance(0.4)
    facade.shopColour = draw.pick([
      Colour(0.06, 0.14, 0.10), Colour(0.22, 0.05, 0.04), Colour(0.05, 0.08, 0.16), Colour(0.2, 0.13, 0.07), gray(0.5),
    ])
    if wall == .glass { facade.trim = gray(draw(0.08, 0.3)) }
    return facade
  }

  /// A house whose front stands at the pose and looks to its left (`side` +1) or right (-1); it is `width` metres along
  /// the street. Details hang on near ones only.
  mutating func townHouse(
    _ pose: Pose, side: Float, width: Float, height: Float, depth: Float, detailed: Bool, isShop: Bool,
    _ draw: inout Draws
  ) {
    let facade = SceneBuilder.facade(&draw, isShop: isShop)
    // Whole floors only.
    let storeys = max(((height - facade.groundFloor - 0.9) / facade.floor).rounded(), 0)
    let height = facade.groundFloor + storeys * facade.floor + 0.9
    let wall = add(.facade(facade))
    box(pose, side * depth * 0.5, height * 0.5, 0, half: Vec3(depth * 0.5, height * 0.5, width * 0.5), wall, .building)
    let tiles = add(.roof(draw.pick([Colour(0.26, 0.10, 0.06), Colour(0.11, 0.11, 0.12), Colour(0.2, 0.13, 0.09)])))
    if facade.wall != .glass && draw.chance(0.6) {
      // A steep roof behind the eaves.
      let rise = draw(2, 3.4)
      polytope(
        pose, middle: Vec3(side * depth * 0.5, height + rise * 0.5, 0),
        half: Vec3(depth * 0.5 + 0.3, rise * 0.5, width * 0.5),
        [
          Plane(n: Vec3(-1, 0.9, 0), d: depth * 0.5 + 0.3 - 0.45 * rise),
          Plane(n: Vec3(1, 0.9, 0), d: depth * 0.5 + 0.3 - 0.45 * rise), Plane(n: Vec3(0, 1, 0), d: rise * 0.5),
          Plane(n: Vec3(0, -1, 0), d: rise * 0.5), Plane(n: Vec3(0, 0, 1), d: width * 0.5),
          Plane(n: Vec3(0, 0, -1), d: width * 0.5),
        ], tiles, .building)
      for _ in 0..<draw.integer(0, 2) {
        box(
          pose, side * draw(2, depth - 2), height + rise, draw(-0.4, 0.4) * width, half: Vec3(0.4, 0.9, 0.3),
          add(.plain(Colour(0.22, 0.12, 0.09), gloss: 0)), .building, castsShadow: false)
      }
    } else {
      box(
        pose, side * depth * 0.5, height + 0.25, 0, half: Vec3(depth * 0.5 + 0.12, 0.25, width * 0.5 + 0.02),
        add(.plain(facade.trim * 0.8, gloss: 0)), .building)
    }
    guard detailed else { return }
    let floors = Int((height - facade.groundFloor - 0.7) / facade.floor)
    let bays = max(Int((width - 0.6) / facade.bay), 1)
    let pitch = width / Float(bays)
    if floors > 0, facade.wall != .glass, draw.chance(0.4) {
      balconies(pose, side, facade, floors, bays, pitch, width, &draw)
    }
    if isShop, draw.chance(0.5) {
      let cloth = add(
        .plain(
          draw.pick([Colour(0.4, 0.05, 0.04), Colour(0.05, 0.2, 0.1), Colour(0.5, 0.42, 0.3), gray(0.1)]), gloss: 0))
      let (from, to) = (draw(-0.45, -0.1) * width, draw(0.1, 0.45) * width)
      polytope(
        pose, middle: Vec3(-side * 0.6, 2.75, 0.5 * (from + to)), half: Vec3(0.6, 0.3, 0.5 * (to - from)),
        [
          Plane(n: Vec3(-side * 0.45, 1, 0), d: 0.06), Plane(n: Vec3(side * 0.45, -1, 0), d: 0.06),
          Plane(n: Vec3(-side, 0, 0), d: 0.6), Plane(n: Vec3(side, 0, 0), d: 0.6),
          Plane(n: Vec3(0, 0, 1), d: 0.5 * (to - from)), Plane(n: Vec3(0, 0, -1), d: 0.5 * (to - from)),
        ], cloth, .building)
    }
    if draw.chance(0.35) {  // a shop's sign across the pavement
      let sign = add(.sign(SignStyle(kind: .direction, seed: draw.word())))
      box(pose, -side * 0.5, 3.7, draw(-0.3, 0.3) * width, half: Vec3(0.4, 0.3, 0.04), sign, .building)
    }
    let pipe = add(.plain(gray(0.2), gloss: 0.02))
    bar(
      pose.at(-side * 0.08, 0, -width * 0.5 + 0.15), pose.at(-side * 0.08, height, -width * 0.5 + 0.15), 0.06, 0.06,
      pipe, .building, castsShadow: false)
  }

  private mutating func balconies(
    _ pose: Pose, _ side: Float, _ facade: Facade, _ floors: Int, _ bays: Int, _ pitch: Float, _ width: Float,
    _ draw: inout Draws
  ) {
    let slab = add(.plain(facade.trim * 0.9, gloss: 0))
    let rail = add(draw.chance(0.5) ? .plain(gray(0.04), gloss: 0.02) : .plain(facade.colour * 0.9, gloss: 0))
    let every = draw.integer(1, 2)
    let shift = draw.integer(0, 1)
    for f in 0..<floors {
      for b in stride(from: shift, to: bays, by: every + 1) {
        let z = (Float(b) + 0.5) * pitch - 0.5 * width
        let y = facade.groundFloor + Float(f) * facade.floor + 0.05
        box(pose, -side * 0.5, y, z, half: Vec3(0.5, 0.08, 0.5 * facade.windowWidth + 0.35), slab, .building)
        box(
          pose, -side * 0.98, y + 0.55, z, half: Vec3(0.025, 0.47, 0.5 * facade.windowWidth + 0.35), rail, .building,
          castsShadow: false)
      }
    }
  }

  /// A house with a gable, in a garden; its front looks to the pose's left (`side` +1) or right (-1).
  mutating func cottage(_ pose: Pose, side: Float, width: Float, depth: Float, floors: Int, _ draw: inout Draws) {
    var facade = SceneBuilder.facade(&draw, isShop: false)
    if facade.wall == .glass || facade.wall == .panels { facade.wall = draw.chance(0.5) ? .render : .brick }
    if facade.wall == .brick { facade.colour = Colour(0.30, 0.14, 0.09) * draw(0.8, 1.2) }
    facade.groundFloor = 2.9
    facade.floor = 2.75
    let height = 2.9 + Float(floors - 1) * 2.75 + 0.75
    let wall = add(.facade(facade))
    box(pose, side * depth * 0.5, height * 0.5, 0, half: Vec3(depth * 0.5, height * 0.5, width * 0.5), wall, .building)
    let roof = add(.roof(draw.pick([Colour(0.28, 0.10, 0.06), Colour(0.12, 0.12, 0.13), Colour(0.21, 0.14, 0.10)])))
    let slope = draw(0.7, 1.1)
    let isAcross = draw.chance(0.4)
    let rise = slope * (isAcross ? width : depth) * 0.5
    let (ex, ez) = (depth * 0.5 + 0.35, width * 0.5 + 0.35)
    // A little below the wall's top, so that the gable's wall shows under it.
    let a = isAcross ? Vec3(0, 1, slope) : Vec3(slope, 1, 0)
    let b = isAcross ? Vec3(0, 1, -slope) : Vec3(-slope, 1, 0)
    polytope(
      pose, middle: Vec3(side * depth * 0.5, height + rise * 0.5 - 0.15, 0), half: Vec3(ex, rise * 0.5 + 0.2, ez),
      [
        Plane(n: a, d: rise * 0.5 + 0.1), Plane(n: b, d: rise * 0.5 + 0.1), Plane(n: Vec3(0, -1, 0), d: rise * 0.5),
        Plane(n: Vec3(1, 0, 0), d: ex), Plane(n: Vec3(-1, 0, 0), d: ex), Plane(n: Vec3(0, 0, 1), d: ez),
        Plane(n: Vec3(0, 0, -1), d: ez),
      ], roof, .building)
    box(
      pose, side * depth * draw(0.3, 0.7), height + rise * 0.8, draw(-0.25, 0.25) * width, half: Vec3(0.4, 1.0, 0.35),
      add(.plain(Colour(0.2, 0.11, 0.08), gloss: 0)), .building)
    if draw.chance(0.5) {  // a garage
      let end = (draw.chance(0.5) ? 1 : -1) * (width * 0.5 + 1.7)
      box(pose, side * 3.5, 1.4, end, half: Vec3(3, 1.4, 1.6), add(.plain(facade.colour, gloss: 0)), .building)
      box(
        pose, side * 0.48, 1.1, end, half: Vec3(0.03, 1.05, 1.25), add(.planks(gray(draw(0.2, 0.6)))), .building,
        castsShadow: false)
    }
  }
}
