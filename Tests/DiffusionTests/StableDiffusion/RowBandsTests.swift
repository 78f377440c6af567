import HazyDepth
import NN
import Numerics
import Testing

@testable import Diffusion
@testable import HazyDepth

@Suite struct RowBandsTests {
  private func random(_ shape: Shape, _ name: String) -> Tensor {
    var stream = Generator(seed: 11).stream(name)
    return Tensor(stream.normal(count: shape.count), shape) * 3 + 1
  }

  @Test func `bands cover every row once, in multiples of four`() {
    let bands = RowBands.bands(70, floatsPerRow: (8 << 20) / 13)
    #expect(bands == [0..<12, 12..<24, 24..<36, 36..<48, 48..<60, 60..<70])
    #expect(RowBands.bands(9, floatsPerRow: 1 << 40) == [0..<4, 4..<8, 8..<9])
  }

  @Test func `bands give what the whole map gives, each image by its own statistics`() {
    // Rows so wide that a band has four of them.
    let (norm, conv) = (
      GroupNorm(Parameters(seed: 1) / "n", groups: 2, channels: 64, eps: 1e-6),
      Conv2d(Parameters(seed: 1) / "c", in: 64, out: 32, kernel: 3)
    )
    withoutGradients {
      let x = random([2, 11, 16_400, 64], "x")
      let whole = conv(norm(x, silu: true), residual: x.narrowed(3, 0, 32))
      let banded = RowBands.convolution(conv, of: norm, x) { RowBands.rows($0, of: x).narrowed(3, 0, 32) }
      #expect(banded.shape == whole.shape)
      let error = abs(banded - whole).max()
      #expect(error < 2e-4, "worst \(error)")
    }
  }
}
