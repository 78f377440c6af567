import NN
import Numerics
import Pictures
import Processes
import World

/// The viewing rays of a picture, and what the decoder is told of them.
enum UniDepthV2Rays {
  /// Unit rays through pixel centres at 0.5, 1.5, …, [1, H, W, 3].
  static func rays(_ K: Intrinsics, _ size: (height: Int, width: Int)) -> Tensor {
    Tensor([1, size.height, size.width, 3]) { out in
      for row in 0..<size.height {
        let y = (Double(row) + 0.5 - K.cy) / K.fy
        for column in 0..<size.width {
          let x = (Double(column) + 0.5 - K.cx - K.skew * y) / K.fx
          let length = max((x * x + y * y + 1).squareRoot(), 1e-5)
          let i = (row * size.width + column) * 3
          out[i] = Float(x / length)
          out[i + 1] = Float(y / length)
          out[i + 2] = Float(1 / length)
        }
      }
    }
  }

  /// The angles of the rays of a grid of patches, polar and azimuth [1, h w, 2], from rays [1, Hn, Wn, 3] smoothed down
  /// to it. Azimuth's x keeps away from 0.
  static func angles(_ rays: Tensor, grid: (height: Int, width: Int)) -> Tensor {
    resized(rays, to: grid, .bilinear, antialias: true).withUnsafeBufferPointer { r in
      Tensor([1, grid.height * grid.width, 2]) { out in
        for i in 0..<grid.height * grid.width {
          let (x, y, z) = (Double(r[3 * i]), Double(r[3 * i + 1]), Double(r[3 * i + 2]))
          // Truer than acos where z is almost 1.
          out[2 * i] = Float(Portable.atan2((x * x + y * y).squareRoot(), z))
          let length = max((x * x + y * y + z * z).squareRoot(), 1e-4)
          let apart = max(abs(x / length), 1e-3)
          out[2 * i + 1] = Float(Portable.atan2(y / length, x >= 0 ? apart : -apart))
        }
      }
    }
  }

  /// Sines of both angles at C/2 frequencies from 1 to half the longer side of the grid: [1, h w, C].
  static func embedding(_ angles: Tensor, grid: (height: Int, width: Int), width c: Int) -> Tensor {
    let count = c / 2
    let top = Portable.log(Double(max(grid.height, grid.width) / 2))
    let frequencies = (0..<count).map { i in
      Float(Double.pi * Portable.exp(top * (count > 1 ? Double(i) / Double(count - 1) : 0)))
    }
    let n = angles.shape[1]
    let row = Tensor(frequencies, [1, 1, count])
    let polar = angles.narrowed(2, 0, 1) * row
    let azimuth = angles.narrowed(2, 1, 1) * row
    return sin(concatenated(polar, azimuth, axis: 2)).reshaped([1, n, c])
  }
}
