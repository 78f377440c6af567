import CKernels
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Testing
import World

@Suite struct VAETrainerTests {
  private static let pictures = try? PictureSet(
    WorldFrames(.train, scenes: 4, width: 48, height: 16, draws: 2), jobs: 2)

  /// The weights after a few steps.
  private func weights(threads: Int32, steps: Int = 3) throws -> [Float] {
    let pictures = try #require(Self.pictures)
    let count = hd_threads()
    defer { hd_threads_set(count) }
    hd_threads_set(threads)
    var options = VAETrainer.Options()
    (options.steps, options.batch, options.height, options.width) = (steps, 8, 16, 48)
    let trainer = VAETrainer(.small, options, seed: 7)
    for _ in 0..<steps { try trainer.advance(on: pictures) }
    trainer.setScale(on: pictures)
    return trainer.parameters.all.flatMap { p in p.variable.read { Array($0) } }
      + [trainer.vae.configuration.scaling_factor]
  }

  @Test func `the first steps of the small VAE's training are the same again, with any number of threads`() throws {
    let first = try weights(threads: 1)
    #expect(try first == weights(threads: 1))
    #expect(try first == weights(threads: 4))
    #expect(try first != weights(threads: 1, steps: 2))
  }

  @Test func `the loss of a picture given back is the divergence alone, and colour counts beside brightness`() {
    let x = Tensor([0.5, 0.5, 0.5, -0.5, 0, 0.5], [1, 1, 2, 3])
    let zero = Tensor.zeros([1, 1, 1, 4])
    let same = AutoencoderLoss(x, x, mean: zero, logVariance: zero)
    #expect(same.total.value == 0)
    // A gray error of .1 everywhere: L1 .1 + 2 x .01; no colour.
    let brighter = AutoencoderLoss(x + 0.1, x, mean: zero, logVariance: zero)
    #expect(abs(brighter.reconstruction.value - 0.12) < 1e-6 && brighter.colour.value < 1e-5)
    // One channel of three off by .3: channel mean .1; |c| = .2, .1, .1, so 4 x .4/3 + 20 x .06/3.
    let tinted = AutoencoderLoss(x + Tensor([0.3, 0, 0], [1, 1, 1, 3]), x, mean: zero, logVariance: zero)
    #expect(abs(tinted.colour.value - (4 * 0.4 / 3 + 20 * 0.06 / 3)) < 1e-5)
    // KL of N(1, 1) from N(0, 1) is one half.
    let shifted = AutoencoderLoss(x, x, mean: .ones([1, 1, 1, 4]), logVariance: zero)
    #expect(abs(shifted.divergence.value - 0.5) < 1e-6)
  }

  @Test func `a configuration with patches is read back as it was written`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try AtomicFile.write(VAE.Configuration.small.json, to: folder.path + "/config.json")
    #expect(try VAE.Configuration(ConfigurationFile(folder.path + "/config.json")) == .small)
  }
}
