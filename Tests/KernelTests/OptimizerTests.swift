import CKernels
import Testing

struct OptimizerTests {
  private func settings(step t: Int, scale: Float = 1) -> hd_adamw {
    func power(_ b: Float) -> Double { (0..<t).reduce(1.0) { p, _ in p * Double(b) } }
    return hd_adamw(
      lr: 1e-2, weight_decay: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, grad_scale: scale,
      bias_correction1: 1 - power(0.9), bias_correction2: 1 - power(0.999))
  }

  @Test func `the first step is the learning rate against the gradient's sign`() {
    var (p, m, v): ([Float], [Float], [Float]) = ([1, 1, 1], [0, 0, 0], [0, 0, 0])
    var o = settings(step: 1)
    hd_adamw_step(&o, 3, &p, [4, -0.5, 0], &m, &v)
    for (ours, expected) in zip(p, [0.999 - 0.01, 0.999 + 0.01, 0.999]) { #expect(abs(Double(ours) - expected) < 1e-7) }
    for (ours, expected) in zip(m, [0.4, -0.05, 0]) { #expect(abs(Double(ours) - expected) < 1e-7) }
    for (ours, expected) in zip(v, [0.016, 0.00025, 0]) { #expect(abs(Double(ours) - expected) < 1e-8) }
  }

  @Test(arguments: oddLengths)
  func `twenty steps match the Float64 twin`(n: Int) {
    var (p, m, v) = (normals(n, "p") + [7], [Float](repeating: 0, count: n + 1), [Float](repeating: 0, count: n + 1))
    var (P, M, V) = (p.map(Double.init), m.map(Double.init), v.map(Double.init))
    for t in 1...20 {
      let g = normals(n, "g\(t)")
      var o = settings(step: t, scale: 0.5)
      hd_adamw_step(&o, n, &p, g, &m, &v)
      for i in 0..<n {
        let g = 0.5 * Double(g[i])
        P[i] *= 1 - 1e-2 * 0.1
        M[i] = 0.9 * M[i] + 0.1 * g
        V[i] = 0.999 * V[i] + 0.001 * g * g
        P[i] -= 1e-2 * (M[i] / o.bias_correction1) / ((V[i] / o.bias_correction2).squareRoot() + 1e-8)
      }
    }
    #expect(relativeError(p, P) < 1e-6 && relativeError(m, M) < 2e-6 && relativeError(v, V) < 2e-5)
    #expect(p.last == 7 && m.last == 0 && v.last == 0)
  }

  @Test func `a moving average moves by its share`() {
    var shadow: [Float] = [1, -2, 0]
    hd_ema_step(3, 0.75, [2, 2, 0], &shadow)
    #expect(shadow == [1.25, -1, 0])
  }

  @Test func `the same bits everywhere`() {
    let n = 20_011
    expectSameBitsEverywhere("AdamW and moving average") {
      var (p, m, v, o) = (normals(n, "p"), normals(n, "m"), normals(n, "v").map(abs), settings(step: 3, scale: 0.7))
      hd_adamw_step(&o, n, &p, normals(n, "g"), &m, &v)
      var shadow = normals(n, "s")
      hd_ema_step(n, 0.999, p, &shadow)
      return p + m + v + shadow
    }
  }

  @Test func `a step with bfloat16 moments is the float32 step from the same moments`() {
    let n = 37
    let (g, start) = (normals(n, "g"), normals(n, "p"))
    // Moments that bfloat16 holds exactly.
    let wide = { (x: Float) in Float(bitPattern: x.bitPattern & 0xffff_0000) }
    var (m, v) = (normals(n, "m").map(wide), normals(n, "v").map { wide($0 * $0) })
    var halves = (m.map { UInt16($0.bitPattern >> 16) } + [7], v.map { UInt16($0.bitPattern >> 16) } + [7])
    var (p, q) = (start, start)
    var o = settings(step: 3)
    hd_adamw_step(&o, n, &p, g, &m, &v)
    hd_adamw_step_bfloat(&o, n, &q, g, &halves.0, &halves.1, 5)
    #expect(p == q)
    for (exact, half) in zip(m + v, halves.0.prefix(n) + halves.1.prefix(n)) {
      // One of the two neighbours.
      let below = UInt16(exact.bitPattern >> 16)
      #expect(half == below || half == below + 1)
    }
    #expect(halves.0.last == 7 && halves.1.last == 7)
  }

  @Test func `a second moment in bfloat16 follows changes far below its spacing`() {
    let n = 4096
    var (p, m, v) = (
      [Float](repeating: 0, count: n), [UInt16](repeating: 0, count: n), [UInt16](repeating: 0, count: n)
    )
    for t in 1...3000 {
      var o = settings(step: t)
      hd_adamw_step_bfloat(&o, n, &p, [Float](repeating: 1, count: n), &m, &v, UInt32(t))
    }
    let mean = v.reduce(0) { $0 + Double(Float(bitPattern: UInt32($1) << 16)) } / Double(n)
    let exact = 1 - (0..<3000).reduce(1.0) { x, _ in x * 0.999 }  // 0.9503
    #expect(abs(mean - exact) < 2e-3)
  }
}
