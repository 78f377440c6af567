import NN
import Numerics

/// An image as the network takes it: resized so that its longer side is the processing resolution, its last row and
/// column repeated up to multiples of the VAE's factor. Source: diffusers `MarigoldImageProcessor`; the original
/// Marigold code does not pad, it stretches the smaller result back.
public struct MarigoldImage: Sendable {
  public typealias Size = (height: Int, width: Int)
  /// The size of the image that came in.
  public let original: Size
  /// RGB in [-1, 1], [1, h, w, 3].
  public let resized: Tensor
  /// [1, h', w', 3], h' and w' multiples of the factor.
  public let padded: Tensor

  /// RGB bytes [H, W, 3]. `resolution`: of the longer side; nil keeps the size. Traps if the bytes do not fill the
  /// size, or a side would be 0.
  public init(bytes: [UInt8], height: Int, width: Int, resolution: Int?, factor: Int = 8) {
    require(
      bytes.count == height * width * 3 && !bytes.isEmpty, "MarigoldImage: \(bytes.count) bytes for \(height)x\(width)")
    // As the reference: to [0, 1] first, then to [-1, 1].
    let x = Tensor([1, height, width, 3]) { y in for i in y.indices { y[i] = Float(bytes[i]) / 255 * 2 - 1 } }
    self.init(x, resolution: resolution, factor: factor)
  }

  /// x [1, H, W, 3] in [-1, 1].
  public init(_ x: Tensor, resolution: Int?, factor: Int = 8) {
    let (height, width) = (x.shape[1], x.shape[2])
    var size = (height: height, width: width)
    if let resolution {
      let longer = max(height, width)
      size = (height * resolution / longer, width * resolution / longer)
    }
    require(
      size.height > 0 && size.width > 0, "MarigoldImage: \(height)x\(width) at resolution \(resolution ?? 0) is empty")
    original = (height, width)
    resized = size == original ? x : NN.resized(x, to: size, .bilinear, antialias: true)
    padded = MarigoldImage.padded(resized, factor)
  }

  /// Below and on the right, by repetition of the edge.
  private static func padded(_ x: Tensor, _ factor: Int) -> Tensor {
    let (h, w, c) = (x.shape[1], x.shape[2], x.shape[3])
    let (height, width) = ((h + factor - 1) / factor * factor, (w + factor - 1) / factor * factor)
    if (height, width) == (h, w) { return x }
    return x.withUnsafeBufferPointer { from in
      Tensor([1, height, width, c]) { to in
        for i in to.indices {
          let (row, column) = (min(i / (width * c), h - 1), min(i / c % width, w - 1))
          to[i] = from[(row * w + column) * c + i % c]
        }
      }
    }
  }

  /// A map [1, h', w', C] of the padded size without the padding.
  public func cropped(_ map: Tensor) -> Tensor {
    map.narrowed(1, 0, resized.shape[1]).narrowed(2, 0, resized.shape[2])
  }

  /// A map [1, h, w, C] at the size of the image that came in, bilinear without antialias.
  public func enlarged(_ map: Tensor) -> Tensor {
    (map.shape[1], map.shape[2]) == original ? map : NN.resized(map, to: original, .bilinear)
  }
}
