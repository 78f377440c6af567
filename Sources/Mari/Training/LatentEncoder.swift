import Diffusion
import Driving
import Files
import NN
import Numerics
import Pictures

/// How frames become latents: a frozen VAE, the coding of depth, and which cells count.
public struct LatentEncoder: Sendable {
  public let vae: VAE
  public let coding: DepthCoding
  /// The share of a cell's pixels that must have depth for the cell to count: 1 is Marigold's rule; sparse LiDAR leaves
  /// no cell under it.
  public let validShare: Double
  /// Whether pixels without depth take the nearest pixel's before they are encoded: for depth measured at points, where the
  /// VAE would see little else than holes. Otherwise they look as far as can be, as sky does.
  public let fillsHoles: Bool

  /// Traps unless `validShare` is above 0 and at most 1.
  public init(_ vae: VAE, coding: DepthCoding, validShare: Double = 1, fillsHoles: Bool = false) {
    require(validShare > 0 && validShare <= 1, "LatentEncoder: a valid share of \(validShare), expected 0 to 1")
    (self.vae, self.coding, self.validShare, self.fillsHoles) = (vae, coding, validShare, fillsHoles)
  }

  /// Text that differs where the same pictures would become other latents, as far as options and files tell.
  var identity: String { "\(vae.contents ?? "a VAE in memory") \(coding) \(validShare) \(fillsHoles)" }

  /// One frame's latents in each of its fogs.
  struct Encoded: Sendable {
    var z_hazy: [Float] = []
    var z_clean: [Float] = []
    var z_depth: [Float] = []
    var mask: [Float] = []
    var depth: [Float] = []
    var transmission: [Float] = []
    var height = 0
    var width = 0
  }

  /// The frames are one moment in several fogs. Throws for what is missing or too small.
  func encode(_ frames: [Frame]) throws -> Encoded {
    guard let clear = frames[0].clear, let depth = frames[0].depth, frames.allSatisfy({ $0.hazy != nil }) else {
      throw FileError(.missing, frames[0].id, "needs a clear picture, a hazy one and depth")
    }
    let (w, h, side) = (clear.width, clear.height, vae.configuration.factor)
    guard w % side == 0, h % side == 0 else {
      throw FileError(.damaged, frames[0].id, "is \(w) x \(h): expected sides that are multiples of \(side)")
    }
    return withoutGradients {
      var out = Encoded()
      (out.height, out.width) = (h / side, w / side)
      let pictures = [clear.rgb.bytes] + frames.map { $0.hazy!.rgb.bytes }
      let z = vae.encode(Tensor(pictures: pictures, width: w, height: h)).scalars
      let size = out.height * out.width * 4
      let usable = frames[0].mask?.values ?? depth.valid
      out.z_clean = Array(z[..<size])
      out.z_hazy = Array(z[size...])
      let seen = fillsHoles ? filled(depth.metres, where: depth.valid, width: w) : depth.metres
      out.z_depth = vae.encode(Tensor(depths: [seen], width: w, height: h, coding: coding)).scalars
      let valid = Tensor(zip(usable, depth.valid).map { $0 && $1 ? 1 : 0 }, [1, h, w, 1])
      out.mask = latentMask(valid, factor: side, rule: .share(validShare)).scalars
      out.depth =
        latentDepth(Tensor(depth.metres, [1, h, w, 1]), valid: valid, coding: coding, factor: side).scalars
      for frame in frames { out.transmission += transmission(frame, out, side) }
      return out
    }
  }

  /// The mean transmission of each cell; -1 where the frame does not tell.
  private func transmission(_ frame: Frame, _ out: Encoded, _ side: Int) -> [Float] {
    let cells = out.height * out.width
    guard let t = frame.transmission else { return Array(repeating: -1, count: cells) }
    return (0..<cells).map { i in
      let cell = Cell(row: i / out.width, column: i % out.width, side: side, stride: t.width)
      return cell.pixels.reduce(0) { $0 + t.values[$1] } / Float(side * side)
    }
  }
}

/// The pixels under a latent pixel.
private struct Cell {
  let row, column, side, stride: Int

  var pixels: [Int] {
    (0..<side).flatMap { y in (0..<side).map { x in (row * side + y) * stride + column * side + x } }
  }
}
