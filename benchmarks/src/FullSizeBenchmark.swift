import Foundation
import HazyDepth
import NN
import Numerics
import Processes

/// Training steps of the full-size mari_metric_2 on one 256x384 image: 1.38 billion parameters in a few times their own
/// memory. Weights stay Float32; layers keep only their inputs for the backward pass; each gradient is applied and
/// forgotten as soon as it is complete; moments are bfloat16. `folder` is what `hazydepth init-from` writes.
func benchmarkFullSize(_ report: inout Report, threads: Int, folder: String) throws {
  let batch = try fullSizeBatch(folder, height: 256, width: 384)
  print("            latents encoded: peak resident \(peakResidentBytes() >> 20) MiB")
  let loading = ContinuousClock.now
  let (model, parameters) = try MariMetric2.checkpoint(folder)
  let optimiser = StreamingAdamW(parameters.all, groups: MariMetric2.learningRates(), seed: 1)
  print(
    "            \(parameters.scalarCount) parameters in \(parameters.all.count) tensors, loaded in "
      + "\(seconds(since: loading)) s; moments \(optimiser.stateBytes >> 20) MiB; "
      + "peak resident \(peakResidentBytes() >> 20) MiB")
  let objective = Objective()
  for step in 0..<3 {
    let start = ContinuousClock.now
    let L = withCheckpoints { objective(model, batch, step: step, random: Generator(seed: 1)) }
    let (loss, forward) = (L.total.value, seconds(since: start))
    let norm = optimiser.step(L.total)
    report.add(
      Measurement(
        group: "full", name: "mari_metric_2 full-size step \(step), 256x384", threads: threads,
        milliseconds: seconds(since: start) * 1e3, flops: 0))
    print(
      "            loss \(loss), gradient norm \(norm); forward \(forward) s; tensors at most "
        + "\(MemoryUse.current.peakBytes >> 20) MiB, peak resident \(peakResidentBytes() >> 20) MiB")
  }
}

private func seconds(since start: ContinuousClock.Instant) -> Double {
  let elapsed = start.duration(to: .now)
  return (Double(elapsed.components.seconds) * 100 + Double(elapsed.components.attoseconds / 10_000_000_000_000_000))
    / 100
}

/// Latents of random pictures, by the folder's own VAE, which is gone from memory afterwards.
private func fullSizeBatch(_ folder: String, height: Int, width: Int) throws -> LatentBatch {
  let vae = try VAE(folder: folder + "/vae")
  let factor = vae.configuration.factor
  var stream = Generator(seed: 1).stream("pictures")
  let latents = withoutGradients {
    (0..<3).map { _ in
      let values = stream.uniform(count: height * width * 3).map { 2 * $0 - 1 }
      return vae.encode(Tensor(values, [1, height, width, 3]))
    }
  }
  MemoryUse.releaseUnused()
  let cells: Shape = [1, height / factor, width / factor, 1]
  let depth = Tensor(stream.uniform(count: cells.count), cells)
  return LatentBatch(
    z_hazy: latents[0], z_clean: latents[1], z_depth: latents[2], mask: .ones(cells), depth: depth, imageIDs: [0])
}
