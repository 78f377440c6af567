import Files
import NN
import Numerics

/// All frames of a source in the latents of one VAE, encoded once: what training draws its batches from.
///
///     let latents = try LatentSet(WorldFrames(.train, scenes: 800, width: 96, height: 32, draws: 2), encoder)
///     let batch = latents.batch(step: step, size: 8, seed: 7)
public struct LatentSet: Sendable {
  /// Frames, and fogs of each.
  public let count: Int
  public let draws: Int
  /// Of a latent.
  public let height: Int
  public let width: Int
  /// Frames without a single valid cell: they teach no depth.
  public let framesWithoutDepth: [Int]
  /// [count, draws, h, w, 4] and [count, draws, h, w, 1].
  let z_hazy, transmission: [Float]
  /// [count, h, w, 4].
  let z_clean, z_depth: [Float]
  /// [count, h, w, 1].
  let mask, depth: [Float]

  private var cells: Int { height * width }

  /// The frames of a step: distinct, each in one of its fogs, drawn from the stream ("batch", step) of `seed`. The IDs that
  /// name an image's own streams are frame * draws + fog.
  public func batch(step: Int, size: Int, seed: UInt64) -> LatentBatch {
    require(size > 0 && size <= count, "LatentSet.batch: \(size) images of \(count)")
    var stream = Generator(seed: seed).stream("batch", step)
    var frames: [Int] = []
    while frames.count < size {
      let frame = stream.integer(below: count)
      if !frames.contains(frame) { frames.append(frame) }
    }
    return batch(frames.map { ($0, stream.integer(below: draws)) })
  }

  /// These frames in these fogs, in this order.
  public func batch(_ images: [(frame: Int, draw: Int)]) -> LatentBatch {
    for (frame, draw) in images {
      require(
        (0..<count).contains(frame) && (0..<draws).contains(draw), "LatentSet.batch: frame \(frame), fog \(draw)")
    }
    func gather(_ values: [Float], _ channels: Int, _ index: (Int, Int) -> Int) -> Tensor {
      let size = cells * channels
      return Tensor([images.count, height, width, channels]) { out in
        values.withUnsafeBufferPointer { values in
          for (b, image) in images.enumerated() {
            let from = index(image.frame, image.draw) * size
            _ = UnsafeMutableBufferPointer(rebasing: out[b * size..<(b + 1) * size])
              .update(fromContentsOf: values[from..<from + size])
          }
        }
      }
    }
    let fogs = draws
    return LatentBatch(
      z_hazy: gather(z_hazy, 4) { $0 * fogs + $1 }, z_clean: gather(z_clean, 4) { frame, _ in frame },
      z_depth: gather(z_depth, 4) { frame, _ in frame }, mask: gather(mask, 1) { frame, _ in frame },
      depth: gather(depth, 1) { frame, _ in frame }, transmission: gather(transmission, 1) { $0 * fogs + $1 },
      imageIDs: images.map { $0.frame * fogs + $0.draw })
  }
}

extension LatentSet {
  /// The tensors by name, with their shapes, as they are cached.
  var stored: [(name: String, shape: [Int], values: [Float])] {
    let maps = [count, height, width, 1]
    return [
      ("z_hazy", [count, draws, height, width, 4], z_hazy), ("z_clean", [count, height, width, 4], z_clean),
      ("z_depth", [count, height, width, 4], z_depth), ("mask", maps, mask), ("depth", maps, depth),
      ("transmission", [count, draws, height, width, 1], transmission),
    ]
  }

  /// From a file of such tensors; throws for one that is damaged.
  init(_ file: Safetensors) throws(FileError) {
    guard let shape = file["z_hazy"]?.shape, shape.count == 5, shape[4] == 4 else {
      throw FileError(.damaged, file.path, "holds no z_hazy of five axes: delete it, it is made again")
    }
    (count, draws, height, width) = (shape[0], shape[1], shape[2], shape[3])
    z_hazy = try file.floats("z_hazy")
    z_clean = try file.floats("z_clean")
    z_depth = try file.floats("z_depth")
    mask = try file.floats("mask")
    depth = try file.floats("depth")
    transmission = try file.floats("transmission")
    framesWithoutDepth = LatentSet.empty(mask, count)
    for entry in stored where entry.values.count != entry.shape.reduce(1, *) {
      throw FileError(.damaged, file.path, "'\(entry.name)' has the wrong size: delete the file, it is made again")
    }
  }

  /// The images [count, cells] whose cells are all 0.
  static func empty(_ mask: [Float], _ count: Int) -> [Int] {
    let cells = mask.count / max(1, count)
    return (0..<count).filter { i in mask[i * cells..<(i + 1) * cells].allSatisfy { $0 == 0 } }
  }

  init(
    count: Int, draws: Int, height: Int, width: Int, z_hazy: [Float], z_clean: [Float], z_depth: [Float],
    mask: [Float], depth: [Float], transmission: [Float]
  ) {
    (self.count, self.draws, self.height, self.width) = (count, draws, height, width)
    (self.z_hazy, self.z_clean, self.z_depth) = (z_hazy, z_clean, z_depth)
    (self.mask, self.depth, self.transmission) = (mask, depth, transmission)
    framesWithoutDepth = LatentSet.empty(mask, count)
  }
}
