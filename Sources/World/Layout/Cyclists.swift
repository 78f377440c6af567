import Numerics

extension SceneBuilder {
  /// Somebody riding a bicycle the way the pose faces; `turn` in radians is where the pedals are.
  mutating func cyclist(_ pose: Pose, turn: Double, _ draw: inout Draws) {
    let rubber = add(.plain(gray(0.02), gloss: 0))
    let frame = add(
      .plain(draw.pick([Colour(0.35, 0.03, 0.03), gray(0.05), Colour(0.03, 0.12, 0.3), gray(0.5)]), gloss: 0.04))
    let radius: Float = 0.34
    let (rear, front) = (pose.at(0, radius, -0.52), pose.at(0, radius, 0.52))
    for hub in [rear, front] { rim(hub, pose, radius, rubber) }
    let (pedals, saddle, bars) = (pose.at(0, 0.30, -0.06), pose.at(0, 0.92, -0.2), pose.at(0, 1.0, 0.36))
    for (a, b) in [(rear, pedals), (pedals, saddle), (rear, saddle), (pedals, bars), (saddle, bars), (bars, front)] {
      bar(a, b, 0.02, 0.02, frame, .bicycle, castsShadow: false)
    }
    bar(pose.at(-0.27, 1.04, 0.36), pose.at(0.27, 1.04, 0.36), 0.018, 0.018, rubber, .bicycle, castsShadow: false)

    let coat = add(.plain(draw.pick(SceneBuilder.clothes), gloss: 0))
    let trousers = add(.plain(draw.pick(SceneBuilder.clothes) * 0.7, gloss: 0))
    let skin = add(.plain(draw.pick(SceneBuilder.skins), gloss: 0))
    let head = add(
      .plain(draw.chance(0.6) ? draw.pick([gray(0.6), Colour(0.5, 0.06, 0.03), gray(0.05)]) : gray(0.04), gloss: 0.02))
    let (s, c) = (Float(Portable.sin(turn)), Float(Portable.cos(turn)))
    for side: Float in [-1, 1] {
      let foot = pose.at(0.11 * side, 0.30 + 0.17 * s * side, -0.06 + 0.17 * c * side)
      let knee = pose.at(0.11 * side, 0.66 + 0.10 * s * side, 0.24 + 0.06 * c * side)
      bar(pose.at(0.1 * side, 0.95, -0.18), knee, 0.085, 0.065, trousers, .rider)
      bar(knee, foot, 0.06, 0.045, trousers, .rider, castsShadow: false)
      bar(
        pose.at(0.19 * side, 1.38, 0.03), pose.at(0.24 * side, 1.06, 0.33), 0.05, 0.04, coat, .rider, castsShadow: false
      )
    }
    bar(pose.at(0, 0.93, -0.2), pose.at(0, 1.42, 0.02), 0.15, 0.18, coat, .rider)
    ellipsoid(pose.at(0, 1.62, 0.1), half: Vec3(0.09, 0.12, 0.1), skin, .rider)
    ellipsoid(pose.at(0, 1.67, 0.08), half: Vec3(0.105, 0.1, 0.125), head, .rider, castsShadow: false)
  }

  /// A wheel's tyre, as a ring of straight bars.
  private mutating func rim(_ hub: Vec3, _ pose: Pose, _ radius: Float, _ rubber: Int32) {
    let sides = 12
    func corner(_ k: Int) -> Vec3 {
      let angle = 2 * Double.pi * Double(k) / Double(sides)
      return hub + pose.ahead * (radius * Float(Portable.cos(angle))) + Vec3(0, radius * Float(Portable.sin(angle)), 0)
    }
    for k in 0..<sides { bar(corner(k), corner(k + 1), 0.022, 0.022, rubber, .bicycle, castsShadow: false) }
  }
}
