import NN
import World

/// A map of one logarithm from the pyramid's finest level: [1, H, W, c] -> [1, Hn, Wn, 1]. Edges are mirrored.
/// Source: UniDepth `DepthHead`, its `to_…_lr` and `to_…_hr`.
///
/// Without gradients it works in bands of rows: at 490 x 1232 its maps of 32 channels would take 77 MB each, several at
/// a time.
struct UniDepthV2Head: Sendable {
  let norm: LayerNorm
  let mix: Linear
  let low, high0, high2: Conv2d
  private let stage: String

  /// `name`: depth or confidence; `stage`: how its stages are called.
  init(_ p: Parameters, _ name: String, stage: String, mlp: Parameters, channels c: Int) {
    self.stage = stage
    norm = LayerNorm(mlp / 0, c)
    mix = Linear(mlp / 1, in: c, out: c)
    low = Conv2d(p / "to_\(name)_lr", in: c, out: c / 2, kernel: 3, padding: Padding.none)
    high0 = Conv2d(p / "to_\(name)_hr" / 0, in: c / 2, out: 32, kernel: 3, padding: Padding.none)
    high2 = Conv2d(p / "to_\(name)_hr" / 2, in: 32, out: 1, kernel: 1)
  }

  func callAsFunction(_ x: Tensor, to size: (height: Int, width: Int), observe: StageObserver?) -> Tensor {
    let own = (height: x.shape[1], width: x.shape[2])
    // Nobody else wants this map as a whole.
    observe?(stage + "mlp", mix(norm(x)))
    let small = inBands(own.height) { rows in low(mix(norm(mirrored(x, to: own, .nearest, rows)))) }
    observe?(stage + "lr", small)
    return inBands(size.height) { rows in
      high2(leakyReLU(high0(mirrored(small, to: size, .bilinearAligned, rows))))
    }
  }

  /// Rows of x at another size with one more pixel on every side, mirrored at the edges of the whole.
  private func mirrored(
    _ x: Tensor, to size: (height: Int, width: Int), _ mode: Interpolation, _ rows: Range<Int>
  ) -> Tensor {
    func places(_ range: Range<Int>, _ n: Int) -> [Int] {
      (range.lowerBound - 1...range.upperBound).map { $0 < 0 ? 1 : $0 < n ? $0 : n - 2 }
    }
    return resized(
      x, to: size, mode, rows: places(rows, size.height), columns: places(0..<size.width, size.width))
  }

  /// A map [1, height, ·, ·] made band by band.
  private func inBands(_ height: Int, _ make: (Range<Int>) -> Tensor) -> Tensor {
    if isRecordingGradients { return make(0..<height) }
    let step = 28
    let first = make(0..<min(step, height))
    let row = first.count / first.shape[1]
    return Tensor([1, height, first.shape[2], first.shape[3]]) { y in
      for start in stride(from: 0, to: height, by: step) {
        let band = start == 0 ? first : make(start..<min(start + step, height))
        band.withUnsafeBufferPointer {
          _ = UnsafeMutableBufferPointer(rebasing: y[start * row..<start * row + $0.count]).update(fromContentsOf: $0)
        }
      }
    }
  }
}
