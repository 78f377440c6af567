import CKernels
import HazyDepth
import NN
import Numerics
import World

/// One training step of the small UNet: batch 8, latents 12x40, 17.7 M parameters, 76 GFLOP; then its forward pass alone.
func benchmarkTrainingStep(_ report: inout Report, threads: Int) {
  let random = Generator(seed: 1)
  func normal(_ shape: Shape, _ name: String) -> Tensor {
    var stream = random.stream(name)
    return Tensor(stream.normal(count: shape.count), shape)
  }
  let p = Parameters(seed: 7)
  let unet = UNet(p, .small)
  let adamw = AdamW(p.all, groups: [ParameterGroup("", learningRate: 1e-4, weightDecay: 0.01)])
  let (x, target, context) = (
    normal([8, 12, 40, 8], "x"), normal([8, 12, 40, 4], "target"), normal([8, 16, 64], "context")
  )
  var stream = random.stream("timesteps")
  let timesteps = (0..<8).map { _ in stream.integer(below: 1000) }
  func step() {
    let v_hat = unet(x, timesteps: timesteps, context: context)
    adamw.step(square(v_hat - target).mean().backward())
  }
  step()
  step()
  let before = (MemoryUse.current.systemAllocations, allocationCount())
  let measured = 5
  for _ in 0..<measured { step() }
  let blocks = MemoryUse.current.systemAllocations - before.0
  let heap = allocationCount() - before.1
  let time = medianSeconds(lasting: 4, step)
  report.add(
    Measurement(
      group: "train", name: "small UNet step, 17.7 M, batch 8", threads: threads, milliseconds: time * 1e3, flops: 76e9)
  )
  let forward = medianSeconds(lasting: 2) { withoutGradients { _ = unet(x, timesteps: timesteps, context: context) } }
  report.add(
    Measurement(
      group: "train", name: "small UNet forward", threads: threads, milliseconds: forward * 1e3, flops: 76e9 / 3))
  print(
    "            in the steady state a step takes \(blocks) new tensor blocks and \(heap / measured) heap allocations; "
      + "tensors hold \(MemoryUse.current.heldBytes >> 20) MiB, peak resident \(peakResidentBytes() >> 20) MiB")
}
