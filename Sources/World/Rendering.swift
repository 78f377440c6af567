/// A picture in the making: the surfaces each pixel shows, their light and their distance.
///
/// Fog is laid over surfaces, not pixels: at an edge each surface is veiled for its own distance, so the hazy picture
/// does not give the depth map's outline away.
struct Rendering {
  let width: Int
  let height: Int
  let camera: Viewpoint
  let samples: SurfaceSamples
  let shaded: [Shaded]
  let semantics: [SemanticClass]
  let ground: Ground

  init(_ scene: StreetScene, from camera: Viewpoint, width: Int, height: Int) {
    (self.width, self.height, self.camera) = (width, height, camera)
    (semantics, ground) = (scene.solids.map(\.semantic), scene.ground)
    let samples = SurfaceSamples(of: scene, from: camera, width: width, height: height)
    let grid = SunGrid(scene)
    shaded = scene.solids.withUnsafeBufferPointer { solids in
      scene.materials.withUnsafeBufferPointer { materials in
        (scene.planes + [Plane(n: .zero, d: 0)]).withUnsafeBufferPointer { planes in
          let buffers = SceneBuffers(
            solids: solids.baseAddress!, planes: planes.baseAddress!, materials: materials.baseAddress!)
          let shader = Shader(
            scene: buffers, ground: scene.ground, light: scene.light, grid: grid, camera: camera, look: scene.look)
          var shaded = samples.fragments.map { shader.shade($0) }
          Rendering.softenShadows(&shaded, samples, shader)
          return shaded
        }
      }
    }
    self.samples = samples
  }

  /// Where the sun comes and goes between neighbouring pixels of one surface, its share is measured finer.
  private static func softenShadows(_ shaded: inout [Shaded], _ samples: SurfaceSamples, _ shader: Shader) {
    let (width, height) = (samples.width, samples.height)
    // 0 in shadow, 1 in the sun, 2 where the question does not arise.
    var state = [UInt8](repeating: 2, count: width * height)
    for (index, fragment) in samples.fragments.enumerated() where fragment.weight == 1 {
      let s = shaded[index]
      if s.sun.x + s.sun.y + s.sun.z > 0.004 { state[Int(fragment.pixel)] = s.sunlit > 0 ? 1 : 0 }
    }
    for (index, fragment) in samples.fragments.enumerated() where fragment.weight == 1 {
      let pixel = Int(fragment.pixel)
      let own = state[pixel]
      guard own != 2 else { continue }
      let (x, y) = (pixel % width, pixel / width)
      let other = 1 - own
      let isEdge =
        (x > 0 && state[pixel - 1] == other) || (x + 1 < width && state[pixel + 1] == other)
        || (y > 0 && state[pixel - width] == other) || (y + 1 < height && state[pixel + width] == other)
      if isEdge { shaded[index].sunlit = shader.softened(fragment) }
    }
  }

  /// The light of a fragment as the camera would get it through clear air.
  @inline(__always) func radiance(_ index: Int) -> Colour {
    shaded[index].steady + shaded[index].sun * shaded[index].sunlit
  }

  /// Scene-linear radiance through clear air, RGB interleaved.
  var clear: [Float] {
    var out = [Float](repeating: 0, count: width * height * 3)
    for (index, fragment) in samples.fragments.enumerated() {
      let c = radiance(index) * fragment.weight
      let at = Int(fragment.pixel) * 3
      out[at] += c.x
      out[at + 1] += c.y
      out[at + 2] += c.z
    }
    return out
  }
}
