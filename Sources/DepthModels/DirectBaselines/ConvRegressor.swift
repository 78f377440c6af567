import Diffusion
import NN
import Numerics

/// A convolutional encoder and decoder with skip connections: images of any size in, one raw value per pixel out.
///
/// The image and the coordinates of its pixels go through a stem of stride 2, residual blocks at falling sizes, and back;
/// the last block sees the image itself again, so that edges are those of the picture.
public struct ConvRegressor: Sendable {
  public struct Configuration: Sendable, Equatable {
    /// Channels per level, finest (half the image's size) first.
    public var widths: [Int]
    /// Residual blocks at the coarsest level.
    public var middle: Int
    /// Channels at the image's own size.
    public var fine: Int
    static let groups = 8
    static let eps: Float = 1e-5

    /// Traps unless there are two to six levels, all widths multiples of 8.
    public init(widths: [Int] = [24, 48, 96, 144], middle: Int = 2, fine: Int = 16) {
      require(
        (2...6).contains(widths.count) && (widths + [fine]).allSatisfy { $0 > 0 && $0 % Self.groups == 0 },
        "ConvRegressor: widths \(widths), fine \(fine), expected two to six multiples of \(Self.groups)")
      (self.widths, self.middle, self.fine) = (widths, middle, fine)
    }
  }

  let stem: Conv2d
  let down: [ResnetBlock]
  let downsamplers: [Downsampler]
  let middle: [ResnetBlock]
  /// Coarsest first: each takes what comes from below, enlarged, and the skip of its size.
  let up: [ResnetBlock]
  let fine: Conv2d
  let norm: GroupNorm
  let out: Conv2d

  public init(_ p: Parameters, _ c: Configuration) {
    let (groups, eps) = (Configuration.groups, Configuration.eps)
    func resnet(_ p: Parameters, in c_in: Int, out c_out: Int) -> ResnetBlock {
      ResnetBlock(p, in: c_in, out: c_out, embedding: nil, groups: groups, eps: eps)
    }
    let widths = c.widths
    let last = widths.count - 1
    stem = Conv2d(p / "stem", in: 5, out: widths[0], kernel: 3, stride: 2)
    down = widths.indices.map { resnet(p / "down" / $0, in: widths[max($0 - 1, 0)], out: widths[$0]) }
    downsamplers = (0..<last).map { Downsampler(p / "downsamplers" / $0, channels: widths[$0]) }
    middle = (0..<c.middle).map { resnet(p / "middle" / $0, in: widths[last], out: widths[last]) }
    up = (0..<last).reversed().map { resnet(p / "up" / $0, in: widths[$0 + 1] + widths[$0], out: widths[$0]) }
    fine = Conv2d(p / "fine", in: widths[0] + 5, out: c.fine, kernel: 3)
    norm = GroupNorm(p / "norm", groups: groups, channels: c.fine, eps: eps)
    out = Conv2d(p / "out", in: c.fine, out: 1, kernel: 3)
  }

  /// x [B, H, W, 3] in [-1, 1] -> raw [B, H, W, 1].
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let placed = concatenated(x, coordinates(of: x), axis: 3)
    var skips = SkipStack()
    var h = stem(placed)
    for (i, resnet) in down.enumerated() {
      h = resnet(h)
      if i < downsamplers.count {
        skips.push(h)
        h = downsamplers[i](h)
      }
    }
    for resnet in middle { h = resnet(h) }
    for resnet in up {
      let skip = skips.pop()
      // Sizes are ceil(n/2): the way back must not always double.
      h = resnet(concatenated(upsampledNearest(h, to: (skip.shape[1], skip.shape[2])), skip, axis: 3))
    }
    h = fine(concatenated(upsampledNearest(h, to: (x.shape[1], x.shape[2])), placed, axis: 3))
    return out(norm(h, silu: true))
  }
}

/// The column and row of each pixel, from -1 at the first to 1 at the last: x [B, H, W, C] -> [B, H, W, 2].
func coordinates(of x: Tensor) -> Tensor {
  let (height, width) = (x.shape[1], x.shape[2])
  return Tensor([x.shape[0], height, width, 2]) { out in
    for i in 0..<out.count / 2 {
      out[2 * i] = 2 * Float(i % width) / Float(max(width - 1, 1)) - 1
      out[2 * i + 1] = 2 * Float(i / width % height) / Float(max(height - 1, 1)) - 1
    }
  }
}
