import NN

/// GroupNorm, SiLU and a 3x3 convolution over bands of rows of a large feature map, so that the normalised map never
/// exists as a whole: at 768x768 one map of 256 channels is 604 MB.
///
/// Exact but for rounding: the statistics are those of the whole map, and a band takes one row more on either side.
/// Without gradients only.
enum RowBands {
  /// Maps of more floats than this are worked on in bands.
  private static let mapLimit = 24 << 20
  /// Floats of a band, about.
  private static let bandSize = 8 << 20

  static func areWanted(for x: Tensor) -> Bool { !isRecordingGradients && x.count > mapLimit }

  /// conv(SiLU(norm x)) + residual: x [B, H, W, C] -> [B, H, W, C_out]. The residual is asked for by bands, whose rows
  /// count through the images of the batch, and is [1, rows, W, C_out].
  static func convolution(
    _ conv: Conv2d, of norm: GroupNorm, _ x: Tensor, residual: ((Range<Int>) -> Tensor)? = nil
  ) -> Tensor {
    let (batch, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    // Memory of other sizes is of no use to what comes now.
    MemoryUse.releaseUnused()
    let c_out = conv.weight.shape[0]
    return Tensor([batch, height, width, c_out]) { y in
      for image in 0..<batch {
        let first = image * height
        let statistics = Statistics(norm, x, first..<first + height)
        for band in bands(height, floatsPerRow: width * max(x.shape[3], c_out)) {
          let top = band.lowerBound == 0 ? 0 : 1
          let bottom = band.upperBound == height ? 0 : 1
          let rows = first + band.lowerBound..<first + band.upperBound
          let h = statistics.normalized(self.rows(rows.lowerBound - top..<rows.upperBound + bottom, of: x))
          let out = conv2d(
            silu(h), conv.weight.value, bias: conv.bias?.value,
            padding: Padding(top: 1 - top, left: 1, bottom: 1 - bottom, right: 1), residual: residual?(rows))
          out.withUnsafeBufferPointer { out in
            let start = rows.lowerBound * width * c_out
            _ = UnsafeMutableBufferPointer(rebasing: y[start..<start + out.count]).update(fromContentsOf: out)
          }
        }
      }
    }
  }

  /// Rows of x [B, H, W, C], counted through the batch, as [1, rows, W, C]; no copy.
  static func rows(_ rows: Range<Int>, of x: Tensor) -> Tensor {
    let (width, channels) = (x.shape[2], x.shape[3])
    return x.reshaped([x.shape[0] * x.shape[1], width, channels]).narrowed(0, rows.lowerBound, rows.count)
      .reshaped([1, rows.count, width, channels])
  }

  /// Bands of a multiple of four rows, the tiles of the convolution.
  static func bands(_ height: Int, floatsPerRow: Int) -> [Range<Int>] {
    let step = max(4, bandSize / floatsPerRow / 4 * 4)
    return stride(from: 0, to: height, by: step).map { $0..<min($0 + step, height) }
  }

  /// The means and deviations of a GroupNorm over one whole image.
  private struct Statistics {
    /// [1, 1, 1, C] each: the mean of a channel's group, weight over deviation, and the bias.
    private let mean, scale, bias: Tensor

    init(_ norm: GroupNorm, _ x: Tensor, _ rows: Range<Int>) {
      let channels = x.shape[3]
      let width = channels / norm.groups
      let count = Double(rows.count * x.shape[2] * width)
      let parts = RowBands.bands(rows.count, floatsPerRow: x.shape[2] * channels).map {
        rows.lowerBound + $0.lowerBound..<rows.lowerBound + $0.upperBound
      }
      /// Σ over pixels and the channels of each group, one entry per channel.
      func sums(_ f: (Tensor) -> Tensor) -> [Double] {
        var perChannel = [Double](repeating: 0, count: channels)
        for part in parts {
          let band = f(RowBands.rows(part, of: x)).sum(axes: [0, 1, 2]).scalars
          for c in 0..<channels { perChannel[c] += Double(band[c]) }
        }
        return (0..<channels).map { c in
          let group = c / width
          return perChannel[group * width..<(group + 1) * width].reduce(0, +)
        }
      }
      let shape: Shape = [1, 1, 1, channels]
      let mean = Tensor(sums { $0 }.map { Float($0 / count) }, shape)
      let squares = sums { square($0 - mean) }
      let weight = norm.weight.value.scalars
      self.mean = mean
      scale = Tensor(
        (0..<channels).map { Float(Double(weight[$0]) / (squares[$0] / count + Double(norm.eps)).squareRoot()) }, shape)
      bias = norm.bias.value.reshaped(shape)
    }

    func normalized(_ x: Tensor) -> Tensor { (x - mean) * scale + bias }
  }
}
