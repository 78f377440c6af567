/// What stands beside a street.
extension SceneBuilder {
  /// A street lamp whose arm reaches to the pose's right.
  mutating func lamp(_ pose: Pose, height: Float, arm: Float, _ draw: inout Draws) {
    let metal = add(.plain(draw.pick([gray(0.18), gray(0.06), Colour(0.03, 0.07, 0.05)]), gloss: 0.02))
    let light = add(.lamp(Colour(1, 0.8, 0.5)))
    bar(pose.at(0, 0, 0), pose.at(0, height, 0), 0.09, 0.05, metal, .pole)
    bar(pose.at(0, 0, 0), pose.at(0, 1.1, 0), 0.12, 0.11, metal, .pole, castsShadow: false)
    bar(pose.at(0, height, 0), pose.at(arm, height + 0.25, 0), 0.045, 0.035, metal, .pole)
    box(pose, arm, height + 0.22, 0, half: Vec3(0.32, 0.06, 0.13), metal, .pole)
    box(pose, arm, height + 0.15, 0, half: Vec3(0.25, 0.02, 0.1), light, .pole, castsShadow: false)
  }

  /// A sign on a post, read by those who come along the pose.
  mutating func sign(_ pose: Pose, _ kind: SignStyle.Kind, _ draw: inout Draws) {
    let metal = add(.plain(gray(0.25), gloss: 0.02))
    let style = add(.sign(SignStyle(kind: kind, seed: draw.word())))
    let top = draw(2.2, 2.6)
    bar(pose.at(0, 0, 0.05), pose.at(0, top + 0.3, 0.05), 0.035, 0.035, metal, .pole)
    switch kind {
    case .limit, .ban, .order:
      disc(pose, 0, top, 0, radius: 0.33, thickness: 0.02, style, .trafficSign)
    case .warning:
      polytope(
        pose, middle: Vec3(0, top, 0), half: Vec3(0.4, 0.4, 0.012),
        [
          Plane(n: Vec3(0, 0, -1), d: 0.012), Plane(n: Vec3(0, 0, 1), d: 0.012), Plane(n: Vec3(0, -1, 0), d: 0.344),
          Plane(n: Vec3(1.73, 1, 0), d: 0.4), Plane(n: Vec3(-1.73, 1, 0), d: 0.4),
        ], style, .trafficSign)
    case .priority:
      polytope(
        pose, middle: Vec3(0, top, 0), half: Vec3(0.36, 0.36, 0.012),
        [
          Plane(n: Vec3(0, 0, -1), d: 0.012), Plane(n: Vec3(0, 0, 1), d: 0.012), Plane(n: Vec3(1, 1, 0), d: 0.36),
          Plane(n: Vec3(1, -1, 0), d: 0.36), Plane(n: Vec3(-1, 1, 0), d: 0.36), Plane(n: Vec3(-1, -1, 0), d: 0.36),
        ], style, .trafficSign)
    case .chevron:
      box(pose, 0, 1.1, 0, half: Vec3(0.5, 0.3, 0.012), style, .trafficSign)
    case .direction:
      box(pose, 0, top + 0.3, 0, half: Vec3(1.1, 0.55, 0.015), style, .trafficSign)
      bar(pose.at(0.8, 0, 0.05), pose.at(0.8, top + 0.5, 0.05), 0.05, 0.05, metal, .pole)
    case .information, .plate:
      box(pose, 0, top, 0, half: Vec3(0.32, 0.32, 0.012), style, .trafficSign)
    }
  }

  /// A traffic light, seen by those who come along the pose; with an `arm` a second one hangs over the road.
  mutating func signal(_ pose: Pose, lit: Int, arm: Float, _ draw: inout Draws) {
    let metal = add(.plain(draw.pick([gray(0.12), Colour(0.25, 0.2, 0.05), gray(0.2)]), gloss: 0.02))
    let lamps = add(.signal(lit: lit))
    bar(pose.at(0, 0, 0), pose.at(0, arm == 0 ? 3.3 : 5.6, 0), 0.08, 0.07, metal, .pole)
    box(pose, 0, 2.75, -0.15, half: Vec3(0.16, 0.45, 0.12), lamps, .trafficLight)
    if arm != 0 {
      bar(pose.at(0, 5.5, 0), pose.at(arm, 5.6, 0), 0.06, 0.05, metal, .pole)
      box(pose, arm, 5.35, -0.12, half: Vec3(0.17, 0.5, 0.12), lamps, .trafficLight)
      box(pose, arm, 5.35, 0.02, half: Vec3(0.3, 0.62, 0.01), add(.plain(gray(0.02), gloss: 0)), .trafficLight)
    }
  }

  mutating func bollard(_ position: Vec3) {
    bar(position, position + Vec3(0, 0.85, 0), 0.07, 0.06, add(.plain(gray(0.05), gloss: 0.02)), .pole)
  }

  mutating func bin(_ position: Vec3, _ draw: inout Draws) {
    let colour = draw.pick([Colour(0.03, 0.08, 0.04), gray(0.06), Colour(0.3, 0.16, 0.02)])
    bar(position, position + Vec3(0, 1.0, 0), 0.24, 0.27, add(.plain(colour, gloss: 0.02)), .pole)
  }

  mutating func bench(_ pose: Pose) {
    let wood = add(.planks(Colour(0.2, 0.11, 0.05)))
    let iron = add(.plain(gray(0.03), gloss: 0))
    box(pose, 0, 0.45, 0, half: Vec3(0.24, 0.03, 0.85), wood, .fence)
    box(pose, -0.25, 0.75, 0, half: Vec3(0.03, 0.2, 0.85), wood, .fence)
    for end: Float in [-0.7, 0.7] { box(pose, 0, 0.22, end, half: Vec3(0.22, 0.22, 0.03), iron, .fence) }
  }

  /// A shelter at a bus stop, open to the pose's right.
  mutating func shelter(_ pose: Pose) {
    let metal = add(.plain(gray(0.08), gloss: 0.03))
    let glass = add(.plain(Colour(0.05, 0.065, 0.07), gloss: 0.12))
    box(pose, 0.1, 2.35, 0, half: Vec3(0.8, 0.06, 2), metal, .building)
    box(pose, -0.6, 1.2, 0, half: Vec3(0.02, 1.05, 1.9), glass, .building)
    for end: Float in [-1.9, 1.9] {
      bar(pose.at(-0.6, 0, end), pose.at(-0.6, 2.35, end), 0.04, 0.04, metal, .pole)
      bar(pose.at(0.7, 0, end), pose.at(0.7, 2.35, end), 0.04, 0.04, metal, .pole)
    }
  }

  /// A crash barrier along the pose: a rail on posts. Metres.
  mutating func barrier(_ pose: Pose, length: Float, _ metal: Int32) {
    box(pose, 0, 0.62, 0, half: Vec3(0.04, 0.15, length * 0.5 + 0.02), metal, .fence)
    box(pose, 0.05, 0.35, 0, half: Vec3(0.05, 0.35, 0.06), metal, .fence, castsShadow: false)
  }

  mutating func delineator(_ pose: Pose, _ white: Int32, _ black: Int32) {
    box(pose, 0, 0.45, 0, half: Vec3(0.06, 0.45, 0.05), white, .pole)
    box(pose, 0, 0.74, 0, half: Vec3(0.062, 0.1, 0.052), black, .pole, castsShadow: false)
  }
}
