import Autograd
import CKernels
import TestSupport
import Testing

/// A small network with every kind of kernel in it: convolution, norms, attention, products, elementwise.
private func network(_ x: Tensor, _ w: [Tensor]) -> Tensor {
  var h = conv2d(x, w[0], bias: w[1], padding: .all(1))
  h = conv2d(
    groupNorm(h, weight: w[2], bias: w[3], groups: 4, eps: 1e-5, silu: true), w[4], padding: .all(1), residual: h)
  let tokens = h.reshaped([x.shape[0], -1, 24])
  let n = layerNorm(tokens, weight: w[2], bias: w[3], eps: 1e-5)
  let a = attention(linear(n, w[5]), linear(n, w[6]), linear(n, w[7]), heads: 3)
  let f = geglu(linear(tokens + a, w[8]))
  let down = conv2d(f.reshaped([x.shape[0], x.shape[1], x.shape[2], 24]), w[9], stride: 2, padding: .all(1))
  let up = conv2d(down, w[4], padding: .all(1), upsampledTo: (x.shape[1], x.shape[2]))
  return (softplus(up) * sigmoid(h)).mean() + exp(-square(up)).mean()
}

private let weights: [Tensor] = [
  randomTensor([24, 8, 3, 3], "0", scale: 0.2), randomTensor([24], "1"), randomTensor([24], "2"),
  randomTensor([24], "3"),
  randomTensor([24, 24, 3, 3], "4", scale: 0.1), randomTensor([24, 24], "5", scale: 0.3),
  randomTensor([24, 24], "6", scale: 0.3), randomTensor([24, 24], "7", scale: 0.3),
  randomTensor([48, 24], "8", scale: 0.3), randomTensor([24, 24, 3, 3], "9", scale: 0.1),
]

/// Value and all gradients, as bit patterns.
private func bits(_ x: Tensor) -> [UInt32] {
  let tracked = weights.map { $0.tracked() }
  let value = network(x, tracked)
  let gradients = value.backward()
  return ([value] + tracked.compactMap { gradients[$0] }).flatMap { $0.scalars.map(\.bitPattern) }
}

@Suite(.serialized) struct EngineTests {
  @Test func `a whole network has the same bits with every instruction set and number of threads`() {
    let x = randomTensor([2, 12, 20, 8], "x")
    let best = hd_isa_current()
    let reference = bits(x)
    #expect(reference.count > 10_000)
    var run: [String] = []
    for isa in [HD_ISA_PLAIN, HD_ISA_V3, HD_ISA_V4] {
      guard hd_isa_force(isa) else {
        print("skipped: this CPU cannot run \(String(cString: hd_isa_name(isa)))")
        continue
      }
      for threads in isa == HD_ISA_PLAIN ? [2] : [1, 2, 4] {
        hd_threads_set(Int32(threads))
        #expect(bits(x) == reference, "\(String(cString: hd_isa_name(isa))), \(threads) threads")
        run.append("\(String(cString: hd_isa_name(isa)))/\(threads)")
      }
    }
    hd_threads_set(1)
    _ = hd_isa_force(best)
    print("same bits: \(run.joined(separator: " "))")
    #expect(!run.isEmpty)
  }

  @Test func `a repeated step takes no new memory`() {
    let x = randomTensor([2, 12, 20, 8], "x")
    func step() { _ = bits(x) }
    step()
    step()
    let before = MemoryUse.current
    for _ in 0..<5 { step() }
    #expect(MemoryUse.current.systemAllocations == before.systemAllocations)
    #expect(MemoryUse.current.heldBytes == before.heldBytes)
  }

  @Test func `dead tensors of a long forward pass are recycled`() {
    withoutGradients {
      var x = randomTensor([1, 64, 64, 16], "x")
      for _ in 0..<3 { x = x * 0.5 + 1 }
      let before = MemoryUse.current.heldBytes
      for _ in 0..<200 { x = x * 0.5 + 1 }
      #expect(MemoryUse.current.heldBytes == before)
      #expect(abs(x.scalars[0] - 2) < 1e-5)
    }
  }

  @Test func `a checkpointed block gives the same gradients`() throws {
    let x = randomTensor([2, 12, 20, 8], "x")
    func gradients(_ useCheckpoint: Bool) throws -> [[Float]] {
      let w = weights.map { $0.tracked() }
      let leaf = x.tracked()
      let y = useCheckpoint ? checkpoint([leaf] + w) { network($0[0], Array($0[1...])) } : network(leaf, w)
      let g = (y * 3).backward()
      return try ([leaf] + w).map { try #require(g[$0]).scalars }
    }
    #expect(try gradients(true) == gradients(false))
  }

  @Test func `a checkpointed block reaches the variables it uses`() throws {
    let v = Variable([2]) {
      $0[0] = 3
      $0[1] = 5
    }
    let x = Tensor([1, 2], [2]).tracked()
    let y = checkpoint([x]) { $0[0] * v.value }.sum() + v.value.sum()
    let g = y.backward()
    #expect(g[v.leaf]?.scalars == [2, 3])
    #expect(g[x]?.scalars == [3, 5])
  }

  @Test func `nothing is recorded without gradients`() {
    let x = Tensor([1], [1]).tracked()
    #expect(!withoutGradients { x * 2 }.hasGradient)
    #expect((x * 2).hasGradient && !(x.detached * 2).hasGradient)
  }

  @Test func `a second backward on a consumed tape traps`() async {
    await #expect(processExitsWith: .failure) {
      let x = Tensor([1], [1]).tracked()
      let y = (x * 2).sum()
      _ = y.backward()
      _ = y.backward()
    }
  }

  @Test func `gradients of two tapes do not mix`() {
    let v = Variable([1]) { $0[0] = 2 }
    let first = (v.value * v.value).sum().backward()
    let second = (v.value * 3).sum().backward()
    #expect(first[v.leaf]?.scalars == [4] && second[v.leaf]?.scalars == [3])
  }
}
