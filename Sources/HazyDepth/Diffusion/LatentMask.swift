import NN
import Numerics

/// Which latent pixels count: valid [B, H, W, 1] (0 or 1) -> [B, floor(H/factor), floor(W/factor), 1], 1 only where all
/// factor² pixels are valid. Sparse ground truth leaves none: fill it first. Source: Marigold.
public func latentMask(_ valid: Tensor, factor: Int = 8) -> Tensor {
  require(
    valid.rank == 4 && valid.shape[3] == 1 && factor > 0, "latentMask: \(valid.shape), expected [B, H, W, 1]")
  let (height, width) = (valid.shape[1], valid.shape[2])
  let (h, w) = (height / factor, width / factor)
  return valid.withUnsafeBufferPointer { pixels in
    Tensor([valid.shape[0], h, w, 1]) { cells in
      for cell in cells.indices {
        let (b, y, x) = (cell / (h * w), cell / w % h, cell % w)
        let rows = (0..<factor).map { ((b * height) + y * factor + $0) * width + x * factor }
        let isValid = rows.allSatisfy { row in (row..<row + factor).allSatisfy { pixels[$0] != 0 } }
        cells[cell] = isValid ? 1 : 0
      }
    }
  }
}
