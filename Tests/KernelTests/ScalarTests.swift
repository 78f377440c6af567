import CKernels
import Foundation
import Testing

/// A Float64 function of ours and libm's, over arguments of every size.
struct ScalarFunction: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let ours: @Sendable (Double) -> Double
  let libm: @Sendable (Double) -> Double
  let domain: ClosedRange<Double>
  /// libm itself may be off by one unit (2 for tanh).
  var bound = 2.0

  static let all: [ScalarFunction] = [
    ScalarFunction(testDescription: "exp", ours: hd_exp_f64, libm: { exp($0) }, domain: -708...709),
    ScalarFunction(
      testDescription: "log", ours: hd_log_f64, libm: { log($0) },
      domain: .leastNonzeroMagnitude ... .greatestFiniteMagnitude),
    ScalarFunction(testDescription: "sin", ours: hd_sin_f64, libm: { sin($0) }, domain: -1e300...1e300),
    ScalarFunction(testDescription: "cos", ours: hd_cos_f64, libm: { cos($0) }, domain: -1e300...1e300),
    ScalarFunction(testDescription: "tan", ours: hd_tan_f64, libm: { tan($0) }, domain: -1e300...1e300),
    ScalarFunction(testDescription: "tanh", ours: hd_tanh_f64, libm: { tanh($0) }, domain: -1e300...1e300, bound: 3),
    ScalarFunction(testDescription: "erf", ours: hd_erf_f64, libm: { erf($0) }, domain: -1e300...1e300),
  ]

  static let sample: [Double] = {
    var x: [Double] = []
    for exponent: UInt64 in 0..<2047 {
      for k: UInt64 in 0..<6 {
        let mantissa = (k &+ 1) &* (exponent &+ 3) &* 0x9e37_79b9_7f4a_7c15 >> 12
        let value = Double(bitPattern: exponent << 52 | mantissa)
        x += [value, -value]
      }
    }
    x += (-20_000...20_000).map { Double($0) / 1000 * 1.000001 }
    x += (-20_000...20_000).map { Double($0) / 27.3 }
    x += (-2000...2000).map { Double($0) * Double.pi / 2 }
    return x
  }()
}

struct ScalarTests {
  @Test(arguments: ScalarFunction.all)
  func `functions agree with libm to its last place or two`(f: ScalarFunction) {
    var worst = (ulp: 0.0, at: 0.0)
    for x in ScalarFunction.sample where f.domain.contains(x) {
      let (y, expected) = (f.ours(x), f.libm(x))
      let error = abs(y - expected) / expected.ulp
      if !(error <= worst.ulp) { worst = (error.isNaN ? .infinity : error, x) }
    }
    print("\(f.testDescription): worst \(worst.ulp) ulp from libm at \(worst.at)")
    #expect(worst.ulp <= f.bound, "\(f.testDescription): \(worst.ulp) ulp at \(worst.at)")
  }

  @Test func `powers agree with libm and are exact where they can be`() {
    var worst = 0.0
    for i in 1...4000 {
      let x = exp(Double(i) / 100 - 20)
      for y in [-2.7, -1, -0.5, 1 / 3.0, 1 / 2.4, 0.999, 2.4, 13, 40.5] {
        let expected = pow(x, y)
        guard expected.isNormal else { continue }
        worst = max(worst, abs(hd_pow_f64(x, y) - expected) / expected.ulp)
      }
    }
    #expect(worst <= 1)
    for n in -300...300 { #expect(hd_pow_f64(2, Double(n)) == pow(2, Double(n))) }
    for n in 0...22 { #expect(hd_pow_f64(10, Double(n)) == Double("1e\(n)")) }
    #expect(hd_pow_f64(0, 2) == 0 && hd_pow_f64(3, 0) == 1 && hd_pow_f64(-1, 2).isNaN && hd_pow_f64(.nan, 1).isNaN)
    #expect(hd_pow_f64(2, 1024) == .infinity && hd_pow_f64(2, -1080) == 0 && hd_pow_f64(.infinity, -1) == 0)
  }

  @Test func `huge angles are reduced by the true pi`() {
    // Ng, "Argument reduction for huge arguments: good to the last bit", 1992.
    #expect(
      abs(hd_sin_f64(1e22) + 0.8522008497671888) <= 1.2e-16 && abs(hd_cos_f64(1e22) - 0.5232147853951389) <= 1.2e-16)
    #expect(abs(hd_tan_f64(1e22) + 1.6287782256068989) <= 2.3e-16)
    // The Float64 nearest to pi misses it by 1.2246e-16.
    #expect(hd_sin_f64(.pi) == 1.2246467991473532e-16)
  }

  @Test func `angles lie in their quadrants`() {
    var worst = 0.0
    for i in -50...50 {
      for j in -50...50 {
        for scale in [1, 0x1p-1030, 1e300] {
          let (y, x) = (Double(i) * scale, Double(j) * scale)
          let expected = atan2(y, x)
          let ours = hd_atan2_f64(y, x)
          worst = max(worst, abs(ours - expected) / max(expected.ulp, .leastNonzeroMagnitude))
          #expect(ours.sign == expected.sign)
        }
      }
    }
    #expect(worst <= 2)
    let edges = [0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    for y in edges {
      for x in edges { #expect(hd_atan2_f64(y, x).bitPattern == atan2(y, x).bitPattern, "atan2(\(y), \(x))") }
    }
    #expect(hd_atan2_f64(.nan, 1).isNaN && hd_atan2_f64(1, .nan).isNaN)
  }

  @Test func `special values`() {
    #expect(hd_exp_f64(0) == 1 && hd_exp_f64(-.infinity) == 0 && hd_exp_f64(710) == .infinity && hd_exp_f64(-746) == 0)
    #expect(
      hd_log_f64(1) == 0 && hd_log_f64(0) == -.infinity && hd_log_f64(-1).isNaN && hd_log_f64(.infinity) == .infinity)
    for f in [hd_sin_f64, hd_tan_f64, hd_tanh_f64, hd_erf_f64] {
      #expect(f(0).sign == .plus && f(-0.0).sign == .minus && f(-0.0) == 0)
      #expect(f(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    }
    #expect(hd_sin_f64(.infinity).isNaN && hd_cos_f64(-.infinity).isNaN && hd_cos_f64(0) == 1)
    #expect(hd_tanh_f64(.infinity) == 1 && hd_tanh_f64(-50) == -1 && hd_erf_f64(-.infinity) == -1)
    for f in [hd_exp_f64, hd_log_f64, hd_sin_f64, hd_cos_f64, hd_tan_f64, hd_tanh_f64, hd_erf_f64] {
      #expect(f(.nan).isNaN)
    }
  }
}
