import CKernels
import Foundation
import Testing

/// A GroupNorm to try; LayerNorm is the one of B rows with HW = 1 and one group.
struct NormTrial: CustomTestStringConvertible, Sendable {
  var (B, HW, C, groups): (Int, Int, Int, Int)
  var silu = false
  var offset: Float = 0

  init(_ B: Int, _ HW: Int, _ C: Int, _ groups: Int, silu: Bool = false, offset: Float = 0) {
    (self.B, self.HW, self.C, self.groups, self.silu, self.offset) = (B, HW, C, groups, silu, offset)
  }

  var testDescription: String {
    "\(B)x\(HW)x\(C), \(groups) groups\(silu ? ", SiLU" : "")\(offset != 0 ? ", +\(offset)" : "")"
  }
  var count: Int { B * HW * C }
  var x: [Float] { normals(count).map { $0 + offset } }
  var dy: [Float] { normals(count, "dy") }
  var gamma: [Float] { normals(C, "gamma").map { 1 + 0.3 * $0 } }
  var beta: [Float] { normals(C, "beta") }

  struct Result {
    var y, mean, rstd, dx, dgamma, dbeta: [Float]
    var all: [Float] { y + mean + rstd + dx + dgamma + dbeta }
  }

  func run(_ x: [Float]? = nil) -> Result {
    let x = x ?? self.x
    let nan = [Float](repeating: .nan, count: max(count, C, B * groups))
    var r = Result(
      y: Array(nan[..<count]), mean: Array(nan[..<(B * groups)]), rstd: Array(nan[..<(B * groups)]),
      dx: Array(nan[..<count]), dgamma: Array(nan[..<C]), dbeta: Array(nan[..<C]))
    let (B, HW, C, groups) = (Int32(self.B), Int32(self.HW), Int32(self.C), Int32(self.groups))
    hd_group_norm_forward(B, HW, C, groups, 1e-5, silu, x, gamma, beta, &r.y, &r.mean, &r.rstd)
    hd_group_norm_backward(B, HW, C, groups, silu, x, gamma, beta, r.mean, r.rstd, dy, nil, &r.dx, &r.dgamma, &r.dbeta)
    return r
  }

  func runLayerNorm() -> Result {
    let nan = [Float](repeating: .nan, count: max(count, C))
    var r = Result(
      y: Array(nan[..<count]), mean: Array(nan[..<B]), rstd: Array(nan[..<B]), dx: Array(nan[..<count]),
      dgamma: Array(nan[..<C]), dbeta: Array(nan[..<C]))
    hd_layer_norm_forward(B, Int32(C), 1e-5, x, gamma, beta, &r.y, &r.mean, &r.rstd)
    hd_layer_norm_backward(B, Int32(C), x, gamma, r.mean, r.rstd, dy, &r.dx, &r.dgamma, &r.dbeta)
    return r
  }

  /// Straight from the definition, in Float64.
  func twin() -> (y: [Double], dx: [Double], dgamma: [Double], dbeta: [Double]) {
    let (x, dy, gamma, beta) = (x.map(Double.init), dy.map(Double.init), gamma.map(Double.init), beta.map(Double.init))
    var (y, dx) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    var (dgamma, dbeta) = ([Double](repeating: 0, count: C), [Double](repeating: 0, count: C))
    let width = C / groups
    for b in 0..<B {
      for g in 0..<groups {
        let at = (0..<HW).flatMap { p in (0..<width).map { (b * HW + p) * C + g * width + $0 } }
        let n = Double(at.count)
        let mean = at.reduce(0) { $0 + x[$1] } / n
        let rstd = 1 / (at.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / n + Double(Float(1e-5))).squareRoot()
        var (sum, product) = (0.0, 0.0)
        for i in at {
          let (h, c) = ((x[i] - mean) * rstd, i % C)
          let u = h * gamma[c] + beta[c]
          let s = 1 / (1 + exp(-u))
          y[i] = silu ? u * s : u
          let du = dy[i] * (silu ? s * (1 + u * (1 - s)) : 1)
          (dgamma[c], dbeta[c]) = (dgamma[c] + du * h, dbeta[c] + du)
          (sum, product) = (sum + du * gamma[c], product + du * gamma[c] * h)
          dx[i] = du * gamma[c]
        }
        for i in at { dx[i] = rstd * (dx[i] - sum / n - (x[i] - mean) * rstd * product / n) }
      }
    }
    return (y, dx, dgamma, dbeta)
  }
}

struct NormTests {
  static let trials: [NormTrial] = [
    NormTrial(1, 1, 64, 8), NormTrial(2, 7, 3, 1), NormTrial(3, 65, 20, 4, silu: true), NormTrial(2, 130, 40, 1),
    NormTrial(1, 64, 33, 11, silu: true), NormTrial(2, 200, 64, 32, silu: true), NormTrial(5, 129, 80, 16, offset: -3),
    NormTrial(1, 63, 320, 8, silu: true), NormTrial(4, 10, 32, 32),
  ]
  static let rows: [NormTrial] = [
    NormTrial(5, 1, 9, 1), NormTrial(130, 1, 17, 1), NormTrial(200, 1, 64, 1, offset: 2), NormTrial(3, 1, 320, 1),
  ]

  @Test(arguments: trials)
  func `GroupNorm matches the Float64 twin, forward and backward`(t: NormTrial) {
    let (r, twin) = (t.run(), t.twin())
    #expect(relativeError(r.y, twin.y) < 1e-6)
    #expect(relativeError(r.dx, twin.dx) < 5e-6)
    #expect(relativeError(r.dgamma, twin.dgamma) < 1e-6)
    #expect(relativeError(r.dbeta, twin.dbeta) < 1e-6)
  }

  @Test(arguments: trials)
  func `GroupNorm's gradient is added to another array, or to what is there, with one rounding`(t: NormTrial) {
    let (r, x, dy, gamma, beta, addend) = (t.run(), t.x, t.dy, t.gamma, t.beta, normals(t.count, "addend"))
    let (B, HW, C, groups) = (Int32(t.B), Int32(t.HW), Int32(t.C), Int32(t.groups))
    var (dx, inPlace) = ([Float](repeating: .nan, count: t.count), addend)
    var (dgamma, dbeta) = ([Float](repeating: .nan, count: t.C), [Float](repeating: .nan, count: t.C))
    hd_group_norm_backward(B, HW, C, groups, t.silu, x, gamma, beta, r.mean, r.rstd, dy, addend, &dx, &dgamma, &dbeta)
    #expect(dx == zip(addend, r.dx).map { $0 + $1 } && dgamma == r.dgamma && dbeta == r.dbeta)
    inPlace.withUnsafeMutableBufferPointer { p in
      let there = p.baseAddress!
      hd_group_norm_backward(
        B, HW, C, groups, t.silu, x, gamma, beta, r.mean, r.rstd, dy, there, there, &dgamma, &dbeta)
    }
    #expect(inPlace == dx && dgamma == r.dgamma && dbeta == r.dbeta)
  }

  @Test(arguments: rows)
  func `LayerNorm matches the Float64 twin, forward and backward`(t: NormTrial) {
    let (r, twin) = (t.runLayerNorm(), t.twin())
    #expect(relativeError(r.y, twin.y) < 1e-6)
    #expect(relativeError(r.dx, twin.dx) < 5e-6)
    #expect(relativeError(r.dgamma, twin.dgamma) < 2e-6)
    #expect(relativeError(r.dbeta, twin.dbeta) < 2e-6)
  }

  @Test func `a hand-worked row`() {
    // mean 2, variance 1: x - 2 over sqrt(1 + 1e-5).
    var (y, mean, rstd): ([Float], Float, Float) = ([0, 0], 0, 0)
    hd_layer_norm_forward(1, 2, 1e-5, [1, 3], [1, 2], [0, 10], &y, &mean, &rstd)
    let r = Float(1 / (1 + Double(Float(1e-5))).squareRoot())
    #expect(mean == 2 && rstd == r && y == [-r, Float(10).addingProduct(2, r)])
  }

  @Test(arguments: [0, 0.1, -7.3, 1e6] as [Float], [false, true])
  func `constant input gives the shift alone and finite gradients`(value: Float, silu: Bool) {
    let t = NormTrial(2, 300, 20, 4, silu: silu)
    let r = t.run([Float](repeating: value, count: t.count))
    #expect(
      r.mean.allSatisfy { $0 == value } && r.rstd.allSatisfy { $0 == Float(1 / Double(Float(1e-5)).squareRoot()) })
    for (i, y) in r.y.enumerated() {
      let u = Double(t.beta[i % t.C])
      #expect(abs(Double(y) - (silu ? u / (1 + exp(-u)) : u)) < 1e-6)
    }
    #expect(r.dgamma.allSatisfy { $0 == 0 } && r.dx.allSatisfy(\.isFinite))
  }

  @Test func `a mean ten thousand times the deviation costs only the input's own rounding`() {
    let t = NormTrial(1, 1000, 7, 7, offset: 1e4)
    #expect(relativeError(t.run().y, t.twin().y) < 3e-4)
    #expect(relativeError(t.run().rstd, Array(repeating: 1, count: 7)) < 0.1)
  }

  @Test(arguments: [false, true])
  func `the gradient of x is a finite difference of the kernel`(silu: Bool) {
    let t = NormTrial(2, 5, 6, 3, silu: silu)
    let (dx, dy) = (t.run().dx, t.dy)
    func loss(_ x: [Float]) -> Double { zip(t.run(x).y, dy).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    for i in 0..<t.count {
      var (up, down) = (t.x, t.x)
      up[i] += 1e-2
      down[i] -= 1e-2
      let difference = (loss(up) - loss(down)) / Double(up[i] - down[i])
      #expect(abs(difference - Double(dx[i])) < 2e-3)
    }
  }

  @Test func `the same bits everywhere`() {
    for t in [
      NormTrial(3, 65, 20, 4, silu: true), NormTrial(5, 130, 64, 32, silu: true), NormTrial(1, 400, 48, 16),
      NormTrial(2, 200, 72, 8, silu: true, offset: 5),
    ] {
      expectSameBitsEverywhere(t.testDescription) { t.run().all }
    }
    for t in [NormTrial(300, 1, 65, 1), NormTrial(70, 1, 640, 1)] {
      expectSameBitsEverywhere(t.testDescription) { t.runLayerNorm().all }
    }
  }
}
