import Dispatch
import Driving
import Foundation
import Numerics
import Pictures
import Synchronization
import Testing
import World

/// FNV-1a over everything a frame holds, so that one changed bit anywhere shows.
private func digest(_ frame: Frame) -> String {
  var h: UInt64 = 0xcbf2_9ce4_8422_2325
  func add(_ byte: UInt8) { h = (h ^ UInt64(byte)) &* 0x100_0000_01b3 }
  func add(_ word: UInt32) { for shift in stride(from: UInt32(0), to: 32, by: 8) { add(UInt8(word >> shift & 0xff)) } }
  for x in frame.clear!.floats { add(x.bitPattern) }
  for x in frame.hazy?.floats ?? [] { add(x.bitPattern) }
  for x in frame.transmission?.values ?? [] { add(x.bitPattern) }
  for x in frame.depth!.metres { add(x.bitPattern) }
  for x in frame.classes!.values { add(x) }
  return String(h, radix: 16)
}

@Suite struct DrivingWorldTests {
  private let world = DrivingWorld(seed: 7)

  @Test(arguments: [
    (0, "14bf03fbb908627e"), (5, "c9f5fab1f6f83b76"), (10, "c02b0d7662adbbe5"), (12, "ec31c38f9d1ba60c"),
    (45, "72aa5b11af1b41e6"),
  ])
  func `frames have the pinned bits`(index: Int, expected: String) {
    let random = Generator(seed: 1)
    let fog = Fog(
      Visibility(metres: 100), scaleHeight: index == 5 ? 15 : nil,
      waves: index == 10 ? FogMedium.patches(strength: 0.8, random) : [])
    #expect(digest(world.frame(index, width: 160, height: 48, fog: fog, sensor: Sensor())) == expected)
  }

  @Test func `frames are the same in any order and on any thread`() {
    let indices = [3, 17, 8, 40, 8, 3]
    let serial = indices.map { digest(world.frame($0, width: 96, height: 32)) }
    let parallel = Mutex([String](repeating: "", count: indices.count))
    DispatchQueue.concurrentPerform(iterations: indices.count) { i in
      let d = digest(world.frame(indices[i], width: 96, height: 32))
      parallel.withLock { $0[i] = d }
    }
    #expect(parallel.withLock { $0 } == serial)
    #expect(serial[0] == serial[5] && serial[2] == serial[4] && serial[0] != serial[1])
    #expect(digest(DrivingWorld(seed: 8).frame(3, width: 96, height: 32)) != serial[0])
  }

  @Test func `depths and skies are those of a driving data set`() {
    var depths: [Float] = []
    var skies: [Double] = []
    var kinds: Set<String> = []
    for scene in 0..<160 {
      let frame = world.frame(scene * world.framesPerScene, width: 160, height: 48)
      depths += frame.depth!.sorted
      skies.append(Double(frame.sky!.values.count { $0 }) / Double(160 * 48))
      kinds.insert(frame.attributes["kind"]!)
    }
    depths.sort()
    let median = depths[depths.count / 2]
    #expect(median > 10 && median < 25, "median depth \(median) m")
    #expect(depths[depths.count / 20] > 3.5 && depths[0] > 0.5)
    let far = Double(depths.count { $0 > 80 }) / Double(depths.count)
    #expect(far > 0.01 && far < 0.08, "beyond 80 m: \(far)")
    let sky = FixedOrder.mean(skies)
    #expect(sky > 0.15 && sky < 0.30, "sky: \(sky)")
    #expect(kinds.count == StreetKind.allCases.count)
  }

  @Test func `splits share no scene and take eight, one and one of ten`() {
    let frames = DrivingWorld.Split.allCases.map { world.frames(of: $0, scenes: 40) }
    let scenes = frames.map { Set($0.map { world.scene(ofFrame: $0) }) }
    #expect(scenes.allSatisfy { $0.count == 40 })
    #expect(frames.allSatisfy { $0.count == 40 * world.framesPerScene })
    #expect(scenes[0].isDisjoint(with: scenes[1]) && scenes[0].isDisjoint(with: scenes[2]))
    #expect(scenes[1].isDisjoint(with: scenes[2]))
    #expect((0..<1000).count { DrivingWorld.Split(ofScene: $0) == .train } == 800)
    #expect(world.frames(of: .test, scenes: 2) == [36, 37, 38, 39, 76, 77, 78, 79])
  }

  @Test func `frames of a scene drive along one street`() {
    for scene in [0, 3, 11] {
      let frames = (0..<3).map { world.frame(scene * 4 + $0, width: 96, height: 32) }
      #expect(Set(frames.map(\.scene)).count == 1)
      #expect(Set(frames.map(\.id)).count == 3)
      #expect(Set(frames.map { $0.attributes["kind"]! }).count == 1)
      #expect(Set(frames.map { $0.attributes["split"]! }).count == 1)
      #expect(frames[0].clear != frames[1].clear)
    }
  }

  @Test func `sky has no depth and the ground's depth follows from the camera's height`() {
    let frame = world.frame(44, width: 320, height: 96)
    for i in frame.sky!.values.indices where frame.sky!.values[i] {
      #expect(!frame.depth!.valid[i])
      #expect(frame.classes!.values[i] == SemanticClass.sky.rawValue)
    }
    // The lowest row sees the road nearby: height / sin of the angle below the horizon, give or take pitch and kerb.
    let z = frame.depth![160, 95]!
    let height = Double(frame.attributes["camera_height_m"]!)!
    let below = (95 - frame.intrinsics!.cy) / frame.intrinsics!.fy
    #expect(z > Float(height / (below + 0.09)) && z < Float(height / (below - 0.09)))
  }

  @Test func `a surface's true transmission is that of its depth, and edges lie between`() {
    let fog = Fog(Visibility(metres: 60))
    let frame = world.frame(8, width: 320, height: 96, fog: fog)
    let t = fog.transmission(of: frame.depth!, frame.intrinsics!)
    var same = 0
    for i in t.values.indices {
      let truth = frame.transmission!.values[i]
      #expect(truth >= 0 && truth <= 1)
      if abs(truth - t.values[i]) < 1e-6 { same += 1 }
    }
    // Most pixels show one surface; far ground without a stored depth and edges differ.
    #expect(Double(same) / Double(t.values.count) > 0.75)
  }

  @Test func `fog hides what is far and leaves what is near`() throws {
    let fog = Fog(Visibility(metres: 40), airlight: .gray(0.8))
    let frame = world.frame(0, width: 320, height: 96, fog: fog)
    let (clear, hazy) = (frame.clear!.floats, frame.hazy!.floats)
    var (near, far) = ((0.0, 0), (0.0, 0))
    for i in frame.depth!.metres.indices where frame.depth!.valid[i] {
      let change = Double(abs(hazy[3 * i] - clear[3 * i]))
      let airlight = Double(abs(hazy[3 * i] - 0.8))
      if frame.depth!.metres[i] < 6 { near = (near.0 + change, near.1 + 1) }
      if frame.depth!.metres[i] > 80 { far = (far.0 + airlight, far.1 + 1) }
    }
    try #require(near.1 > 100 && far.1 > 100)
    #expect(near.0 / Double(near.1) < 0.3)
    #expect(far.0 / Double(far.1) < 0.01)
  }
}

/// Targets other than what models are trained on: another mount, another look.
@Suite struct WorldTargetTests {
  private let usual = DrivingWorld(seed: 7, framesPerScene: 1)

  @Test func `a mount is added to what the scene draws`() {
    let moved = DrivingWorld(
      seed: 7, framesPerScene: 1, mount: CameraMount(height: 1.25, pitch: 6, roll: 10))
    for index in [0, 3, 11] {
      let (a, b) = (usual.pose(ofFrame: index), moved.pose(ofFrame: index))
      #expect(abs(b.position.y - a.position.y - 1.25) < 1e-6 && b.position.x == a.position.x)
      let (pitch, turned) = (asin(a.forward.y), asin(b.forward.y))
      #expect(abs(turned - pitch - 6 * .pi / 180) < 1e-5)
      // Clockwise: the camera's right side sinks by sin(roll) cos(pitch).
      let roll = asin(-b.right.y / cos(turned)) - asin(-a.right.y / cos(pitch))
      #expect(abs(roll - 10 * .pi / 180) < 1e-5)
    }
    #expect(
      usual.mount == .usual
        && digest(usual.frame(2, width: 48, height: 16))
          == digest(
            DrivingWorld(seed: 7, framesPerScene: 1, mount: CameraMount()).frame(2, width: 48, height: 16))
    )
  }

  @Test func `the second look has the same geometry and other pictures`() {
    let second = DrivingWorld(seed: 7, framesPerScene: 1, look: .second)
    var apart = 0.0
    for index in 0..<12 {
      let (a, b) = (usual.frame(index, width: 96, height: 32), second.frame(index, width: 96, height: 32))
      #expect(a.depth!.metres == b.depth!.metres && a.classes!.values == b.classes!.values)
      let (x, y) = (a.clear!.floats, b.clear!.floats)
      #expect(y.allSatisfy { $0 >= 0 && $0 <= 1 })
      apart += zip(x, y).reduce(0) { $0 + Double(abs($1.0 - $1.1)) } / Double(x.count)
    }
    #expect(apart / 12 > 0.02 && apart / 12 < 0.25, "mean difference \(apart / 12)")
  }

  @Test func `the second look has the pinned bits`() {
    let second = DrivingWorld(seed: 7, look: .second)
    #expect(digest(second.frame(5, width: 96, height: 32)) == "fe1d4acd00a36f09")
  }
}
