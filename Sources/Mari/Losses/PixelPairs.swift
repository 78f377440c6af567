import NN
import Numerics

/// Pairs of latent pixels (i, j), as rows of a batch's maps [B, h, w, 1] taken as a table of B h w rows.
public struct PixelPairs: Sendable {
  public private(set) var i: [Int32] = []
  public private(set) var j: [Int32] = []
  /// Which image of the batch each pair is of.
  public private(set) var image: [Int] = []
  /// B.
  public let images: Int

  /// No pairs yet, of a batch of this many images.
  public init(images: Int) { self.images = images }

  public var count: Int { i.count }
  public var isEmpty: Bool { i.isEmpty }

  /// Adds a pair of an image.
  public mutating func append(_ i: Int32, _ j: Int32, image: Int) {
    self.i.append(i)
    self.j.append(j)
    self.image.append(image)
  }

  /// `perImage` pairs of every image, each end drawn with replacement from its cells with mask 1; none of an image
  /// without such cells. `random(b)` is the stream of image b, so that its pairs do not depend on the others.
  public init(in mask: Tensor, perImage: Int, random: (_ image: Int) -> Generator) {
    self.init(images: mask.shape[0])
    let cells = mask.count / max(1, images)
    mask.withUnsafeBufferPointer { m in
      for b in 0..<images {
        let valid = (b * cells..<(b + 1) * cells).filter { m[$0] != 0 }
        guard !valid.isEmpty else { continue }
        var stream = random(b)
        for _ in 0..<perImage {
          let first = Int32(valid[stream.integer(below: valid.count)])
          append(first, Int32(valid[stream.integer(below: valid.count)]), image: b)
        }
      }
    }
  }

  /// The pairs over which `x` [B, h, w, 1] differs by more than `margin`, those with x_j > x_i as they are and the others
  /// turned round: in the result x rises from i to j. NaN differs from nothing.
  public func rising(in x: Tensor, by margin: Float) -> PixelPairs {
    x.withUnsafeBufferPointer { x in
      var kept = PixelPairs(images: images)
      for n in i.indices {
        let difference = x[Int(j[n])] - x[Int(i[n])]
        if difference > margin {
          kept.append(i[n], j[n], image: image[n])
        } else if -difference > margin {
          kept.append(j[n], i[n], image: image[n])
        }
      }
      return kept
    }
  }

  /// How many pairs each image has.
  public var perImage: [Int] {
    var counts = [Int](repeating: 0, count: images)
    for b in image { counts[b] += 1 }
    return counts
  }
}
