import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Testing

@Suite struct ShippedWeightsTests {
  /// The folder's README names the file's digest, and the file is small enough for git.
  private func check(_ name: String, _ file: String) throws -> String {
    let folder = try ShippedWeights.folder(name)
    let readme = try String(contentsOfFile: folder + "/README.md", encoding: .utf8)
    let digest = try Digest.of(file: "\(folder)/\(file)")
    #expect(readme.contains(digest), "\(name): the README does not name \(digest)")
    let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.size] as? Int
    #expect(try #require(size) < 4_000_000)
    return folder
  }

  @Test func `the small VAE is the one its README names, and fits the small configuration`() throws {
    let folder = try check("vae-small", "diffusion_pytorch_model.safetensors")
    var c = try VAE(folder: folder).configuration
    c.scaling_factor = VAE.Configuration.small.scaling_factor
    #expect(c == .small)
  }

  @Test func `the small mari_metric_2 is the one its README names, and loads with its VAE`() throws {
    let folder = try check("mari-metric-2-small", "model.safetensors")
    let predictor = try MariMetric2Predictor(folder: folder)
    #expect(predictor.vae.configuration == predictor.model.configuration.vae)
    let shipped = try Digest.of(file: ShippedWeights.folder("vae-small") + "/diffusion_pytorch_model.safetensors")
    #expect(try Digest.of(file: folder + "/vae/diffusion_pytorch_model.safetensors") == shipped)
  }

  @Test func `weights that do not come along are named in the error`() {
    let error = #expect(throws: FileError.self) { try ShippedWeights.folder("nothing") }
    #expect(error?.description.contains("weights/nothing") == true)
  }

  @Test func `SHA-256 is that of the standard's examples`() throws {
    #expect(Digest.of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(Digest.of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
