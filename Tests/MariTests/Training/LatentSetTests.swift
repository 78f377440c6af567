import Driving
import Foundation
import HazyDepth
import NN
import Pictures
import Testing
import World

@Suite struct LatentSetTests {
  private let source = WorldFrames(.train, scenes: 3, width: 32, height: 16, draws: 2)

  @Test func `a set from the cache has the bits of one made afresh`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let fresh = try LatentSet(source, TinyTraining.encoder)
    let made = try LatentSet(source, TinyTraining.encoder, cache: folder.path, jobs: 3)
    let sets = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(sets.count == 1 && sets[0].count == 32)
    let cached = try LatentSet(source, TinyTraining.encoder, cache: folder.path)
    for set in [made, cached] {
      let (a, b) = (fresh.batch(step: 1, size: 2, seed: 5), set.batch(step: 1, size: 2, seed: 5))
      #expect(a.imageIDs == b.imageIDs)
      #expect(a.z_hazy.scalars == b.z_hazy.scalars && a.z_depth.scalars == b.z_depth.scalars)
      #expect(a.mask.scalars == b.mask.scalars && a.transmission!.scalars == b.transmission!.scalars)
    }
  }

  @Test func `another coding, VAE or world is another set`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let vae = TinyTraining.encoder.vae
    let others = [
      TinyTraining.encoder, LatentEncoder(vae, coding: DepthCoding(.linear, nearest: 1)),
      LatentEncoder(vae, coding: TinyTraining.encoder.coding, validShare: 0.5),
      LatentEncoder(VAE(Parameters(seed: 3), vae.configuration), coding: TinyTraining.encoder.coding),
    ]
    for encoder in others { _ = try LatentSet(source, encoder, cache: folder.path) }
    let elsewhere = WorldFrames(.train, scenes: 3, width: 32, height: 16, seed: 8, draws: 2)
    _ = try LatentSet(elsewhere, TinyTraining.encoder, cache: folder.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 5)
  }

  @Test func `a batch holds distinct frames, and the same ones whenever it is drawn`() {
    let set = TinyTraining.latents
    for step in 0..<20 {
      let ids = set.batch(step: step, size: 4, seed: 1).imageIDs
      #expect(Set(ids.map { $0 / 2 }).count == 4)
      #expect(ids == set.batch(step: step, size: 4, seed: 1).imageIDs)
    }
    #expect(set.batch(step: 0, size: 4, seed: 1).imageIDs != set.batch(step: 0, size: 4, seed: 2).imageIDs)
  }

  @Test func `mask and depth of a cell are those of the pixels under it`() throws {
    let set = TinyTraining.latents
    let frame = WorldFrames(.train, scenes: 6, width: 32, height: 16, draws: 2).frame(4, draw: 1)
    let batch = set.batch([(4, 1)])
    let coding = TinyTraining.encoder.coding
    for row in 0..<8 {
      for column in 0..<16 {
        let pixels = [(0, 0), (0, 1), (1, 0), (1, 1)].map { (2 * row + $0) * 32 + 2 * column + $1 }
        let isValid = pixels.allSatisfy { frame.depth!.valid[$0] }
        let cell = row * 16 + column
        #expect(batch.mask.scalars[cell] == (isValid ? 1 : 0))
        guard isValid else { continue }
        let mean = pixels.reduce(0) { $0 + (coding.encode(frame.depth!.metres[$1]) + 1) / 2 } / 4
        #expect(abs(batch.depth.scalars[cell] - mean) < 1e-6)
        let t = pixels.reduce(0) { $0 + frame.transmission!.values[$1] } / 4
        #expect(abs(batch.transmission!.scalars[cell] - t) < 1e-6)
      }
    }
  }
}
