import Diffusion
import NN
import Numerics

// Pictures and depth maps as the VAE takes them: [B, H, W, 3] in [-1, 1].

extension Tensor {
  /// 8-bit RGB pictures of one size [H, W, 3] each -> [B, H, W, 3] in [-1, 1].
  public init(pictures: [[UInt8]], width: Int, height: Int) {
    let size = width * height * 3
    self.init([pictures.count, height, width, 3]) { out in
      for (b, bytes) in pictures.enumerated() {
        require(bytes.count == size, "pictures: \(bytes.count) bytes for \(width) x \(height) RGB")
        for i in 0..<size { out[b * size + i] = Float(bytes[i]) / 127.5 - 1 }
      }
    }
  }

  /// Depth maps in metres [H, W] each -> [B, H, W, 3] in [-1, 1], one value three times. What has no depth (0) is coded
  /// as the farthest: sky looks far.
  public init(depths: [[Float]], width: Int, height: Int, coding: DepthCoding) {
    let size = width * height
    self.init([depths.count, height, width, 3]) { out in
      for (b, metres) in depths.enumerated() {
        require(metres.count == size, "depths: \(metres.count) distances for \(width) x \(height)")
        for i in 0..<size {
          let coded = coding.encode(metres[i] > 0 ? metres[i] : Float(coding.farthest))
          for c in 0..<3 { out[(b * size + i) * 3 + c] = coded }
        }
      }
    }
  }

  /// [B, H, W, 3] in [-1, 1] -> RGB pictures [H, W, 3] in [0, 1], clipped as a screen would.
  public var pictures: [[Float]] {
    images { values in values.map { Swift.min(Swift.max($0 * 0.5 + 0.5, 0), 1) } }
  }

  /// [B, H, W, 3] in [-1, 1] -> metres [H, W] of each image, from the mean of the channels.
  public func metres(_ coding: DepthCoding) -> [[Float]] {
    images { values in
      (0..<values.count / 3).map { i in
        coding.decode((values[3 * i] + values[3 * i + 1] + values[3 * i + 2]) / 3)
      }
    }
  }

  private func images(_ body: (UnsafeBufferPointer<Float>) -> [Float]) -> [[Float]] {
    require(rank == 4 && shape[3] == 3, "images: \(shape), expected [B, H, W, 3]")
    let size = shape[1] * shape[2] * 3
    return withUnsafeBufferPointer { all in
      (0..<shape[0]).map { body(UnsafeBufferPointer(rebasing: all[$0 * size..<($0 + 1) * size])) }
    }
  }
}
