import Autograd
import Foundation
import TestSupport
import Testing

/// One elementwise function, its obvious Float64 twin, and where its derivative can be checked by differences.
private struct Function: CustomTestStringConvertible, Sendable {
  let name: String
  let apply: @Sendable (Tensor) -> Tensor
  let twin: @Sendable (Double) -> Double
  var domain: ClosedRange<Float> = -3...3
  var testDescription: String { name }
}

private let functions: [Function] = [
  Function(name: "negation", apply: { -$0 }, twin: { -$0 }),
  Function(name: "abs", apply: abs, twin: { Swift.abs($0) }),
  Function(name: "square", apply: square, twin: { $0 * $0 }),
  Function(name: "sqrt", apply: sqrt, twin: { $0.squareRoot() }, domain: 0.5...4),
  Function(name: "exp", apply: exp, twin: { Foundation.exp($0) }),
  Function(name: "log", apply: log, twin: { Foundation.log($0) }, domain: 0.5...4),
  Function(name: "tanh", apply: tanh, twin: { Foundation.tanh($0) }),
  Function(name: "erf", apply: erf, twin: { Foundation.erf($0) }),
  Function(name: "sin", apply: sin, twin: { Foundation.sin($0) }),
  Function(name: "cos", apply: cos, twin: { Foundation.cos($0) }),
  Function(name: "relu", apply: relu, twin: { Swift.max($0, 0) }),
  Function(name: "sigmoid", apply: sigmoid, twin: { 1 / (1 + Foundation.exp(-$0)) }),
  Function(name: "silu", apply: silu, twin: { $0 / (1 + Foundation.exp(-$0)) }),
  Function(name: "softplus", apply: softplus, twin: { Foundation.log(1 + Foundation.exp($0)) }),
  Function(
    name: "gelu (erf)", apply: { gelu($0, .erf) }, twin: { 0.5 * $0 * (1 + Foundation.erf($0 / 2.squareRoot())) }),
  Function(
    name: "gelu (tanh)", apply: { gelu($0, .tanh) },
    twin: { 0.5 * $0 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
  Function(name: "clamp", apply: { clamp($0, -1, 1.5) }, twin: { Swift.min(Swift.max($0, -1), 1.5) }),
]

@Suite struct ElementwiseTests {
  @Test(arguments: functions) private func `values equal the Float64 twin and gradients the differences`(
    _ f: Function
  ) throws {
    let n = 37
    // Off the corners of abs, relu and clamp.
    let values = (0..<n).map { i in
      f.domain.lowerBound + (f.domain.upperBound - f.domain.lowerBound) * (Float(i) + 0.37) / Float(n)
    }
    let x = Tensor(values, [n]).tracked()
    let y = f.apply(x)
    let dx = try #require((y * Tensor((0..<n).map { Float($0 % 5) - 1.5 }, [n])).sum().backward()[x])
    for i in 0..<n {
      let at = Double(values[i])
      #expect(Swift.abs(Double(y.scalars[i]) - f.twin(at)) <= 1e-6 * Swift.max(1, Swift.abs(f.twin(at))))
      let slope = (f.twin(at + 1e-5) - f.twin(at - 1e-5)) / 2e-5 * (Double(i % 5) - 1.5)
      #expect(Swift.abs(Double(dx.scalars[i]) - slope) <= 2e-6 * Swift.max(1, Swift.abs(slope)), "at \(at)")
    }
  }

  @Test func `softplus has slope one half at zero, abs and sign none`() throws {
    let x = Tensor([0, 0], [2]).tracked()
    #expect(try #require(softplus(x).sum().backward()[x]).scalars == [0.5, 0.5])
    let z = Tensor([0, -2, 3], [3]).tracked()
    #expect(try #require((abs(z) + sign(z)).sum().backward()[z]).scalars == [0, -1, 1])
  }

  @Test func `silu, softplus and sigmoid do not overflow at a hundred`() {
    let x = Tensor([-100, 100], [2])
    #expect(silu(x).scalars[1] == 100 && Swift.abs(silu(x).scalars[0]) < 1e-30)
    #expect(softplus(x).scalars[1] == 100 && softplus(x).scalars[0] < 1e-30)
    #expect(sigmoid(x).scalars[1] == 1 && sigmoid(x).scalars[0] < 1e-30)
  }

  @Test func `geglu takes the value first and the gate second`() {
    let y = geglu(Tensor([2, 3, 0, 100], [1, 4]))
    #expect(y.scalars == [0, 300])
    let error = gradientError(
      of: { (geglu($0[0]) * $0[1]).sum() }, at: [randomTensor([3, 8], "x"), randomTensor([3, 4], "w")])
    #expect(error < 5e-3)
  }
}
