import Driving
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Pictures
import TestSupport
import Testing
import World

@testable import Mari

@Suite struct LatentSetTests {
  private let source = WorldFrames(.train, scenes: 3, width: 32, height: 16, draws: 2)

  @Test func `a set from the cache has the bits of one made afresh`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let fresh = try LatentSet(source, TinyTraining.encoder)
    let made = try LatentSet(source, TinyTraining.encoder, cache: folder.path, jobs: 3)
    let sets = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(sets.count == 1 && sets[0].count == 32, "\(sets)")
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
    #expect(try sets(folder).count == 5)
  }

  /// `data/` with clear, hazy and depth of so many flat frames of 32 x 16.
  private func plainData(_ path: String, frames: Int) throws {
    for part in ["clear", "hazy", "depth"] {
      try FileManager.default.createDirectory(atPath: "\(path)/data/\(part)", withIntermediateDirectories: true)
    }
    for i in 0..<frames {
      let picture = Image(width: 32, height: 16, bytes: [UInt8](repeating: 90, count: 16 * 32 * 3))
      for part in ["clear", "hazy"] { try picture.write(png: "\(path)/data/\(part)/\(i).png") }
      try write([Float](repeating: Float(10 * (i + 1)), count: 512), [16, 32], to: "\(path)/data/depth/\(i).npy")
    }
  }

  private func write(_ values: [Float], _ shape: [Int], to path: String) throws {
    try Data(NumpyArray.encode(values, shape: shape)).write(to: URL(fileURLWithPath: path))
  }

  /// The sets in a cache, without what was put aside.
  private func sets(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.count == 32 }
  }

  @Test func `one bit flipped in a cached set, or its end gone, is found; the set is put aside and made again`() throws
  {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let fresh = try LatentSet(source, TinyTraining.encoder, cache: folder.path).batch(step: 0, size: 3, seed: 1)
    let name = try #require(try sets(folder).first)
    for (number, file) in ["latents.safetensors", "latents.safetensors", "source.txt", "SHA256SUMS"].enumerated() {
      let place = URL(fileURLWithPath: "\(folder.path)/\(name)/\(file)")
      var bytes = try Data(contentsOf: place)
      if number == 1 { bytes = bytes.dropLast(100) } else { bytes[bytes.count / 2] ^= 2 }
      try bytes.write(to: place)
      let again = try LatentSet(source, TinyTraining.encoder, cache: folder.path).batch(step: 0, size: 3, seed: 1)
      #expect(again.z_hazy.scalars == fresh.z_hazy.scalars && again.z_depth.scalars == fresh.z_depth.scalars)
      #expect(try sets(folder) == [name])
      let aside = "\(folder.path)/\(name).damaged\(number > 0 ? "-\(number + 1)" : "")"
      #expect(FileManager.default.fileExists(atPath: aside), "\(file)")
    }
  }

  @Test func `a change of any file of a data set makes another set, whichever frame or part it is`() throws {
    let (folder, data) = (TemporaryFolder(), TemporaryFolder())
    defer {
      folder.remove()
      data.remove()
    }
    try plainData(data.path, frames: 4)
    let place = data.path + "/data"
    func make() throws {
      _ = try LatentSet(DatasetFrames(Dataset.open(place)), TinyTraining.encoder, cache: folder.path)
    }
    try make()
    try make()
    #expect(try sets(folder).count == 1)
    // The last frame's depth, a middle one's picture, the second's fog: the first frame stays as it is.
    try write([Float](repeating: 33, count: 512), [16, 32], to: place + "/depth/3.npy")
    try make()
    #expect(try sets(folder).count == 2)
    for (number, file) in ["clear/2.png", "hazy/1.png"].enumerated() {
      let other = Image(width: 32, height: 16, bytes: [UInt8](repeating: UInt8(100 + number), count: 16 * 32 * 3))
      try other.write(png: "\(place)/\(file)")
      try make()
      #expect(try sets(folder).count == 3 + number, "\(file)")
    }
    // Another camera file belongs to no latent, but to what was read.
    try AtomicFile.write("16 0 16\n0 16 8\n0 0 1\n", to: place + "/intrinsics.txt")
    try make()
    #expect(try sets(folder).count == 5)
  }

  @Test func `holes take the nearest depth, of equals the leftmost, and what is known stays`() {
    let values: [Float] = [
      0, 0, 5, 0,
      1, 0, 0, 0,
      0, 0, 0, 9,
    ]
    let known = values.map { $0 > 0 }
    #expect(
      filled(values, where: known, width: 4) == [
        1, 5, 5, 5,
        1, 1, 5, 9,
        1, 1, 9, 9,
      ])
    #expect(filled([0, 0], where: [false, false], width: 2) == [0, 0])
  }

  @Test func `depth at points is told from depth with a sky, and cells count from one pixel on`() throws {
    let data = TemporaryFolder()
    defer { data.remove() }
    try plainData(data.path, frames: 3)
    let place = data.path + "/data"
    func density() throws -> DepthDensity {
      try DepthDensity(of: DatasetFrames(Dataset.open(place)), factor: 2)
    }
    #expect(try !density().isSparse && density().pixels == 1)
    for i in 0..<3 {  // the upper half without depth, as sky is
      let metres = (0..<512).map { Float($0 < 256 ? 0 : 20) }
      try write(metres, [16, 32], to: "\(place)/depth/\(i).npy")
    }
    #expect(try !density().isSparse && density().pixels == 0.5 && density().wholeCells == 1)
    for i in 0..<3 {  // one pixel of eight
      let metres = (0..<512).map { Float($0 % 8 == 3 ? 20 : 0) }
      try write(metres, [16, 32], to: "\(place)/depth/\(i).npy")
    }
    #expect(try density().isSparse && density().pixels == 0.125 && density().wholeCells == 0)
    let source = DatasetFrames(try Dataset.open(place))
    let vae = TinyTraining.encoder.vae
    let strict = try LatentSet(source, LatentEncoder(vae, coding: TinyTraining.encoder.coding))
    #expect(strict.framesWithoutDepth == [0, 1, 2])
    let sparse = LatentEncoder(vae, coding: TinyTraining.encoder.coding, validShare: 0.25, fillsHoles: true)
    let set = try LatentSet(source, sparse)
    #expect(set.framesWithoutDepth.isEmpty)
    // Two rows of cells of 2 x 2: a column of eight holds one pixel in each row, so one cell of four counts.
    let counted: Float = set.batch([(0, 0)]).mask.scalars.reduce(0, +)
    #expect(counted == 32)
    // Filled, all pixels are 20 m: the latent is that of a flat depth.
    let flat = vae.encode(
      Tensor(depths: [[Float](repeating: 20, count: 512)], width: 32, height: 16, coding: TinyTraining.encoder.coding))
    #expect(set.batch([(0, 0)]).z_depth.scalars == flat.scalars)
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
