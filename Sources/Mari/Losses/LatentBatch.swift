import NN
import Numerics

/// What one step is computed from: latents of a batch of scenes, and what is known of their depth.
public struct LatentBatch: Sendable {
  /// Latents of the hazy image, the clean image and the coded depth map, each [B, h, w, 4].
  public var z_hazy: Tensor
  public var z_clean: Tensor
  public var z_depth: Tensor
  /// m̃: which cells have valid depth, 0 or 1, [B, h, w, 1].
  public var mask: Tensor
  /// d: depth by cell, 0 at the coding's nearest distance and 1 at its farthest, [B, h, w, 1]. Any number where the mask
  /// is 0, but not NaN.
  public var depth: Tensor
  /// The true transmission by cell, where it is known, [B, h, w, 1]. No loss reads it.
  public var transmission: Tensor?
  /// Which image each is: the names of its random streams.
  public var imageIDs: [Int]

  /// Traps on shapes that do not go together.
  public init(
    z_hazy: Tensor, z_clean: Tensor, z_depth: Tensor, mask: Tensor, depth: Tensor, transmission: Tensor? = nil,
    imageIDs: [Int]
  ) {
    let s = z_hazy.shape
    require(
      s.rank == 4 && z_clean.shape == s && z_depth.shape == s,
      "LatentBatch: z_hazy \(s), z_clean \(z_clean.shape), z_depth \(z_depth.shape)")
    let cells: Shape = [s[0], s[1], s[2], 1]
    require(
      mask.shape == cells && depth.shape == cells && transmission.map { $0.shape == cells } != false,
      "LatentBatch: mask \(mask.shape), depth \(depth.shape), expected \(cells)")
    require(imageIDs.count == s[0], "LatentBatch: \(imageIDs.count) image IDs for \(s[0]) images")
    self.z_hazy = z_hazy
    self.z_clean = z_clean
    self.z_depth = z_depth
    self.mask = mask
    self.depth = depth
    self.transmission = transmission
    self.imageIDs = imageIDs
  }

  /// B.
  public var count: Int { imageIDs.count }

  /// The images without a single valid cell: they teach no depth and give no pairs.
  public var imagesWithoutDepth: [Int] {
    mask.withUnsafeBufferPointer { m in
      let cells = m.count / max(1, count)
      return imageIDs.indices.filter { i in m[i * cells..<(i + 1) * cells].allSatisfy { $0 == 0 } }.map { imageIDs[$0] }
    }
  }
}
