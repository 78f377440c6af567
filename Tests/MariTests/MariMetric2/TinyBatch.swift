import HazyDepth
import Numerics

/// Standard normal numbers of a named stream.
func normal(_ shape: Shape, _ name: String, seed: UInt64 = 3) -> Tensor {
  var stream = Generator(seed: seed).stream(name)
  return Tensor(stream.normal(count: shape.count), shape)
}

/// Uniform numbers in [0, 1) of a named stream.
func uniform(_ shape: Shape, _ name: String, seed: UInt64 = 3) -> Tensor {
  var stream = Generator(seed: seed).stream(name)
  return Tensor(stream.uniform(count: shape.count), shape)
}

/// Latents and depth of made-up images, one valid cell in four missing.
func tinyBatch(_ imageIDs: [Int] = [4, 9], height: Int = 6, width: Int = 8, latent: Int = 4) -> LatentBatch {
  func stacked(_ name: String, _ channels: Int, _ make: (Shape, String) -> Tensor) -> Tensor {
    concatenated(imageIDs.map { make([1, height, width, channels], "\(name)-\($0)") }, axis: 0)
  }
  return LatentBatch(
    z_hazy: stacked("hazy", latent) { normal($0, $1) }, z_clean: stacked("clean", latent) { normal($0, $1) },
    z_depth: stacked("depth", latent) { normal($0, $1) },
    mask: stacked("mask", 1) { sign(relu(uniform($0, $1) - 0.25)) }, depth: stacked("d", 1) { uniform($0, $1) },
    imageIDs: imageIDs)
}

/// Every trainable parameter moved a little, so that adapters do something and no norm is the identity.
func disturb(_ parameters: Parameters, by scale: Float = 0.1) {
  for p in parameters.all where p.isTrainable {
    var stream = Generator(seed: 11).stream(p.name)
    let noise = stream.normal(count: p.count)
    p.variable.update { values in for i in values.indices { values[i] += scale * noise[i] } }
  }
}

/// The largest difference between two tensors' elements.
func distance(_ a: Tensor, _ b: Tensor) -> Float { zip(a.scalars, b.scalars).map { abs($0 - $1) }.max() ?? .nan }
