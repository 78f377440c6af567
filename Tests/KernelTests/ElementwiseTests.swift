import CKernels
import Foundation
import Testing

struct ElementwiseTests {
  /// Every function as a Float64 twin, to be differentiated numerically.
  static let twins: [(op: hd_unary_op, f: @Sendable (Double) -> Double)] = [
    (HD_NEG, { -$0 }), (HD_ABS, { abs($0) }), (HD_SIGN, { $0 > 0 ? 1 : -1 }), (HD_SQUARE, { $0 * $0 }),
    (HD_SQRT, { $0.squareRoot() }), (HD_RECIPROCAL, { 1 / $0 }), (HD_EXP, { exp($0) }), (HD_LOG, { log($0) }),
    (HD_TANH, { tanh($0) }), (HD_ERF, { erf($0) }), (HD_RELU, { max($0, 0) }), (HD_SIGMOID, { 1 / (1 + exp(-$0)) }),
    (HD_SILU, { $0 / (1 + exp(-$0)) }), (HD_GELU_ERF, { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }),
    (HD_GELU_TANH, { $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
    (HD_SOFTPLUS, { log1p(exp($0)) }), (HD_SIN, { sin($0) }), (HD_COS, { cos($0) }),
  ]
  static let positive = [HD_SQRT, HD_LOG]

  @Test(arguments: oddLengths, twins.indices)
  func `values and derivatives match the twins at any length`(n: Int, which: Int) {
    let (op, f) = Self.twins[which]
    let x = normals(n).map { v in
      let away = abs(v) < 0.05 ? v + 0.1 : v  // from kinks and poles
      return Self.positive.contains(op) ? abs(away) + 0.1 : away
    }
    let dy = normals(n, "dy")
    var (y, dx) = (Array(x) + [7], dy + [7])  // in place, with a guard behind
    hd_unary(op, n, y, &y)
    hd_unary_backward(op, n, x, dx, &dx)
    #expect(y.last == 7 && dx.last == 7)
    for i in 0..<n {
      let v = Double(x[i])
      #expect(abs(Double(y[i]) - f(v)) <= 1e-6 * max(1, abs(f(v))), "op \(op.rawValue) at \(v)")
      let h = 1e-6 * max(1, abs(v))
      let derivative = (f(v + h) - f(v - h)) / (2 * h)
      #expect(
        abs(Double(dx[i]) - derivative * Double(dy[i])) <= 3e-6 * max(1, abs(derivative)), "op \(op.rawValue)' at \(v)")
    }
  }

  @Test func `kinks have derivative zero and signs keep zero`() {
    let x: [Float] = [0, -0.0, 2, -3, .nan]
    var (dx, y) = ([Float](repeating: 9, count: 5), [Float](repeating: 9, count: 5))
    hd_unary_backward(HD_ABS, 5, x, [1, 1, 1, 1, 1], &dx)
    #expect(dx[0] == 0 && dx[1] == 0 && dx[2] == 1 && dx[3] == -1 && dx[4].isNaN)
    hd_unary_backward(HD_RELU, 3, x, [1, 1, 1], &dx)
    #expect(dx[0] == 0 && dx[1] == 0 && dx[2] == 1)
    hd_unary(HD_SIGN, 5, x, &y)
    #expect(y[0] == 0 && y[1] == 0 && y[2] == 1 && y[3] == -1 && y[4].isNaN)
    hd_unary(HD_RELU, 5, x, &y)
    #expect(y[3] == 0 && y[4].isNaN)
  }

  @Test(arguments: oddLengths)
  func `scalings round once and limits let NaN through`(n: Int) {
    let x = normals(n)
    var (y, z) = ([Float](repeating: 5, count: n + 1), normals(n, "y") + [5])
    hd_affine(n, 1.7, x, 0.3, &y)
    let before = z
    hd_axpy(n, -0.7, x, &z)
    for i in 0..<n {
      #expect(y[i] == Float(0.3).addingProduct(1.7, x[i]))
      #expect(z[i] == before[i].addingProduct(-0.7, x[i]))
    }
    hd_clamp(n, -0.5, 0.75, x, &y)
    for i in 0..<n { #expect(y[i] == min(max(x[i], -0.5), 0.75)) }
    hd_clamp_backward(n, -0.5, 0.75, x, before, &z)
    for i in 0..<n { #expect(z[i] == (x[i] >= -0.5 && x[i] <= 0.75 ? before[i] : 0)) }
    hd_fill(n, 2.5, &y)
    #expect(y.dropLast().allSatisfy { $0 == 2.5 } && y.last == 5 && z.last == 5)
    var limited: Float = 0
    hd_clamp(1, -1, 1, [.nan], &limited)
    #expect(limited.isNaN)
  }

  @Test(arguments: [(1, 1), (3, 5), (7, 16), (5, 33), (2, 300)])
  func `GEGLU and its gradient match the twin`(M: Int, N: Int) {
    let (x, dy) = (normals(2 * M * N).map { 2 * $0 }, normals(M * N, "dy"))
    var (y, dx) = ([Float](repeating: .nan, count: M * N), [Float](repeating: .nan, count: 2 * M * N))
    hd_geglu_forward(M, N, x, &y)
    hd_geglu_backward(M, N, x, dy, &dx)
    for r in 0..<M {
      for c in 0..<N {
        let (value, gate) = (Double(x[2 * N * r + c]), Double(x[2 * N * r + N + c]))
        let cdf = 0.5 * erfc(-gate / 2.0.squareRoot())
        let pdf = exp(-gate * gate / 2) / (2 * Double.pi).squareRoot()
        let d = Double(dy[N * r + c])
        #expect(abs(Double(y[N * r + c]) - value * gate * cdf) < 1e-5)
        #expect(abs(Double(dx[2 * N * r + c]) - d * gate * cdf) < 1e-5)
        #expect(abs(Double(dx[2 * N * r + N + c]) - d * value * (cdf + gate * pdf)) < 1e-5)
      }
    }
  }

  @Test func `the same bits everywhere`() {
    for n in [17, 20_000] {
      let (x, dy) = (normals(n).map { 3 * $0 }, normals(n, "dy"))
      let positive = x.map { abs($0) + 0.01 }
      for (op, _) in Self.twins where n < 100 || [HD_SILU, HD_GELU_ERF].contains(op) {
        let x = Self.positive.contains(op) ? positive : x
        expectSameBitsEverywhere("op \(op.rawValue), \(n)") {
          var (y, dx) = (x, dy)
          hd_unary(op, n, x, &y)
          hd_unary_backward(op, n, x, dy, &dx)
          return y + dx
        }
      }
    }
    let (x, dy) = (normals(2 * 300 * 70), normals(300 * 70, "dy"))
    expectSameBitsEverywhere("geglu") {
      var (y, dx) = (dy, x)
      hd_geglu_forward(300, 70, x, &y)
      hd_geglu_backward(300, 70, x, dy, &dx)
      return y + dx
    }
  }
}
