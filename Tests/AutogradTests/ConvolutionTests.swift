import Autograd
import TestSupport
import Testing

/// One convolution to check.
private struct Case: Sendable, CustomTestStringConvertible {
  let batch, height, width, channelsIn, channelsOut, window: Int
  var stride = 1
  var padding = Padding.all(1)
  var enlarged: [Int]?
  var testDescription: String {
    "\(batch)x\(height)x\(width), \(channelsIn) to \(channelsOut), \(window)x\(window), stride \(stride)"
      + (enlarged.map { ", enlarged to \($0)" } ?? "")
  }
  var x: Tensor { randomTensor([batch, height, width, channelsIn], "x") }
  var weight: Tensor { randomTensor([channelsOut, channelsIn, window, window], "weight", scale: 0.3) }
  func run(_ x: Tensor, _ w: Tensor, _ b: Tensor?, _ e: Tensor? = nil, _ r: Tensor? = nil) -> Tensor {
    conv2d(
      x, w, bias: b, stride: stride, padding: padding, upsampledTo: enlarged.map { ($0[0], $0[1]) }, perImage: e,
      residual: r)
  }
}

private let cases = [
  Case(batch: 2, height: 5, width: 7, channelsIn: 3, channelsOut: 4, window: 3),
  Case(batch: 1, height: 12, width: 40, channelsIn: 24, channelsOut: 17, window: 3),
  Case(batch: 2, height: 8, width: 9, channelsIn: 16, channelsOut: 33, window: 3),
  Case(batch: 2, height: 7, width: 10, channelsIn: 6, channelsOut: 8, window: 3, stride: 2),
  Case(batch: 2, height: 7, width: 10, channelsIn: 6, channelsOut: 8, window: 3, stride: 2, padding: .belowAndRight),
  Case(batch: 1, height: 6, width: 6, channelsIn: 5, channelsOut: 3, window: 3, padding: .none),
  Case(batch: 2, height: 4, width: 6, channelsIn: 8, channelsOut: 5, window: 3, enlarged: [8, 12]),
  Case(batch: 1, height: 4, width: 5, channelsIn: 8, channelsOut: 5, window: 3, enlarged: [7, 9]),
  Case(batch: 2, height: 4, width: 5, channelsIn: 7, channelsOut: 6, window: 1, padding: .none),
  Case(batch: 2, height: 9, width: 11, channelsIn: 3, channelsOut: 4, window: 5, padding: .all(2)),
  Case(batch: 1, height: 14, width: 12, channelsIn: 3, channelsOut: 6, window: 4, stride: 4, padding: .none),
]

/// The definition, in Float64.
private func slow(_ c: Case, _ x: Tensor, _ w: Tensor) -> [Double] {
  let (uh, uw) = (c.enlarged?[0] ?? c.height, c.enlarged?[1] ?? c.width)
  let p = c.padding
  let oh = (uh + p.top + p.bottom - c.window) / c.stride + 1
  let ow = (uw + p.left + p.right - c.window) / c.stride + 1
  let (xs, ws) = (x.scalars, w.scalars)
  var out = [Double]()
  for b in 0..<c.batch {
    for i in 0..<oh {
      for j in 0..<ow {
        for o in 0..<c.channelsOut {
          var sum = 0.0
          for ki in 0..<c.window {
            for kj in 0..<c.window {
              let (row, column) = (i * c.stride + ki - p.top, j * c.stride + kj - p.left)
              guard row >= 0, row < uh, column >= 0, column < uw else { continue }
              let (sr, sc) = c.enlarged == nil ? (row, column) : (row / 2, column / 2)
              for ci in 0..<c.channelsIn {
                sum +=
                  Double(xs[((b * c.height + sr) * c.width + sc) * c.channelsIn + ci])
                  * Double(ws[((o * c.channelsIn + ci) * c.window + ki) * c.window + kj])
              }
            }
          }
          out.append(sum)
        }
      }
    }
  }
  return out
}

@Suite struct ConvolutionTests {
  @Test func `a three by three box filter counts its neighbours`() {
    let y = conv2d(Tensor.ones([1, 3, 3, 1]), Tensor.ones([1, 1, 3, 3]), padding: .all(1))
    #expect(y.scalars == [4, 6, 4, 6, 9, 6, 4, 6, 4])
  }

  @Test(arguments: cases) private func `values equal the definition`(_ c: Case) {
    let y = c.run(c.x, c.weight, nil)
    let expected = slow(c, c.x, c.weight)
    #expect(y.count == expected.count)
    let largest = expected.map(abs).max() ?? 1
    for (a, b) in zip(y.scalars, expected) { #expect(abs(Double(a) - b) <= 3e-5 * largest) }
  }

  @Test(arguments: cases) private func `gradients reach input, weight, bias, embedding and residual`(_ c: Case) {
    let shape = c.run(c.x, c.weight, nil).shape
    let w = randomTensor(shape, "w")
    let error = gradientError(
      of: { (c.run($0[0], $0[1], $0[2], $0[3], $0[4]) * w).sum() },
      at: [
        c.x, c.weight, randomTensor([c.channelsOut], "b"), randomTensor([c.batch, c.channelsOut], "e"),
        randomTensor(shape, "r"),
      ], step: 5e-2, sample: 7)
    #expect(error < 1e-2)
  }

  @Test func `bias, embedding and residual are added`() {
    let x = Tensor.zeros([2, 2, 2, 1])
    let y = conv2d(
      x, Tensor.ones([2, 1, 3, 3]), bias: Tensor([1, 2], [2]), padding: .all(1),
      perImage: Tensor([10, 20, 30, 40], [2, 2]), residual: Tensor.full([2, 2, 2, 2], 0.5))
    #expect(y.narrowed(0, 0, 1).scalars == [11.5, 22.5, 11.5, 22.5, 11.5, 22.5, 11.5, 22.5])
    #expect(y.narrowed(0, 1, 1).scalars[0...1] == [31.5, 42.5])
  }
}
