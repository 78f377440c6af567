import Foundation
import Numerics
import Testing

struct PortableTests {
  /// Largest distance of `ours` from libm's double over a grid, in units of the last place of the latter.
  private func worst(_ range: ClosedRange<Double>, _ ours: (Double) -> Double, _ libm: (Double) -> Double) -> Double {
    let n = 20000
    return (0...n).map { i in
      let x = range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(n)
      let expected = libm(x)
      return abs(ours(x) - expected) / max(expected.ulp, .leastNormalMagnitude)
    }.max()!
  }

  @Test func `functions agree with libm's to two units of the last place`() {
    #expect(worst(-700...700, Portable.exp, Foundation.exp) <= 2)
    #expect(worst(1e-6...20, Portable.log, Foundation.log) <= 2)
    #expect(worst(1e-6...1e6, { Portable.pow($0, 1 / 2.4) }, { Foundation.pow($0, 1 / 2.4) }) <= 2)
    #expect(worst(-3...3, Portable.sin, Foundation.sin) <= 2)
    #expect(worst(-1.5...1.5, Portable.cos, Foundation.cos) <= 2)
    #expect(worst(-1.5...1.5, Portable.tan, Foundation.tan) <= 2)
    #expect(worst(-4...4, Portable.tanh, Foundation.tanh) <= 2)
    #expect(worst(-4...4, Portable.erf, Foundation.erf) <= 2)
    #expect(worst(-5...5, { Portable.atan2($0, -1.25) }, { Foundation.atan2($0, -1.25) }) <= 2)
  }

  @Test func `exact points and edges`() {
    #expect(Portable.exp(0) == 1 && Portable.exp(-.infinity) == 0 && Portable.exp(1000) == .infinity)
    #expect(Portable.log(1) == 0 && Portable.log(0) == -.infinity && Portable.log(-1).isNaN)
    #expect(Portable.pow(2, 10) == 1024 && Portable.pow(0, 2) == 0)
    #expect(Portable.sin(0) == 0 && Portable.cos(0) == 1 && Portable.tan(0) == 0)
    #expect(Portable.tanh(0) == 0 && Portable.tanh(40) == 1 && Portable.erf(10) == 1 && Portable.erf(-10) == -1)
    #expect(Portable.atan2(0, 1) == 0 && Portable.atan2(1, 0) == .pi / 2 && Portable.atan2(0, -1) == .pi)
    #expect(Portable.exp(.nan).isNaN && Portable.sin(.nan).isNaN && Portable.erf(.nan).isNaN)
  }
}
