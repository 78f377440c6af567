import NN
import Numerics

/// When a latent cell counts as having valid depth.
public enum MaskRule: Sendable, Equatable {
  /// All pixels under it are valid. Sparse ground truth (LiDAR) leaves no cell. Source: Marigold.
  case allPixels
  /// At least this share of the pixels under it, and at least one, in 0...1.
  case share(Double)

  /// How many of so many pixels must be valid.
  func needed(of pixels: Int) -> Int {
    switch self {
    case .allPixels: return pixels
    case .share(let share):
      require((0...1).contains(share), "MaskRule: a share of \(share), expected 0...1")
      return max(1, Int((share * Double(pixels)).rounded(.up)))
    }
  }
}

/// Which latent cells count: valid [B, H, W, 1] (0 or not) -> [B, floor(H/factor), floor(W/factor), 1] of 0 and 1.
public func latentMask(_ valid: Tensor, factor: Int = 8, rule: MaskRule = .allPixels) -> Tensor {
  let needed = rule.needed(of: factor * factor)
  return overCells(of: valid, factor) { pixels, valid in pixels.count { valid[$0] != 0 } >= needed ? 1 : 0 }
}

/// Normalised depth by latent cell, the mean of `coding.normalized` over the valid pixels under it; 0 where there is none.
///
/// Depth in metres and valid (0 or not), both [B, H, W, 1] -> [B, floor(H/factor), floor(W/factor), 1] in 0...1.
public func latentDepth(_ depth: Tensor, valid: Tensor, coding: DepthCoding, factor: Int = 8) -> Tensor {
  require(depth.shape == valid.shape, "latentDepth: depth \(depth.shape), valid \(valid.shape)")
  return depth.withUnsafeBufferPointer { metres in
    overCells(of: valid, factor) { pixels, valid in
      let d = pixels.filter { valid[$0] != 0 }.map { coding.normalized(metres[$0]) }
      return d.isEmpty ? 0 : Float(d.reduce(0, +) / Double(d.count))
    }
  }
}

/// One number per cell from the indices of the pixels under it.
private func overCells(
  of map: Tensor, _ factor: Int, _ f: (_ pixels: [Int], _ values: UnsafeBufferPointer<Float>) -> Float
) -> Tensor {
  require(map.rank == 4 && map.shape[3] == 1 && factor > 0, "latent cells of \(map.shape), expected [B, H, W, 1]")
  let (height, width) = (map.shape[1], map.shape[2])
  let (h, w) = (height / factor, width / factor)
  return map.withUnsafeBufferPointer { values in
    Tensor([map.shape[0], h, w, 1]) { cells in
      for cell in cells.indices {
        let (b, y, x) = (cell / (h * w), cell / w % h, cell % w)
        let pixels = (0..<factor * factor).map { n in
          ((b * height) + y * factor + n / factor) * width + x * factor + n % factor
        }
        cells[cell] = f(pixels, values)
      }
    }
  }
}
