import CKernels
import Foundation
import Numerics
import Testing

/// One attention to try: heads side by side in rows that are wider than they need be.
struct AttentionTrial: CustomTestStringConvertible, Sendable {
  var (B, heads, Nq, Nk, D): (Int, Int, Int, Int, Int)
  var causal = false
  var scale: Float

  init(_ B: Int, _ heads: Int, _ Nq: Int, _ Nk: Int, _ D: Int, causal: Bool = false, scale: Float? = nil) {
    (self.B, self.heads, self.Nq, self.Nk, self.D, self.causal) = (B, heads, Nq, Nk, D, causal)
    self.scale = scale ?? 1 / Float(D).squareRoot()
  }

  var testDescription: String { "\(B)x\(heads) heads, \(Nq) x \(Nk) x \(D)\(causal ? ", causal" : "")" }
  var ldq: Int { heads * D + 1 }
  var ldk: Int { heads * D + 2 }
  var ldv: Int { heads * D + 3 }
  var ldo: Int { heads * D + 4 }

  private func random(_ name: String, _ count: Int) -> [Float] {
    var stream = Generator(seed: 12).stream(name, B, heads, Nq, Nk, D)
    return stream.normal(count: count)
  }
  var q: [Float] { random("q", B * Nq * ldq) }
  var k: [Float] { random("k", B * Nk * ldk) }
  var v: [Float] { random("v", B * Nk * ldv) }
  var dO: [Float] { random("dO", B * Nq * ldo) }

  private var shape: hd_attention {
    hd_attention(
      B: Int32(B), heads: Int32(heads), Nq: Int32(Nq), Nk: Int32(Nk), D: Int32(D), ldq: ldq, ldk: ldk, ldv: ldv,
      ldo: ldo, scale: scale, causal: causal)
  }

  struct Forward { var o, logSumExp: [Float] }
  struct Backward { var dq, dk, dv: [Float] }

  /// Padding starts and stays 0.
  func forward(q: [Float]? = nil, k: [Float]? = nil, v: [Float]? = nil) -> Forward {
    var shape = shape
    var o = [Float](repeating: 0, count: B * Nq * ldo)
    var logSumExp = [Float](repeating: .nan, count: B * heads * Nq)
    hd_attention_forward(&shape, q ?? self.q, k ?? self.k, v ?? self.v, &o, &logSumExp)
    return Forward(o: o, logSumExp: logSumExp)
  }

  func backward() -> Backward {
    var shape = shape
    let y = forward()
    var dq = [Float](repeating: 0, count: B * Nq * ldq)
    var dk = [Float](repeating: 0, count: B * Nk * ldk)
    var dv = [Float](repeating: 0, count: B * Nk * ldv)
    hd_attention_backward(&shape, q, k, v, y.o, y.logSumExp, dO, &dq, &dk, &dv)
    return Backward(dq: dq, dk: dk, dv: dv)
  }

  struct Twin { var o, logSumExp, dq, dk, dv: [Double] }

  /// softmax(scale q k') v and its gradients in Float64, one score at a time.
  func twin() -> Twin {
    let (q, k, v, dO) = (q.map(Double.init), k.map(Double.init), v.map(Double.init), dO.map(Double.init))
    var t = Twin(
      o: .init(repeating: 0, count: B * Nq * ldo), logSumExp: .init(repeating: 0, count: B * heads * Nq),
      dq: .init(repeating: 0, count: q.count), dk: .init(repeating: 0, count: k.count),
      dv: .init(repeating: 0, count: v.count))
    let s = Double(scale)
    for b in 0..<B {
      for h in 0..<heads {
        for i in 0..<Nq {
          let (qi, oi) = ((b * Nq + i) * ldq + h * D, (b * Nq + i) * ldo + h * D)
          let keys = causal ? min(i + 1, Nk) : Nk
          func kAt(_ j: Int) -> Int { (b * Nk + j) * ldk + h * D }
          func vAt(_ j: Int) -> Int { (b * Nk + j) * ldv + h * D }
          func dot(_ x: [Double], _ i: Int, _ y: [Double], _ j: Int) -> Double {
            (0..<D).reduce(0.0) { $0 + x[i + $1] * y[j + $1] }
          }
          let scores = (0..<keys).map { s * dot(q, qi, k, kAt($0)) }
          let top = scores.max() ?? 0
          let weights = scores.map { exp($0 - top) }
          let total = weights.reduce(0, +)
          t.logSumExp[(b * heads + h) * Nq + i] = top + log(total)
          let p = weights.map { $0 / total }
          for j in 0..<keys { for d in 0..<D { t.o[oi + d] += p[j] * v[vAt(j) + d] } }
          let delta = dot(t.o, oi, dO, oi)
          for j in 0..<keys {
            let dS = p[j] * (dot(dO, oi, v, vAt(j)) - delta) * s
            for d in 0..<D {
              t.dq[qi + d] += dS * k[kAt(j) + d]
              t.dk[kAt(j) + d] += dS * q[qi + d]
              t.dv[vAt(j) + d] += p[j] * dO[oi + d]
            }
          }
        }
      }
    }
    return t
  }
}
