import ArgumentParser
import CKernels
import Glibc
import HazyDepth
import NN
import Numerics

/// `hazydepth benchmark MODEL`
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Time one model's pass and print its memory.",
    discussion: """
      Seconds per pass, the most memory that tensors ever held, and the most the process was ever resident with. \
      Without --folder the weights are fresh.
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable {
    case vae
    case vaeEncode = "vae-encode"
    case unet
  }

  @Argument(help: "vae (decode), vae-encode, or unet.") var model: Model
  @Option(help: "A diffusers folder with unet/ and vae/.") var folder: String?
  @Option(help: "Height of the image, 8 times the latent's.") var height = 768
  @Option(help: "Width of the image.") var width = 768
  @Option(help: "Passes to time.") var passes = 2
  @Option(help: "Threads.") var threads = 1

  func run() throws {
    guard height >= 8, width >= 8, passes > 0, threads > 0 else {
      throw ValidationError("expected sides of at least 8, passes and threads of at least 1")
    }
    hd_threads_set(Int32(threads))
    let pass = try makePass()
    print("\(model.rawValue) \(height)x\(width), numerics \(NumericMode.current.rawValue), \(threads) thread(s)")
    for i in 0..<passes {
      let clock = ContinuousClock()
      var bad = 0
      let time = clock.measure { withoutGradients { bad = pass().nonFiniteCount } }
      let note = bad > 0 ? ", \(bad) values not finite" : ""
      print("pass \(i + 1): \(seconds(time)) s\(note); \(memory())")
    }
  }

  private func makePass() throws -> () -> Tensor {
    var noise = Generator(seed: 1).stream("benchmark")
    func random(_ shape: Shape) -> Tensor { Tensor(noise.normal(count: shape.count), shape) }
    switch model {
    case .vae:
      let vae = try folder.map { try VAE(folder: $0 + "/vae") } ?? VAE(Parameters(seed: 7), .sd21)
      let z = random([1, height / 8, width / 8, 4])
      return { vae.decode(z) }
    case .vaeEncode:
      let vae = try folder.map { try VAE(folder: $0 + "/vae") } ?? VAE(Parameters(seed: 7), .sd21)
      let x = random([1, height, width, 3])
      return { vae.encode(x) }
    case .unet:
      let unet = try folder.map { try UNet(folder: $0 + "/unet") } ?? UNet(Parameters(seed: 7), .sd21)
      let c = unet.configuration
      let x = random([1, height / 8, width / 8, c.in_channels])
      let context = random([1, 2, c.cross_attention_dim])
      return { unet(x, timesteps: [999], context: context) }
    }
  }

  private func seconds(_ time: Duration) -> Double { (time / .seconds(1) * 1000).rounded() / 1000 }

  private func memory() -> String {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let megabytes = MemoryUse.current.peakBytes / 1_000_000
    return "tensors at most \(megabytes) MB, resident at most \(usage.ru_maxrss * 1024 / 1_000_000) MB"
  }
}
