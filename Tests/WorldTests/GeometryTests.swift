import Numerics
import Pictures
import Testing

@testable import World

/// One ray in all four lanes.
private func rays(_ d: Vec3) -> Rays {
  Rays(x: Lanes(repeating: d.x), y: Lanes(repeating: d.y), z: Lanes(repeating: d.z))
}

private func solid(_ shape: Solid.Shape, centre: Vec3, half: Vec3) -> Solid {
  Solid(
    shape: shape, semantic: .car, material: 0, centre: centre, half: half, axisX: Vec3(1, 0, 0),
    axisY: Vec3(0, 1, 0), axisZ: Vec3(0, 0, 1))
}

@Suite struct GeometryTests {
  @Test func `a box is met at its front face, from the side at its side`() {
    let box = Target(solid(.box, centre: Vec3(0, 1, 20), half: Vec3(2, 1, 3)), from: Vec3(0, 1, 0))
    let ahead = crossBox(box, rays(Vec3(0, 0, 1)))
    #expect(ahead.t.x == 17 && ahead.face.x == 2)
    #expect(crossBox(box, rays(Vec3(0.2, 0, 1))).t.x == .infinity)
    let beside = Target(solid(.box, centre: Vec3(10, 1, 0), half: Vec3(2, 1, 3)), from: Vec3(0, 1, 0))
    let right = crossBox(beside, rays(Vec3(1, 0, 0)))
    #expect(right.t.x == 8 && right.face.x == 0)
    #expect(crossBox(beside, rays(Vec3(-1, 0, 0))).t.x == .infinity)
  }

  @Test func `balls, cylinders and cones are met where geometry says`() {
    let ball = Target(solid(.ellipsoid, centre: Vec3(0, 0, 10), half: Vec3(3, 1, 2)), from: .zero)
    #expect(crossEllipsoid(ball, rays(Vec3(0, 0, 1))).t.x == 8)
    #expect(crossEllipsoid(ball, rays(Vec3(0, 0.2, 1))).t.x == .infinity)
    let post = Target(solid(.frustum, centre: Vec3(0, 0, 10), half: Vec3(1, 2, 1)), from: .zero)
    #expect(crossFrustum(post, 1, 0, rays(Vec3(0, 0, 1))).t.x == 9)
    // A cone of half height 2: at its middle the radius is half the foot's.
    #expect(crossFrustum(post, 0.5, -0.5, rays(Vec3(0, 0, 1))).t.x == 9.5)
    let above = Target(solid(.frustum, centre: Vec3(0, -10, 0), half: Vec3(1, 2, 1)), from: .zero)
    let lid = crossFrustum(above, 1, 0, rays(Vec3(0, -1, 0.01)))
    #expect(abs(lid.t.x - 8) < 1e-5 && lid.face.x == 1)
  }

  @Test func `a polytope of six planes is a box`() {
    let planes = [
      Plane(n: Vec3(1, 0, 0), d: 2), Plane(n: Vec3(-1, 0, 0), d: 2), Plane(n: Vec3(0, 1, 0), d: 1),
      Plane(n: Vec3(0, -1, 0), d: 1), Plane(n: Vec3(0, 0, 1), d: 23), Plane(n: Vec3(0, 0, -1), d: -17),
    ]
    var draw = Draws(Generator(seed: 2))
    let box = Target(solid(.box, centre: Vec3(0, 0, 20), half: Vec3(2, 1, 3)), from: .zero)
    var hits = 0
    for _ in 0..<500 {
      let d = Vec3(draw(-0.2, 0.2), draw(-0.1, 0.1), 1)
      let expected = crossBox(box, rays(d)).t.x
      let t = planes.withUnsafeBufferPointer { crossPolytope($0.baseAddress!, 6, from: .zero, rays(d)).t.x }
      #expect(t == expected || abs(t - expected) < 1e-4, "\(d): \(t) vs \(expected)")
      if t < .infinity { hits += 1 }
    }
    #expect(hits > 100 && hits < 400)
  }

  @Test func `a wall across the view has its own distance at every pixel`() {
    var builder = SceneBuilder()
    let material = builder.add(.plain(gray(0.5), gloss: 0))
    builder.box(Pose(Vec3(0, 0, 32.5), heading: 0), 0, 0, 0, half: Vec3(90, 60, 2.5), material, .building)
    let scene = StreetScene(
      solids: builder.solids, planes: builder.planes, materials: builder.materials, ground: Ground(),
      light: anyLight())
    let camera = Viewpoint(
      position: Vec3(0, 1.5, 0), yaw: 0, pitch: 0, roll: 0,
      intrinsics: DrivingWorld(seed: 1).intrinsics(width: 64, height: 24))
    let samples = SurfaceSamples(of: scene, from: camera, width: 64, height: 24)
    for y in 0..<24 {
      for x in 0..<64 {
        let falls = (Float(y) - Float(camera.intrinsics.cy)) / Float(camera.intrinsics.fy)
        let ground = falls > 0 ? 1.5 / falls : .infinity
        #expect(abs(samples.depth[y * 64 + x] - min(ground, 30)) < 2e-3)
      }
    }
  }

  @Test func `tiles and rectangles hide nothing that a search of all solids finds`() {
    let world = DrivingWorld(seed: 3)
    for index in [0, 12, 44, 100] {
      let (scene, camera) = world.scene(index, width: 96, height: 40)
      let samples = SurfaceSamples(of: scene, from: camera, width: 96, height: 40)
      let planes = scene.planes + [Plane(n: .zero, d: 0)]
      for pixel in stride(from: 0, to: 96 * 40, by: 7) {
        let d = camera.direction(Float(pixel % 96), Float(pixel / 96))
        var nearest = d.y < -1e-6 ? -camera.position.y / d.y : .infinity
        for solid in scene.solids where !solid.isLeafy {
          let target = Target(solid, from: camera.position)
          let t: Float =
            switch solid.shape {
            case .box: crossBox(target, rays(d)).t.x
            case .ellipsoid: crossEllipsoid(target, rays(d)).t.x
            case .frustum: crossFrustum(target, solid.r0, solid.r1, rays(d)).t.x
            case .polytope:
              planes.withUnsafeBufferPointer {
                crossPolytope(
                  $0.baseAddress! + Int(solid.firstPlane), Int(solid.planeCount), from: camera.position, rays(d)
                ).t.x
              }
            }
          nearest = min(nearest, t)
        }
        let seen = samples.depth[pixel]
        let surface = samples.surface[pixel]
        // Leaves may stand before what the search found; nothing may stand behind it.
        let isLeaf = surface >= 0 && scene.solids[Int(surface >> 4)].isLeafy
        #expect(isLeaf ? seen <= nearest : seen == nearest || abs(seen - nearest) < 1e-3 * nearest, "\(index) \(pixel)")
      }
    }
  }

  @Test func `the grid of shadows agrees with a search of all solids`() {
    let world = DrivingWorld(seed: 3)
    let (scene, _) = world.scene(8, width: 96, height: 40)
    let grid = SunGrid(scene)
    var draw = Draws(Generator(seed: 6))
    let sun = normalized(Vec3(0.5, 0.6, -0.4))
    var shaded = 0
    scene.solids.withUnsafeBufferPointer { solids in
      scene.materials.withUnsafeBufferPointer { materials in
        (scene.planes + [Plane(n: .zero, d: 0)]).withUnsafeBufferPointer { planes in
          let buffers = SceneBuffers(
            solids: solids.baseAddress!, planes: planes.baseAddress!, materials: materials.baseAddress!)
          for _ in 0..<400 {
            let p = Vec3(draw(-9, 9), draw(0.05, 3), draw(2, 60))
            let expected = solids.contains { $0.castsShadow && blocks($0, planes.baseAddress!, p, sun, reach: 60) }
            #expect(grid.isShaded(p, sun: sun, buffers) == expected)
            if expected { shaded += 1 }
          }
        }
      }
    }
    #expect(shaded > 40 && shaded < 360)
  }

  private func anyLight() -> Light {
    var draw = Draws(Generator(seed: 1))
    return Light(.sunny, skyline: 0.3, &draw)
  }
}

@Suite struct FilteredTests {
  @Test func `filtered pulses are the mean of sharp ones over a pixel`() {
    for (x, w) in [(Float(0.3), Float(0.2)), (7.9, 2.7), (-4.2, 0.9), (0, 0.01)] {
      var sum: Float = 0
      let n = 20_000
      for k in 0..<n {
        let p = x + w * ((Float(k) + 0.5) / Float(n) - 0.5)
        let rest = p - (p / 1.5).rounded(.down) * 1.5
        if rest >= 0.4 && rest < 1.1 { sum += 1 }
      }
      #expect(abs(Filtered.pulses(x, period: 1.5, 0.4, 1.1, w) - sum / Float(n)) < 2e-3)
    }
    #expect(Filtered.band(1, 0, 4, 2) == 1)
    #expect(Filtered.band(0, 0, 4, 2) == 0.5)
    #expect(Filtered.step(0, 0, 1) == 0.5)
  }

  @Test func `noise stays between 0 and 1, varies, and has no jumps`() {
    var (low, high): (Float, Float) = (1, 0)
    for k in 0..<4000 {
      let (x, y) = (Float(k) * 0.37 - 700, Float(k) * 0.21)
      let v = Noise.value(x, y, 5)
      (low, high) = (min(low, v), max(high, v))
      #expect(abs(Noise.value(x + 1e-3, y, 5) - v) < 5e-3)
      let f = Noise.fractal(x, y, 5, octaves: 5)
      #expect(f >= 0 && f <= 1)
    }
    #expect(low >= 0 && low < 0.05 && high <= 1 && high > 0.95)
    #expect(Noise.fractal(0.3, 0.4, 5, octaves: 5, footprint: 9) == 0.5)
  }
}
