import CKernels
import Numerics
import Testing

struct AttentionTests {
  static let trials: [AttentionTrial] = [
    AttentionTrial(1, 1, 1, 1, 8), AttentionTrial(2, 3, 5, 3, 8), AttentionTrial(1, 2, 63, 65, 16),
    AttentionTrial(1, 2, 64, 2, 32), AttentionTrial(2, 1, 65, 16, 32), AttentionTrial(1, 3, 130, 77, 24),
    AttentionTrial(1, 1, 17, 300, 40), AttentionTrial(1, 1, 20, 520, 64), AttentionTrial(1, 1, 70, 257, 15),
    AttentionTrial(1, 1, 66, 300, 512), AttentionTrial(1, 2, 129, 129, 32, causal: true),
    AttentionTrial(1, 1, 300, 300, 16, causal: true), AttentionTrial(2, 1, 40, 20, 24, causal: true),
    AttentionTrial(1, 1, 20, 300, 8, causal: true),
  ]

  @Test(arguments: trials)
  func `forward and backward match the slow Float64 twin`(t: AttentionTrial) {
    let (y, g, twin) = (t.forward(), t.backward(), t.twin())
    #expect(relativeError(y.o, twin.o) < 2e-6)
    #expect(relativeError(y.logSumExp, twin.logSumExp, floor: 1) < 2e-6)
    // A floor, since the gradients of q and k vanish where there is one key.
    #expect(relativeError(g.dq, twin.dq, floor: 0.5) < 1e-5)
    #expect(relativeError(g.dk, twin.dk, floor: 0.5) < 1e-5)
    #expect(relativeError(g.dv, twin.dv, floor: 0.5) < 1e-5)
  }

  @Test(arguments: [false, true])
  func `gradients are finite differences of the kernel itself`(causal: Bool) {
    let t = AttentionTrial(1, 2, 6, 7, 8, causal: causal)
    let g = t.backward()
    func loss(_ y: AttentionTrial.Forward) -> Double {
      zip(y.o, t.dO).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    }
    let step: Float = 1e-2
    func expectDifferences(
      _ x: [Float], _ gradient: [Float], row: Int, _ name: String,
      _ value: ([Float]) -> AttentionTrial.Forward
    ) {
      for i in x.indices where i % row < t.heads * t.D {
        var (up, down) = (x, x)
        up[i] += step
        down[i] -= step
        let difference = (loss(value(up)) - loss(value(down))) / Double(up[i] - down[i])
        #expect(abs(difference - Double(gradient[i])) < 2e-3, "d\(name)[\(i)]")
      }
    }
    expectDifferences(t.q, g.dq, row: t.ldq, "q") { t.forward(q: $0) }
    expectDifferences(t.k, g.dk, row: t.ldk, "k") { t.forward(k: $0) }
    expectDifferences(t.v, g.dv, row: t.ldv, "v") { t.forward(v: $0) }
  }

  @Test func `scores in the thousands stay finite and right`() {
    let t = AttentionTrial(1, 1, 40, 300, 16, scale: 200)
    let (y, twin) = (t.forward(), t.twin())
    #expect(twin.logSumExp.contains { $0 > 1000 })
    // A score of 2000 carries a rounding of 1e-4, which the exponential turns into a relative error.
    #expect(relativeError(y.o, twin.o) < 2e-3)
    #expect(t.backward().dq.allSatisfy { $0.isFinite })
  }

  @Test func `a query that sees one key returns its value`() {
    let t = AttentionTrial(1, 2, 9, 9, 8, causal: true)
    let y = t.forward()
    for d in 0..<t.heads * t.D { #expect(abs(y.o[d] - t.v[d]) <= abs(t.v[d]) * 1e-6) }
  }

  @Test func `a key that is not a number spoils every query that sees it, and no other`() {
    let t = AttentionTrial(1, 1, 300, 300, 16, causal: true)
    var k = t.k
    let bad = 270
    k[bad * t.ldk + 3] = .nan
    let o = t.forward(k: k).o
    for i in 0..<t.Nq {
      let row = o[(i * t.ldo)..<(i * t.ldo + t.D)]
      #expect(row.allSatisfy { i < bad ? $0.isFinite : $0.isNaN }, "query \(i)")
    }
  }

  @Test func `padding between rows is left alone`() {
    let t = AttentionTrial(2, 2, 70, 33, 24)
    let (y, g) = (t.forward(), t.backward())
    for (x, row) in [(y.o, t.ldo), (g.dq, t.ldq), (g.dk, t.ldk), (g.dv, t.ldv)] {
      #expect(x.indices.allSatisfy { $0 % row < t.heads * t.D || x[$0] == 0 })
    }
  }
}

struct SoftmaxTests {
  @Test(arguments: [(1, 1), (3, 2), (5, 15), (70, 16), (9, 17), (4, 100), (2, 1000)])
  func `rows and gradients match Float64`(M: Int, N: Int) {
    var random = Generator(seed: 5)
    let x = random.normal(count: M * N).map { 3 * $0 }
    let dy = random.normal(count: M * N)
    var (y, dx) = ([Float](repeating: .nan, count: M * N), [Float](repeating: .nan, count: M * N))
    hd_softmax_forward(M, N, x, &y)
    hd_softmax_backward(M, N, y, dy, &dx)
    for i in 0..<M {
      let row = i * N..<(i + 1) * N
      let top = x[row].max()!
      let e = x[row].map { Portable.exp(Double($0) - Double(top)) }
      let p = e.map { $0 / e.reduce(0, +) }
      let dot = zip(p, dy[row]).reduce(0.0) { $0 + $1.0 * Double($1.1) }
      #expect(relativeError(Array(y[row]), p) < 1e-6)
      #expect(relativeError(Array(dx[row]), zip(p, dy[row]).map { $0 * (Double($1) - dot) }, floor: 0.1) < 3e-6)
    }
  }

  @Test func `thousands and minus infinity are no trouble, not-a-number is passed on`() {
    var y = [Float](repeating: 0, count: 4)
    hd_softmax_forward(1, 4, [5000, 5000, -.infinity, -5000], &y)
    #expect(y == [0.5, 0.5, 0, 0])
    hd_softmax_forward(1, 4, [1, .nan, 2, 3], &y)
    #expect(y.allSatisfy { $0.isNaN })
  }
}
