import Pictures

/// Which surface each sample of a picture shows, and how far away it is.
///
/// A pixel has five samples: its centre, which gives depth and class, and four around it on a rotated grid, which give
/// its colour at edges. Solids are binned into tiles of the picture, nearest first, and each is met only by the samples
/// of its own screen rectangle.
struct SurfaceSamples {
  /// What a sample met: solid << 4 | face, or one of the two below.
  typealias Surface = Int32
  static let sky: Surface = -1
  static let ground: Surface = -2

  let width: Int
  let height: Int
  /// The surface and planar depth in metres (infinite: sky) at each pixel's centre.
  private(set) var surface: [Surface]
  private(set) var depth: [Float]
  /// What pixels are made of, pixel by pixel within a tile.
  private(set) var fragments: [Fragment] = []

  /// A surface's share of a pixel.
  struct Fragment {
    var pixel: Int32
    var surface: Surface
    /// The share of the pixel's samples: 1/4, 1/2, 3/4 or 1.
    var weight: Float
    /// Planar depth of the point that is shaded, metres.
    var depth: Float
    /// Where in the picture that point is.
    var u: Float
    var v: Float
  }

  /// Offsets of the four samples from a pixel's centre.
  static let offsetsU = Lanes(-0.125, 0.375, -0.375, 0.125)
  static let offsetsV = Lanes(-0.375, -0.125, 0.125, 0.375)
  private static let tileWidth = 16
  private static let tileHeight = 8
  private static let near: Float = 0.2

  /// Looks at a scene through `width * height` pixels.
  init(of scene: StreetScene, from camera: Viewpoint, width: Int, height: Int) {
    self.width = width
    self.height = height
    surface = Array(repeating: SurfaceSamples.sky, count: width * height)
    depth = Array(repeating: .infinity, count: width * height)
    fragments.reserveCapacity(width * height * 3 / 2)
    let bins = SurfaceSamples.binned(scene, camera, width, height)
    let targets = scene.solids.map { Target($0, from: camera.position) }
    scene.solids.withUnsafeBufferPointer { solids in
      targets.withUnsafeBufferPointer { targets in
        // Polytope code reads planes only where a solid has some; an empty scene still needs an address.
        (scene.planes + [Plane(n: .zero, d: 0)]).withUnsafeBufferPointer { planes in
          var tile = Tile(SurfaceSamples.tileWidth, SurfaceSamples.tileHeight)
          defer { tile.free() }
          for row in 0..<bins.rows {
            for column in 0..<bins.columns {
              tile.aim(camera, x: column * SurfaceSamples.tileWidth, y: row * SurfaceSamples.tileHeight)
              for entry in bins[row, column] {
                if entry.near > tile.farthest { break }
                tile.meet(
                  solids[Int(entry.solid)], targets[Int(entry.solid)], planes.baseAddress!, entry, camera.position)
              }
              collect(tile)
            }
          }
        }
      }
    }
  }

  /// Takes a finished tile's samples over into the picture.
  private mutating func collect(_ tile: Tile) {
    for j in 0..<min(tile.height, height - tile.y) {
      for i in 0..<min(tile.width, width - tile.x) {
        let (pixel, p) = ((tile.y + j) * width + tile.x + i, j * tile.width + i)
        let (u, v) = (Float(tile.x + i), Float(tile.y + j))
        let group = tile.pixels + p / 4
        let (main, z) = (tile.surface[group][p & 3], tile.depth[group][p & 3])
        surface[pixel] = main
        depth[pixel] = z
        let (around, distance) = (tile.surface[p], tile.depth[p])
        if around == SIMD4(repeating: main) {
          fragments.append(
            Fragment(pixel: Int32(pixel), surface: main, weight: 1, depth: z, u: u, v: v))
          continue
        }
        for k in 0..<4 {
          let s = around[k]
          var count = 0
          var isFirst = true
          for m in 0..<4 where around[m] == s {
            count += 1
            if m < k { isFirst = false }
          }
          guard isFirst else { continue }
          let isMain = s == main
          fragments.append(
            Fragment(
              pixel: Int32(pixel), surface: s, weight: Float(count) * 0.25, depth: isMain ? z : distance[k],
              u: isMain ? u : u + SurfaceSamples.offsetsU[k], v: isMain ? v : v + SurfaceSamples.offsetsV[k]))
        }
      }
    }
  }
}

// MARK: - Bins

extension SurfaceSamples {
  /// A solid's rectangle in the picture (pixels, inclusive) and its least planar depth.
  struct Entry {
    var solid: Int32
    var near: Float
    var x0: Int32
    var x1: Int32
    var y0: Int32
    var y1: Int32
  }

  /// For each tile the solids that may show in it, nearest first.
  private struct Bins {
    let columns: Int
    let rows: Int
    let starts: [Int32]
    let entries: [Entry]
    let order: [Int32]

    subscript(row: Int, column: Int) -> some Sequence<Entry> {
      let tile = row * columns + column
      return order[Int(starts[tile])..<Int(starts[tile + 1])].lazy.map { [entries] in entries[Int($0)] }
    }
  }

  private static func binned(_ scene: StreetScene, _ camera: Viewpoint, _ width: Int, _ height: Int) -> Bins {
    var entries: [Entry] = []
    entries.reserveCapacity(scene.solids.count)
    for (index, solid) in scene.solids.enumerated() {
      if let entry = rectangle(of: solid, index, camera, width, height) { entries.append(entry) }
    }
    entries.sort { $0.near != $1.near ? $0.near < $1.near : $0.solid < $1.solid }
    let columns = (width + tileWidth - 1) / tileWidth
    let rows = (height + tileHeight - 1) / tileHeight
    var starts = [Int32](repeating: 0, count: columns * rows + 1)
    func tiles(_ e: Entry) -> (ClosedRange<Int>, ClosedRange<Int>) {
      (Int(e.y0) / tileHeight...Int(e.y1) / tileHeight, Int(e.x0) / tileWidth...Int(e.x1) / tileWidth)
    }
    for entry in entries {
      let (ys, xs) = tiles(entry)
      for y in ys { for x in xs { starts[y * columns + x + 1] += 1 } }
    }
    for i in 1..<starts.count { starts[i] += starts[i - 1] }
    var next = starts
    var order = [Int32](repeating: 0, count: Int(starts[starts.count - 1]))
    for (index, entry) in entries.enumerated() {
      let (ys, xs) = tiles(entry)
      for y in ys {
        for x in xs {
          order[Int(next[y * columns + x])] = Int32(index)
          next[y * columns + x] += 1
        }
      }
    }
    return Bins(columns: columns, rows: rows, starts: starts, entries: entries, order: order)
  }

  /// The bounds of the eight corners of a solid's own box, cut at the near plane.
  private static func rectangle(
    of solid: Solid, _ index: Int, _ camera: Viewpoint, _ width: Int, _ height: Int
  ) -> Entry? {
    let centre = camera.camera(solid.centre)
    func turned(_ a: Vec3, _ h: Float) -> Vec3 {
      Vec3(dot(a, camera.right), dot(a, camera.down), dot(a, camera.forward)) * h
    }
    let ex = turned(solid.axisX, solid.half.x)
    let ey = turned(solid.axisY, solid.half.y)
    let ez = turned(solid.axisZ, solid.half.z)
    let extent = abs3(ex) + abs3(ey) + abs3(ez)
    guard centre.z + extent.z > near else { return nil }
    let (fx, fy) = (Float(camera.intrinsics.fx), Float(camera.intrinsics.fy))
    let (cx, cy) = (Float(camera.intrinsics.cx), Float(camera.intrinsics.cy))
    var (x0, x1, y0, y1) = (Float.infinity, -Float.infinity, Float.infinity, -Float.infinity)
    func include(_ p: Vec3) {
      let (x, y) = (p.x / p.z * fx + cx, p.y / p.z * fy + cy)
      (x0, x1, y0, y1) = (min(x0, x), max(x1, x), min(y0, y), max(y1, y))
    }
    func corner(_ k: Int) -> Vec3 {
      let p = centre + (k & 1 == 0 ? ex : -ex) + (k & 2 == 0 ? ey : -ey)
      return p + (k & 4 == 0 ? ez : -ez)
    }
    let isWhole = centre.z - extent.z > near
    for k in 0..<8 {
      let p = corner(k)
      if p.z > near { include(p) }
      if isWhole { continue }
      for bit in [1, 2, 4] where k & bit == 0 {
        let q = corner(k | bit)
        if (p.z > near) != (q.z > near) { include(p + (q - p) * ((near - p.z) / (q.z - p.z))) }
      }
    }
    // Samples lie up to 3/8 of a pixel from a pixel's centre.
    let (left, right) = (max(x0 - 0.5, 0), min(x1 + 0.5, Float(width - 1)))
    let (top, bottom) = (max(y0 - 0.5, 0), min(y1 + 0.5, Float(height - 1)))
    guard left <= right, top <= bottom else { return nil }
    return Entry(
      solid: Int32(index), near: max(centre.z - extent.z, 0), x0: Int32(left), x1: Int32(right.rounded(.up)),
      y0: Int32(top), y1: Int32(bottom.rounded(.up)))
  }
}
