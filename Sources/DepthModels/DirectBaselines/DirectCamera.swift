import NN
import Numerics
import Pictures

/// What a direct baseline makes of the camera. The focal length f is in widths of the picture, so that a resized picture
/// keeps its own: f = fx / width, 0.617 at 78 degrees.
public enum DirectCamera: String, Sendable, CaseIterable {
  /// Nothing: it takes every picture for one of its training's cameras, the mean of them where there were several.
  case blind
  /// f is told with the picture, and distances are those of a canonical camera times f.
  case given
  /// f is found in the picture first, as UniDepthV2 does, and then used like a given one.
  case predicted

  /// ln of the focal length, in widths, of which a canonical camera's pictures are: 78 degrees.
  static let canonical = logFocal(fieldOfView: 78)

  /// ln (1 / (2 tan(fov / 2))).
  static func logFocal(fieldOfView: Double) -> Float {
    Float(-Portable.log(2 * Portable.tan(fieldOfView * .pi / 360)))
  }

  /// ln (fx / width).
  static func logFocal(_ intrinsics: Intrinsics, width: Int) -> Float {
    Float(Portable.log(intrinsics.fx / Double(width)))
  }
}

/// Finds ln of the focal length in a picture: three convolutions of stride 2, a mean over the picture, one linear map.
struct CameraHead: Sendable {
  private let convolutions: [Conv2d]
  private let norms: [GroupNorm]
  private let out: Linear

  init(_ p: Parameters) {
    let widths = [3, 16, 32, 64]
    convolutions = (0..<3).map {
      Conv2d(p / "convolutions" / $0, in: widths[$0], out: widths[$0 + 1], kernel: 3, stride: 2)
    }
    norms = (0..<3).map { GroupNorm(p / "norms" / $0, groups: 8, channels: widths[$0 + 1], eps: 1e-5) }
    out = Linear(p / "out", in: 64, out: 1)
  }

  /// x [B, H, W, 3] in [-1, 1] -> ln f [B, 1, 1, 1].
  func callAsFunction(_ x: Tensor) -> Tensor {
    var h = x
    for (convolution, norm) in zip(convolutions, norms) { h = norm(convolution(h), silu: true) }
    return out(h.mean(axes: [1, 2])) + DirectCamera.canonical
  }
}
