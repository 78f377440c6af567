import HazyDepth
import NN
import Testing

@testable import study_lr_sweep

@Suite struct UpdateRatiosTests {
  @Test func `a component scaled by 1.01 has moved by a hundredth of its size, and the others not at all`() {
    let p = Parameters(seed: 3)
    _ = MariMetric2(p, .tiny)
    let before = UpdateRatios(p)
    for parameter in p.all where MariMetric2.Component(of: parameter.name) == .depth_decoder {
      parameter.variable.update { values in for i in values.indices { values[i] *= 1.01 } }
    }
    let ratios = before.ratios()
    #expect(abs(ratios[.depth_decoder]! - 0.01) < 1e-5)
    for (component, ratio) in ratios where component != .depth_decoder { #expect(ratio == 0) }
    #expect(Set(ratios.keys) == Set(MariMetric2.Component.allCases))
  }

  @Test func `a component of zeros has no ratio`() {
    let p = Parameters(seed: 3)
    _ = MariMetric2(p, .tiny)
    for parameter in p.all where MariMetric2.Component(of: parameter.name) == .conv_in {
      parameter.variable.update { $0.update(repeating: 0) }
    }
    #expect(UpdateRatios(p).ratios()[.conv_in] == nil)
  }
}
