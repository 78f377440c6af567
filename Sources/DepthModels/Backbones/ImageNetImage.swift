import NN
import Numerics
import World

/// Pictures as networks trained on ImageNet want them: (RGB/255 - mean) / deviation per channel.
public enum ImageNetImage {
  static let mean: [Float] = [0.485, 0.456, 0.406]
  static let deviation: [Float] = [0.229, 0.224, 0.225]

  /// RGB bytes [H, W, 3] -> [1, H, W, 3].
  public static func normalized(_ bytes: [UInt8], height: Int, width: Int) -> Tensor {
    require(bytes.count == height * width * 3, "ImageNetImage: \(bytes.count) bytes for \(height)x\(width) RGB")
    let table = (0..<3).map { c in (0..<256).map { (Float($0) / 255 - mean[c]) / deviation[c] } }
    return Tensor([1, height, width, 3]) { y in
      for i in stride(from: 0, to: y.count, by: 3) {
        for c in 0..<3 { y[i + c] = table[c][Int(bytes[i + c])] }
      }
    }
  }

  /// RGB in [0, 1] [B, H, W, 3] -> the same shape, with gradient.
  public static func normalized(_ x: Tensor) -> Tensor {
    (x - Tensor(mean, [1, 1, 1, 3])) / Tensor(deviation, [1, 1, 1, 3])
  }
}
