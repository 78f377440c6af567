import HazyDepth
import NN
import Numerics

/// One forward pass of Stable Diffusion 2.1's UNet (866 M parameters, 804 GFLOP) on a 64x64 latent with 77 tokens, its
/// weights left in the pages of a diffusers folder (`hazydepth make-weights` writes one with random numbers).
func benchmarkStableDiffusion(_ report: inout Report, threads: Int, folder: String) throws {
  let unet = try UNet(folder: folder + "/unet", isTrainable: false)
  var stream = Generator(seed: 1).stream("sd21")
  let channels = unet.configuration.in_channels
  let x = Tensor(stream.normal(count: 64 * 64 * channels), [1, 64, 64, channels])
  let context = Tensor(stream.normal(count: 77 * 1024), [1, 77, 1024])
  let time = medianSeconds(lasting: 12) { withoutGradients { _ = unet(x, timesteps: [500], context: context) } }
  report.add(
    Measurement(
      group: "sd21", name: "SD 2.1 UNet forward 64x64", threads: threads, milliseconds: time * 1e3, flops: 804e9))
  print("            peak resident \(peakResidentBytes() >> 20) MiB")
}

/// One decoding of a 768x768 image by Stable Diffusion 2.1's VAE: what counts is that it fits.
func benchmarkDecoding(_ report: inout Report, threads: Int, folder: String) throws {
  let vae = try VAE(folder: folder + "/vae", isTrainable: false)
  var stream = Generator(seed: 1).stream("vae")
  let z = Tensor(stream.normal(count: 96 * 96 * 4), [1, 96, 96, 4])
  let time = medianSeconds(lasting: 5) { withoutGradients { _ = vae.decode(z) } }
  report.add(
    Measurement(
      group: "vae", name: "SD 2.1 VAE decode 768x768", threads: threads, milliseconds: time * 1e3, flops: 5.75e12))
  print(
    "            tensors at most \(MemoryUse.current.peakBytes >> 20) MiB, peak resident \(peakResidentBytes() >> 20) MiB"
  )
}
