extension SceneBuilder {
  static let clothes: [Colour] = [
    gray(0.03), gray(0.08), gray(0.25), gray(0.5), Colour(0.03, 0.05, 0.14), Colour(0.3, 0.03, 0.03),
    Colour(0.05, 0.12, 0.07), Colour(0.3, 0.22, 0.12), Colour(0.05, 0.15, 0.3), Colour(0.45, 0.3, 0.05),
  ]
  static let skins: [Colour] = [
    Colour(0.45, 0.28, 0.2), Colour(0.36, 0.21, 0.14), Colour(0.2, 0.11, 0.07), Colour(0.1, 0.055, 0.035),
  ]

  /// Somebody walking the way the pose faces; `stride` in [-1, 1] is the moment of the step.
  mutating func person(_ pose: Pose, stride: Float, _ draw: inout Draws) {
    let scale = draw(0.92, 1.06)
    let coat = add(.plain(draw.pick(SceneBuilder.clothes), gloss: 0))
    let trousers = add(.plain(draw.pick(SceneBuilder.clothes) * 0.7, gloss: 0))
    let skin = add(.plain(draw.pick(SceneBuilder.skins), gloss: 0))
    let hair = add(
      .plain(draw.pick([gray(0.015), Colour(0.06, 0.035, 0.02), Colour(0.2, 0.13, 0.06), gray(0.3)]), gloss: 0))
    let shoe = add(.plain(gray(0.03), gloss: 0))
    func at(_ x: Float, _ y: Float, _ z: Float) -> Vec3 { pose.at(x * scale, y * scale, z * scale) }
    for side: Float in [-1, 1] {
      let swing = 0.26 * stride * side
      bar(at(0.09 * side, 0.06, swing), at(0.085 * side, 0.86, 0), 0.065 * scale, 0.095 * scale, trousers, .person)
      box(
        Pose(at(0.09 * side, 0.05, swing + 0.05), facing: pose.ahead), 0, 0, 0, half: Vec3(0.05, 0.05, 0.13) * scale,
        shoe, .person, castsShadow: false)
      let (shoulder, elbow) = (at(0.23 * side, 1.4, 0), at(0.27 * side, 1.1, -swing * 0.6))
      bar(shoulder, elbow, 0.06 * scale, 0.05 * scale, coat, .person, castsShadow: false)
      bar(elbow, at(0.25 * side, 0.84, -swing + 0.08), 0.05 * scale, 0.04 * scale, coat, .person, castsShadow: false)
    }
    let isLong = draw.chance(0.35)
    bar(at(0, isLong ? 0.55 : 0.8, 0), at(0, 1.2, 0), 0.19 * scale, 0.17 * scale, coat, .person)
    ellipsoid(at(0, 1.22, 0), half: Vec3(0.23, 0.29, 0.17) * scale, coat, .person)
    bar(at(0, 1.42, 0), at(0, 1.54, 0.01), 0.06 * scale, 0.055 * scale, skin, .person, castsShadow: false)
    ellipsoid(at(0, 1.63, 0.015), half: Vec3(0.095, 0.125, 0.11) * scale, skin, .person)
    ellipsoid(at(0, 1.665, -0.02), half: Vec3(0.105, 0.115, 0.115) * scale, hair, .person, castsShadow: false)
    if draw.chance(0.4) {
      box(
        Pose(at(0.3, 0.7, -0.02), facing: pose.ahead), 0, 0, 0, half: Vec3(0.05, 0.15, 0.18) * scale, hair, .person,
        castsShadow: false)
    }
  }
}
