/// Trees, hedges and bushes.
extension SceneBuilder {
  static let greens: [Colour] = [
    Colour(0.075, 0.135, 0.035), Colour(0.095, 0.155, 0.045), Colour(0.06, 0.11, 0.04), Colour(0.115, 0.15, 0.045),
    Colour(0.135, 0.145, 0.04), Colour(0.17, 0.125, 0.035), Colour(0.19, 0.095, 0.03),
  ]

  /// A tree with a leafy crown. `height` in metres.
  mutating func tree(_ position: Vec3, height: Float, _ draw: inout Draws) {
    let bark = add(.bark)
    let green = draw.pick(draw.chance(0.85) ? Array(SceneBuilder.greens.prefix(5)) : SceneBuilder.greens)
    let leaves = add(.leaves(green * draw(0.8, 1.25), seed: draw.word()))
    let trunk = 0.028 * height + 0.03
    let fork = height * draw(0.34, 0.44)
    let lean = Vec3(draw(-0.06, 0.06), 1, draw(-0.06, 0.06))
    let top = position + lean * fork
    bar(position, top, trunk, trunk * 0.72, bark, .vegetation)
    let spread = height * draw(0.2, 0.27)
    let middle = position + lean * (height * 0.68)
    for _ in 0..<3 {
      let end = middle + Vec3(draw(-0.6, 0.6), draw(-0.2, 0.5), draw(-0.6, 0.6)) * spread
      bar(top, end, trunk * 0.5, trunk * 0.2, bark, .vegetation, castsShadow: false)
    }
    ellipsoid(middle, half: Vec3(spread, height * 0.26, spread), leaves, .vegetation, isLeafy: true)
    for _ in 0..<draw.integer(5, 7) {
      let offset = Vec3(draw(-0.75, 0.75) * spread, draw(-0.2, 0.23) * height, draw(-0.75, 0.75) * spread)
      let size = spread * draw(0.42, 0.68)
      ellipsoid(
        middle + offset, half: Vec3(size, size * draw(0.7, 0.95), size), leaves, .vegetation, isLeafy: true)
    }
  }

  /// A spruce or a poplar: stacked cones, or a slim crown.
  mutating func conifer(_ position: Vec3, height: Float, _ draw: inout Draws) {
    let bark = add(.bark)
    let leaves = add(.leaves(Colour(0.035, 0.075, 0.035) * draw(0.8, 1.3), seed: draw.word()))
    bar(position, position + Vec3(0, height * 0.3, 0), 0.16, 0.12, bark, .vegetation)
    let tiers = 4
    for k in 0..<tiers {
      let bottom = height * (0.1 + 0.2 * Float(k))
      let radius = height * 0.2 * (1 - 0.2 * Float(k))
      bar(
        position + Vec3(0, bottom, 0), position + Vec3(0, min(bottom + height * 0.42, height), 0), radius, 0.03, leaves,
        .vegetation, isLeafy: true)
    }
  }

  mutating func bush(_ position: Vec3, size: Float, _ draw: inout Draws) {
    let leaves = add(.leaves(draw.pick(SceneBuilder.greens) * draw(0.8, 1.2), seed: draw.word()))
    for _ in 0..<draw.integer(2, 4) {
      let p = position + Vec3(draw(-0.7, 0.7) * size, size * draw(0.3, 0.6), draw(-0.7, 0.7) * size)
      let s = size * draw(0.5, 0.9)
      ellipsoid(p, half: Vec3(s, s * 0.8, s), leaves, .vegetation, isLeafy: true)
    }
  }

  /// A clipped hedge along the pose. Metres.
  mutating func hedge(_ pose: Pose, length: Float, height: Float, _ draw: inout Draws) {
    let leaves = add(.hedge(draw.pick(Array(SceneBuilder.greens.prefix(4))) * draw(0.8, 1.1)))
    box(pose, 0, height * 0.5, 0, half: Vec3(0.4, height * 0.5, length * 0.5), leaves, .vegetation)
  }
}
