import CKernels
import HazyDepth
import NN
import Numerics
import World

/// One training step of the small worlds' models, both tasks, head and AdamW: quick at 8x24 latents and full at 16x48.
func benchmarkMariMetric2(_ report: inout Report, threads: Int) {
  for (name, configuration, height, width, flops) in [
    ("16/32/48 at 8x24", MariMetric2.Configuration.quick, 8, 24, 1.52e9),
    ("24/48/72 at 16x48", .full, 16, 48, 13.2e9),
  ] {
    let p = Parameters(seed: 7)
    let model = MariMetric2(p, configuration)
    let adamw = AdamW(p.all, groups: MariMetric2.learningRates(base: 2e-3))
    let batch = randomLatents(8, height, width)
    let objective = Objective()
    var step = 0
    func train() {
      let L = objective(model, batch, step: step, random: Generator(seed: 1))
      let gradients = L.total.backward()
      let norm = Clipping.globalNorm(gradients, of: p.all)
      adamw.step(gradients, gradientScale: Clipping.scale(norm: norm, limit: 1))
      step += 1
    }
    train()
    train()
    let before = (MemoryUse.current.systemAllocations, allocationCount())
    for _ in 0..<5 { train() }
    let blocks = MemoryUse.current.systemAllocations - before.0
    let heap = (allocationCount() - before.1) / 5
    let time = medianSeconds(lasting: 3, train)
    report.add(
      Measurement(
        group: "mari", name: "mari_metric_2 step, \(name), batch 8", threads: threads, milliseconds: time * 1e3,
        flops: flops))
    let head = medianSeconds(lasting: 1) {
      let L = objective.headOnly(model, batch, step: step, random: Generator(seed: 1))
      adamw.step(L.total.backward())
    }
    report.add(
      Measurement(
        group: "mari", name: "its head alone", threads: threads, milliseconds: head * 1e3, flops: 0))
    print(
      "            \(p.scalarCount) parameters; in the steady state a step takes \(blocks) new tensor blocks and \(heap) "
        + "heap allocations")
  }
}

func randomLatents(_ count: Int, _ height: Int, _ width: Int) -> LatentBatch {
  let random = Generator(seed: 3)
  func normal(_ name: String) -> Tensor {
    var stream = random.stream(name)
    return Tensor(stream.normal(count: count * height * width * 4), [count, height, width, 4])
  }
  func uniform(_ name: String) -> Tensor {
    var stream = random.stream(name)
    return Tensor(stream.uniform(count: count * height * width), [count, height, width, 1])
  }
  let mask = sign(relu(uniform("mask") - 0.2))
  return LatentBatch(
    z_hazy: normal("hazy"), z_clean: normal("clean"), z_depth: normal("depth"), mask: mask, depth: uniform("d"),
    imageIDs: Array(0..<count))
}
