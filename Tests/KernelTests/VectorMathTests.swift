import CKernels
import Foundation
import Testing

/// A function of `vmath.h` and its Float64 twin.
struct VectorFunction: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let op: hd_unary_op
  /// Units in the last place that no result may be off by.
  let bound: Double
  /// Arguments outside are not measured.
  var domain: ClosedRange<Float> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  let twin: @Sendable (Double) -> Double

  static let all: [VectorFunction] = [
    VectorFunction("exp", HD_EXP, 1.1) { exp($0) },
    VectorFunction("log", HD_LOG, 1.1, 0 ... .greatestFiniteMagnitude) { log($0) },
    VectorFunction("tanh", HD_TANH, 1.5) { tanh($0) },
    VectorFunction("erf", HD_ERF, 1.2) { erf($0) },
    VectorFunction("sigmoid", HD_SIGMOID, 2.5, -87...1e38) { 1 / (1 + exp(-$0)) },
    VectorFunction("silu", HD_SILU, 2.5, -87...1e38) { $0 / (1 + exp(-$0)) },
    VectorFunction("softplus", HD_SOFTPLUS, 1.9) { max($0, 0) + log1p(exp(-abs($0))) },
    VectorFunction("gelu, erf form", HD_GELU_ERF, 10, -13...1e38) { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
    // The argument's own rounding counts in the tail, as it must.
    VectorFunction("gelu, tanh form", HD_GELU_TANH, 12, -3...1e38) {
      $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    },
    VectorFunction("sin", HD_SIN, 1.7, -1e4...1e4) { sin($0) },
    VectorFunction("cos", HD_COS, 1.7, -1e4...1e4) { cos($0) },
  ]

  init(
    _ name: String, _ op: hd_unary_op, _ bound: Double,
    _ domain: ClosedRange<Float> = -.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    _ twin: @escaping @Sendable (Double) -> Double
  ) {
    (testDescription, self.op, self.bound, self.domain, self.twin) = (name, op, bound, domain, twin)
  }

  func callAsFunction(_ x: [Float]) -> [Float] {
    var y = [Float](repeating: .nan, count: x.count)
    hd_unary(op, x.count, x, &y)
    return y
  }

  /// Every exponent with 200 mantissas and both signs; evenly over where things happen; next to multiples of pi/2.
  static let sample: [Float] = {
    var x: [Float] = []
    for exponent: UInt32 in 0..<255 {
      for k: UInt32 in 0..<200 {
        let mantissa = (k &* 2_654_435_761 &+ exponent &* 40_503) >> 9
        let value = Float(bitPattern: exponent << 23 | mantissa)
        x += [value, -value]
      }
    }
    x += (-110_000...110_000).map { Float($0) / 1000 }
    x += (-100_000...100_000).map { Float($0) / 50_000 }
    x += (-6000...6000).map { Float(Double($0) * Double.pi / 2) }
    return x
  }()
}

struct VectorMathTests {
  @Test(arguments: VectorFunction.all)
  func `every result is within its bound of the Float64 twin`(f: VectorFunction) {
    let x = VectorFunction.sample.filter { f.domain.contains($0) }
    var worst = (ulp: 0.0, at: Float(0))
    for (x, y) in zip(x, f(x)) {
      let expected = f.twin(Double(x))
      // Past the largest Float both must be infinite; below the smallest normal one, its spacing counts.
      if abs(expected) >= 0x1.ffffffp127 {
        #expect(y == Float(expected), "\(f.testDescription)(\(x)) = \(y)")
        continue
      }
      let spacing = Double(max(Float(abs(expected)).ulp, .leastNonzeroMagnitude))
      let error =
        (Double(y) - expected).isNaN && Double(y) != expected ? .infinity : abs(Double(y) - expected) / spacing
      if error > worst.ulp { worst = (error, x) }
    }
    print("\(f.testDescription): worst \((worst.ulp * 1000).rounded() / 1000) ulp at \(worst.at)")
    #expect(worst.ulp <= f.bound, "\(f.testDescription): \(worst.ulp) ulp at \(worst.at)")
  }

  @Test(arguments: VectorFunction.all)
  func `the same bits everywhere`(f: VectorFunction) {
    let x = stride(from: 0, to: VectorFunction.sample.count, by: 37).map { VectorFunction.sample[$0] }
      .filter { f.domain.contains($0) }
    expectSameBitsEverywhere(f.testDescription) { f(x) }
  }

  @Test(arguments: VectorFunction.all)
  func `NaN stays NaN`(f: VectorFunction) {
    #expect(f([1, .nan, -1, -.nan]).map(\.isNaN) == [false, true, f.op == HD_LOG, true])
  }

  private func value(_ op: hd_unary_op, _ x: Float) -> Float {
    var (x, y) = (x, Float.nan)
    hd_unary(op, 1, &x, &y)
    return y
  }
  private func slope(_ op: hd_unary_op, _ x: Float) -> Float {
    var (x, one, y) = (x, Float(1), Float.nan)
    hd_unary_backward(op, 1, &x, &one, &y)
    return y
  }

  @Test func `limits and edges`() {
    #expect(value(HD_EXP, 0) == 1 && value(HD_EXP, -.infinity) == 0 && value(HD_EXP, .infinity) == .infinity)
    #expect(value(HD_EXP, 89) == .infinity && value(HD_EXP, -104) == 0)
    #expect(value(HD_EXP, -100) == Float(exp(-100.0)), "through the subnormals")
    #expect(value(HD_LOG, 1) == 0 && value(HD_LOG, 0) == -.infinity && value(HD_LOG, .infinity) == .infinity)
    #expect(value(HD_LOG, -1).isNaN && value(HD_LOG, -.infinity).isNaN)
    #expect(value(HD_LOG, .leastNonzeroMagnitude) == Float(-149 * log(2.0)))
    for op in [HD_TANH, HD_ERF] {
      #expect(value(op, .infinity) == 1 && value(op, -.infinity) == -1)
      #expect(value(op, -0.0).sign == .minus && value(op, .leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    }
    #expect(value(HD_SIN, 10001).isNaN && value(HD_COS, -.infinity).isNaN)
  }

  @Test(arguments: [100, 1000, 1e30, 1e38] as [Float])
  func `activations saturate without overflow far out`(x: Float) {
    for op in [HD_SILU, HD_GELU_ERF, HD_GELU_TANH, HD_SOFTPLUS] {
      #expect(value(op, x) == x && slope(op, x) == 1, "\(op.rawValue)")
      #expect(abs(value(op, -x)) < 0x1p-132 && abs(slope(op, -x)) < 0x1p-132, "\(op.rawValue)")
    }
    #expect(value(HD_SIGMOID, x) == 1 && value(HD_SIGMOID, -x) == 0)
    #expect(slope(HD_SIGMOID, x) < 0x1p-132 && slope(HD_SIGMOID, -x) == slope(HD_SIGMOID, x))
    #expect(slope(HD_TANH, x) == 0 && slope(HD_ERF, -x) == 0)
  }
}
