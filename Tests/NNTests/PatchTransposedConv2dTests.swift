import NN
import TestSupport
import Testing

@Suite struct PatchTransposedConv2dTests {
  @Test func `every pixel becomes the patch that its channels weigh`() throws {
    let p = Parameters(seed: 1)
    let layer = PatchTransposedConv2d(p, in: 2, out: 3, kernel: 2)
    let x = randomTensor([1, 2, 3, 2], "x")
    let y = withoutGradients { layer(x) }
    #expect(y.shape == [1, 4, 6, 3])
    let (w, b, xs, ys) = (layer.weight.value.scalars, layer.bias.value.scalars, x.scalars, y.scalars)
    for row in 0..<4 {
      for column in 0..<6 {
        for o in 0..<3 {
          var sum = b[o]
          for i in 0..<2 {
            let tap = ((i * 3 + o) * 2 + row % 2) * 2 + column % 2
            sum += xs[((row / 2) * 3 + column / 2) * 2 + i] * w[tap]
          }
          #expect(abs(sum - ys[(row * 6 + column) * 3 + o]) < 1e-6)
        }
      }
    }
  }
}
