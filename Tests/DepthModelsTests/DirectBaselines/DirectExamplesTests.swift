import Driving
import Files
import Foundation
import NN
import Numerics
import Pictures
import Processes
import Testing
import World

@testable import DepthModels

@Suite struct DirectExamplesTests {
  static let world = DrivingWorld(seed: 3, framesPerScene: 1)
  let examples: DirectExamples

  init() throws { examples = try DirectExamples(Self.world, frames: [0, 1, 2], width: 24, height: 8, jobs: 2) }

  /// The batches of one epoch, one example each.
  private func epoch(_ number: Int, farthest: Float = 300) -> [DirectExamples.Batch] {
    (0..<3).map {
      examples.batch(step: 3 * number + $0, size: 1, colour: nil, farthest: farthest, Generator(seed: 5))
    }
  }

  @Test func `an epoch shows every frame once, mirrored or not`() {
    let frames = (0..<3).map { Self.world.frame($0, width: 24, height: 8) }
    for number in 0..<4 {
      var seen: Set<Int> = []
      for batch in epoch(number) {
        for (i, frame) in frames.enumerated() {
          let straight = frame.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
          if batch.images.scalars == straight || batch.images.scalars == mirrored(straight, channels: 3) {
            seen.insert(i)
          }
        }
      }
      #expect(seen == [0, 1, 2])
    }
  }

  @Test func `depth is mirrored with its picture`() {
    let frames = (0..<3).map { Self.world.frame($0, width: 24, height: 8) }
    var mirroredCount = 0
    for number in 0..<4 {
      for batch in epoch(number) {
        let match = frames.first { frame in
          let straight = frame.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
          return batch.images.scalars == straight || batch.images.scalars == mirrored(straight, channels: 3)
        }!
        let isMirrored = batch.images.scalars != match.clear!.bytes.map { Float($0) / 255 * 2 - 1 }
        mirroredCount += isMirrored ? 1 : 0
        let logs = match.depth!.metres.map { $0 > 0 ? Float(Portable.log(Double($0))) : 0 }
        #expect(batch.logDepth.scalars == (isMirrored ? mirrored(logs, channels: 1) : logs))
      }
    }
    #expect(mirroredCount > 0 && mirroredCount < 12)
  }

  @Test func `what is beyond the farthest distance or has none does not count`() {
    for batch in epoch(0, farthest: 20) {
      for (log, counts) in zip(batch.logDepth.scalars, batch.mask.scalars) {
        #expect(counts == 1 ? log > 0 && log <= 2.995733 : log == 0)
      }
      #expect(batch.mask.scalars.contains(0) && batch.mask.scalars.contains(1))
    }
  }

  private func mirrored(_ values: [Float], channels: Int) -> [Float] {
    values.indices.map { i in
      let (row, column, c) = (i / (24 * channels), i / channels % 24, i % channels)
      return values[(row * 24 + 23 - column) * channels + c]
    }
  }
}

@Suite struct DirectScenesTests {
  @Test func `one camera and no fog are the clear frames of the world, bit for bit`() {
    var scenes = DirectScenes()
    (scenes.seed, scenes.count) = (3, 4)
    let world = DrivingWorld(seed: 3, framesPerScene: 1)
    #expect(scenes.indices == world.frames(of: .train, scenes: 4))
    for index in scenes.indices {
      let (a, b) = (scenes.frame(index, width: 24, height: 8), world.frame(index, width: 24, height: 8))
      #expect(a.hazy == nil && a.clear!.floats == b.clear!.floats && a.depth!.metres == b.depth!.metres)
    }
  }

  @Test func `cameras, shares of fog and visibilities follow their laws`() throws {
    var scenes = DirectScenes()
    (scenes.seed, scenes.count) = (3, 400)
    (scenes.fieldOfView, scenes.fogShare, scenes.visibility) = (50...110, 0.25, 25...2000)
    let (indices, law) = (scenes.indices, scenes)
    let frames = try concurrently(indices.count, jobs: 2) { law.frame(indices[$0], width: 8, height: 4) }
    let views = frames.map { 2 * Portable.atan2(4, $0.intrinsics!.fx) * 180 / .pi }
    #expect(views.allSatisfy { $0 >= 50 && $0 <= 110 } && views.contains { $0 < 56 } && views.contains { $0 > 104 })
    #expect(abs(views.reduce(0, +) / 400 - 80) < 3)
    let foggy = frames.filter { $0.hazy != nil }
    #expect(abs(Double(foggy.count) / 400 - 0.25) < 0.07, "\(foggy.count)")
    // The median of a log-uniform law is the geometric mean of its ends.
    let V = try foggy.map { try #require(Double($0.attributes["visibility_m"]!)) }.sorted()
    #expect(V.first! >= 25 && V.last! <= 2000)
    #expect(abs(Portable.log(V[V.count / 2] / 223.6)) < 0.6, "\(V[V.count / 2])")
  }

  @Test func `a foggy scene is learned from its hazy picture, with the true depth`() throws {
    var scenes = DirectScenes()
    (scenes.seed, scenes.count, scenes.fogShare, scenes.visibility) = (3, 2, 1, 50...50.0001)
    let examples = try DirectExamples(scenes, width: 24, height: 8, jobs: 1)
    let frames = scenes.indices.map { scenes.frame($0, width: 24, height: 8) }
    #expect(examples.pixels == frames.map { $0.hazy!.bytes } && examples.metres == frames.map { $0.depth!.metres })
    #expect(frames.allSatisfy { $0.hazy!.bytes != $0.clear!.bytes })
  }
}

/// What a model makes of the camera.
@Suite struct DirectCameraTests {
  private func model(_ camera: DirectCamera) -> DirectBaseline {
    var c = DirectBaselineTests.conv
    c.camera = camera
    return DirectBaseline(Parameters(seed: 1), c)
  }
  private let picture = Image(
    width: 24, height: 8, floats: (0..<24 * 8 * 3).map { Float($0 % 17) / 17 })
  private func camera(_ fx: Double) -> Intrinsics { Intrinsics(fx: fx, fy: fx, cx: 11.5, cy: 3.5) }

  @Test func `a given camera multiplies distances by its focal length`() throws {
    let model = model(.given)
    let (near, far) = (
      model.metres(of: [picture], through: camera(12))[0], model.metres(of: [picture], through: camera(36))[0]
    )
    for (a, b) in zip(near, far) { #expect(abs(b / a - 3) < 1e-4) }
    let fault = #expect(throws: FileError.self) { try model.predict(picture, intrinsics: nil, id: "street/1") }
    #expect(fault?.path == "street/1" && fault?.kind == .configuration)
    // The blind one has the canonical camera's.
    let canonical = model.metres(
      of: [picture], through: camera(24 * Portable.exp(Double(DirectCamera.canonical))))[0]
    for (a, b) in zip(self.model(.blind).metres(of: [picture])[0], canonical) { #expect(abs(a - b) < 1e-5 * a) }
  }

  @Test func `a predicted camera is told and acts, whatever is given`() throws {
    let model = model(.predicted)
    let seen = try model.predict(picture, intrinsics: camera(100), id: "a")
    let f = try #require(seen.intrinsics).fx / 24
    #expect(seen.depth.values == (try model.predict(picture, intrinsics: nil, id: "a")).depth.values)
    let blind = self.model(.blind).metres(of: [picture])[0]
    let ratio = f / Portable.exp(Double(DirectCamera.canonical))
    for (a, b) in zip(seen.depth.values, blind) { #expect(abs(Double(a / b) / ratio - 1) < 1e-4) }
  }

  @Test func `a predicted camera learns the true one, and depth does not teach it`() throws {
    var scenes = DirectScenes()
    (scenes.seed, scenes.count, scenes.fieldOfView) = (3, 24, 50...110)
    let examples = try DirectExamples(scenes, width: 24, height: 8, jobs: 2)
    var c = DirectBaselineTests.conv
    c.camera = .predicted
    func error(_ weight: Float, steps: Int) throws -> Double {
      var training = DirectTraining()
      (training.steps, training.warmUp, training.batchSize, training.learningRate) = (steps, 4, 8, 5e-3)
      (training.emaDecay, training.lambda_camera) = (0.9, weight)
      let model = try training.run(c, on: examples)
      let all = examples.batch(step: 0, size: 24, colour: nil, farthest: 300, Generator(seed: 9))
      let found = try #require(model(all.images).logFocal)
      return zip(found.scalars, all.logFocal.scalars).reduce(0) { $0 + abs(Double($1.0 - $1.1)) } / 24
    }
    let (untaught, taught) = (try error(0, steps: 150), try error(1, steps: 150))
    // Untaught it stays at its first weights (but for decay), where it knows nothing.
    #expect(taught < 0.6 * untaught, "\(untaught) -> \(taught)")
  }

  @Test(arguments: DirectCamera.allCases) func `a folder keeps what is made of the camera`(camera: DirectCamera) throws
  {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("direct-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = model(camera)
    try WholeFolder.write(folder) { try model.write(to: $0) }
    #expect(try DirectBaseline(folder: folder).configuration == model.configuration)
    #expect(model.configuration.json.contains("camera") == (camera != .blind))
  }
}
