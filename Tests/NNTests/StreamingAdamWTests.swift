import Autograd
import NN
import TestSupport
import Testing

@Suite struct StreamingAdamWTests {
  /// Two linear layers, the first one checkpointed.
  private struct Net {
    let first, second: Linear
    init(_ p: Parameters) {
      first = Linear(p / "first", in: 5, out: 7)
      second = Linear(p / "second", in: 7, out: 3)
    }
    func loss(_ x: Tensor, isCheckpointed: Bool) -> Tensor {
      let h = isCheckpointed ? checkpoint([x]) { silu(first($0[0])) } : silu(first(x))
      return square(second(h)).mean()
    }
  }
  private let groups = [
    ParameterGroup("", learningRate: 1e-2), ParameterGroup("second", learningRate: 3e-3, weightDecay: 0.1),
  ]

  @Test(arguments: [false, true]) func `the first step is AdamW's to the bit`(isCheckpointed: Bool) {
    let (p, q) = (Parameters(seed: 1), Parameters(seed: 1))
    let (a, b) = (Net(p), Net(q))
    let x = randomTensor([4, 5], "x")
    AdamW(p.all, groups: groups).step(a.loss(x, isCheckpointed: false).backward())
    let norm = StreamingAdamW(q.all, groups: groups, seed: 1).step(b.loss(x, isCheckpointed: isCheckpointed))
    for (ours, plain) in zip(q.all, p.all) { #expect(ours.value.scalars == plain.value.scalars) }
    #expect(norm > 0)
  }

  @Test func `later steps stay as near as bfloat16 moments can`() {
    let (p, q) = (Parameters(seed: 1), Parameters(seed: 1))
    let (a, b) = (Net(p), Net(q))
    let plain = AdamW(p.all, groups: groups)
    let streaming = StreamingAdamW(q.all, groups: groups, seed: 1)
    let start = p.all.map(\.value.scalars)
    for step in 0..<30 {
      let x = randomTensor([4, 5], "x\(step)")
      plain.step(a.loss(x, isCheckpointed: false).backward())
      _ = streaming.step(b.loss(x, isCheckpointed: true))
    }
    for ((ours, exact), before) in zip(zip(q.all, p.all), start) {
      let moved = zip(exact.value.scalars, before).map { abs($0 - $1) }.max() ?? 0
      let apart = zip(ours.value.scalars, exact.value.scalars).map { abs($0 - $1) }.max() ?? .nan
      #expect(apart < 0.05 * moved && apart > 0, "\(ours.name): \(apart) of \(moved)")
    }
  }

  @Test func `a gradient that comes in parts is refused`() async {
    await #expect(processExitsWith: .failure) {
      let p = Parameters(seed: 1)
      let layer = Linear(p / "layer", in: 3, out: 3)
      let x = randomTensor([2, 3], "x")
      let h = checkpoint([x]) { layer($0[0]) }
      _ = StreamingAdamW(p.all, groups: [ParameterGroup("", learningRate: 1)], seed: 1).step(layer(h).mean())
    }
  }
}
