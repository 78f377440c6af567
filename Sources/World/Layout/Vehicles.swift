/// Cars, vans, lorries and buses, and the fleet's colours.
extension SceneBuilder {
  enum Vehicle: CaseIterable {
    case saloon
    case hatchback
    case estate
    case offRoader
    case van
    case lorry
    case bus
  }

  static let paints: [Colour] = [
    gray(0.72), gray(0.62), gray(0.34), gray(0.22), gray(0.10), gray(0.035), gray(0.025), Colour(0.36, 0.02, 0.025),
    Colour(0.03, 0.07, 0.26), Colour(0.05, 0.13, 0.30), Colour(0.03, 0.12, 0.08), Colour(0.32, 0.28, 0.22),
    Colour(0.42, 0.20, 0.02), Colour(0.15, 0.16, 0.18), Colour(0.10, 0.20, 0.30),
  ]

  /// A vehicle standing or driving at the pose. `pose.position` is the middle of its outline on the ground.
  mutating func vehicle(_ kind: Vehicle, _ pose: Pose, lampsLit: Bool, braking: Bool, _ draw: inout Draws) {
    switch kind {
    case .lorry: lorry(pose, lampsLit: lampsLit, braking: braking, &draw)
    case .bus: bus(pose, lampsLit: lampsLit, braking: braking, &draw)
    default: car(kind, pose, lampsLit: lampsLit, braking: braking, &draw)
    }
  }

  /// Half the length of the longest of a kind, metres.
  static func reach(_ kind: Vehicle) -> Float {
    switch kind {
    case .lorry: 5
    case .bus: 6.2
    case .van: 2.9
    default: 2.5
    }
  }

  private mutating func car(
    _ kind: Vehicle, _ pose: Pose, lampsLit: Bool, braking: Bool, _ draw: inout Draws
  ) {
    var style = VehicleStyle(
      paint: draw.pick(SceneBuilder.paints), length: draw(4.2, 4.8), width: draw(1.74, 1.88), height: draw(1.42, 1.5),
      belt: 0.93, frontAxle: 0, rearAxle: 0, wheelRadius: 0.32, lampsLit: lampsLit, braking: braking,
      trim: gray(0.02), seed: draw.word())
    // The greenhouse: its foot's ends, and how far its roof draws in from them, as shares of the length.
    var (foot, roof): (ClosedRange<Float>, ClosedRange<Float>) = (-0.36...0.24, -0.16...0.07)
    switch kind {
    case .hatchback:
      style.length = draw(3.7, 4.2)
      style.height = draw(1.45, 1.55)
      (foot, roof) = (-0.47...0.26, -0.36...0.06)
    case .estate:
      (foot, roof) = (-0.48...0.24, -0.42...0.07)
    case .offRoader:
      (style.height, style.width, style.belt, style.wheelRadius) = (draw(1.62, 1.78), draw(1.84, 1.95), 1.06, 0.37)
      (foot, roof) = (-0.48...0.25, -0.41...0.10)
    case .van:
      (style.length, style.height, style.width) = (draw(4.9, 5.6), draw(1.95, 2.4), draw(1.9, 2.0))
      (style.belt, style.wheelRadius) = (1.1, 0.34)
      style.paint = draw.chance(0.6) ? gray(0.7) : style.paint
      (foot, roof) = (-0.495...0.36, -0.48...0.24)
    default: break
    }
    style.frontAxle = style.length * 0.31
    style.rearAxle = -style.length * 0.29
    let (l, w) = (style.length * 0.5, style.width * 0.5)
    let floor: Float = 0.2
    let middle = (style.belt + floor) * 0.5
    let h = (style.belt - floor) * 0.5
    let body = add(.body(style))
    polytope(
      pose, middle: Vec3(0, middle, 0), half: Vec3(w, h, l),
      [
        Plane(n: Vec3(-1, 0.06, 0), d: w * 0.99), Plane(n: Vec3(1, 0.06, 0), d: w * 0.99),
        Plane(n: Vec3(0, 1, 0), d: h), Plane(n: Vec3(0, -1, 0), d: h),
        Plane(n: Vec3(0, 0.1, 1), d: l * 0.985), Plane(n: Vec3(0, 0.08, -1), d: l * 0.985),
        // Bonnet and boot fall away, nose and tail are drawn in.
        Plane(n: Vec3(0, 1, 0.17), d: h + (kind == .van ? 0.30 : 0.165) * l),
        Plane(n: Vec3(0, 1, -0.10), d: h + 0.096 * l),
        Plane(n: Vec3(0, 1.4, 1), d: l * 0.97 + h * 1.0), Plane(n: Vec3(0, 1.4, -1), d: l * 0.97 + h * 1.12),
        Plane(n: Vec3(0.45, 0, 1), d: l + w * 0.30), Plane(n: Vec3(-0.45, 0, 1), d: l + w * 0.30),
        Plane(n: Vec3(0.4, 0, -1), d: l + w * 0.28), Plane(n: Vec3(-0.4, 0, -1), d: l + w * 0.28),
        Plane(n: Vec3(0, -1, 0.6), d: h + l * 0.47),
      ], body, .car)
    let glassHeight = style.height - style.belt + 0.05
    let (z0, z1) = (foot.lowerBound * style.length, foot.upperBound * style.length)
    let (r0, r1) = (roof.lowerBound * style.length, roof.upperBound * style.length)
    let cabinMiddle = Vec3(0, style.belt - 0.05 + glassHeight * 0.5, 0.5 * (z0 + z1))
    let (hy, hz) = (glassHeight * 0.5, 0.5 * (z1 - z0))
    let (front, rear) = (z1 - r1, r0 - z0)
    let cabin = add(.cabin(style))
    polytope(
      pose, middle: cabinMiddle, half: Vec3(w * 0.97, hy, hz),
      [
        Plane(n: Vec3(-1, 0.30, 0), d: w * 0.955 - hy * 0.30), Plane(n: Vec3(1, 0.30, 0), d: w * 0.955 - hy * 0.30),
        Plane(n: Vec3(0, 1, 0), d: hy), Plane(n: Vec3(0, -1, 0), d: hy),
        Plane(n: Vec3(0, front / glassHeight, 1), d: hz - hy * front / glassHeight),
        Plane(n: Vec3(0, rear / glassHeight, -1), d: hz - hy * rear / glassHeight),
        Plane(n: Vec3(0, 1, 0.28), d: hy + 0.28 * (r1 - cabinMiddle.z) - 0.045),
        Plane(n: Vec3(0, 1, -0.2), d: hy + 0.2 * (cabinMiddle.z - r0) - 0.03),
      ], cabin, .car)
    wheels(pose, style, w, [style.frontAxle, style.rearAxle], .car)
    let dark = add(.plain(gray(0.015), gloss: 0))
    box(pose, 0, 0.2, 0, half: Vec3(w * 0.86, 0.08, l * 0.86), dark, .car, castsShadow: false)
    for side: Float in [-1, 1] {
      box(
        pose, side * (w + 0.07), style.belt + 0.08, z1 - 0.35, half: Vec3(0.09, 0.065, 0.045), body, .car,
        castsShadow: false)
    }
  }

  private mutating func wheels(
    _ pose: Pose, _ style: VehicleStyle, _ w: Float, _ axles: [Float], _ semantic: SemanticClass
  ) {
    let wheel = add(.wheel)
    for axle in axles {
      for side: Float in [-1, 1] {
        let (inner, outer) = (
          pose.at(side * (w - 0.22), style.wheelRadius, axle), pose.at(side * (w + 0.012), style.wheelRadius, axle)
        )
        bar(inner, outer, style.wheelRadius, style.wheelRadius, wheel, semantic, castsShadow: false)
      }
    }
  }

  private mutating func lorry(_ pose: Pose, lampsLit: Bool, braking: Bool, _ draw: inout Draws) {
    let length = draw(7.5, 9.8)
    let height = draw(3.3, 3.9)
    var style = VehicleStyle(
      paint: draw.pick(SceneBuilder.paints), length: length, width: 2.45, height: height, belt: 1.55,
      frontAxle: length * 0.5 - 1.3, rearAxle: -length * 0.28, wheelRadius: 0.48, lampsLit: lampsLit, braking: braking,
      trim: draw.chance(0.6) ? gray(0.68) : draw.pick(SceneBuilder.paints) * 0.8 + 0.08, seed: draw.word())
    let w = style.width * 0.5
    let boxLength = length - 2.3
    let cargo = add(.cargo(style))
    box(
      pose, 0, 0.95 + 0.5 * (height - 0.95), -length * 0.5 + boxLength * 0.5,
      half: Vec3(w, 0.5 * (height - 0.95), boxLength * 0.5), cargo, .lorry)
    // The cab: a van's front, scaled up.
    style.length = 2.1
    style.height = min(height - 0.25, 2.9)
    let cabZ = length * 0.5 - 1.05
    let body = add(.body(style))
    let cab = Pose(pose.at(0, 0, cabZ), facing: pose.ahead)
    polytope(
      cab, middle: Vec3(0, 1.0, 0), half: Vec3(w, 0.6, 1.05),
      [
        Plane(n: Vec3(-1, 0, 0), d: w), Plane(n: Vec3(1, 0, 0), d: w), Plane(n: Vec3(0, 1, 0), d: 0.6),
        Plane(n: Vec3(0, -1, 0), d: 0.6), Plane(n: Vec3(0, 0.05, 1), d: 1.04), Plane(n: Vec3(0, 0, -1), d: 1.05),
        Plane(n: Vec3(0.4, 0, 1), d: 1.05 + w * 0.3), Plane(n: Vec3(-0.4, 0, 1), d: 1.05 + w * 0.3),
      ], body, .lorry)
    let cabin = add(.cabin(style))
    let hy = 0.5 * (style.height - 1.55)
    polytope(
      cab, middle: Vec3(0, 1.55 + hy, 0), half: Vec3(w, hy, 1.05),
      [
        Plane(n: Vec3(-1, 0.05, 0), d: w - 0.05 * hy), Plane(n: Vec3(1, 0.05, 0), d: w - 0.05 * hy),
        Plane(n: Vec3(0, 1, 0), d: hy), Plane(n: Vec3(0, -1, 0), d: hy),
        Plane(n: Vec3(0, 0.22, 1), d: 1.04 - 0.22 * hy), Plane(n: Vec3(0, 0, -1), d: 1.05),
      ], cabin, .lorry)
    let dark = add(.plain(gray(0.02), gloss: 0))
    box(pose, 0, 0.75, 0, half: Vec3(0.5, 0.2, length * 0.5 - 0.2), dark, .lorry)
    box(pose, 0, 0.55, -length * 0.5 + 0.1, half: Vec3(w * 0.95, 0.1, 0.05), dark, .lorry)
    wheels(pose, style, w - 0.03, [style.frontAxle, style.rearAxle, style.rearAxle - 1.15], .lorry)
  }

  private mutating func bus(_ pose: Pose, lampsLit: Bool, braking: Bool, _ draw: inout Draws) {
    let length: Float = 11.8
    let style = VehicleStyle(
      paint: draw.pick([Colour(0.45, 0.03, 0.03), Colour(0.55, 0.40, 0.03), gray(0.7), Colour(0.05, 0.2, 0.4)]),
      length: length, width: 2.5, height: 3.05, belt: 1.2, frontAxle: 3.1, rearAxle: -2.9, wheelRadius: 0.48,
      lampsLit: lampsLit, braking: braking, trim: draw.pick([gray(0.65), gray(0.08), Colour(0.05, 0.1, 0.3)]),
      seed: draw.word())
    let coach = add(.coach(style))
    box(pose, 0, 0.3 + 1.375, 0, half: Vec3(1.25, 1.375, length * 0.5), coach, .bus)
    wheels(pose, style, 1.25, [style.frontAxle, style.rearAxle], .bus)
  }
}
