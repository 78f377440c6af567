/// Which solids stand where on the ground: for shadows of the sun, and for the dark under and beside things.
struct SunGrid {
  private static let cell: Float = 4
  private let x0: Float
  private let z0: Float
  private let columns: Int
  private let rows: Int
  private let starts: [Int32]
  private let entries: [Int32]
  /// The top of the highest caster, metres.
  private let top: Float
  private let tops: [Float]

  init(_ scene: StreetScene) {
    let cell = SunGrid.cell
    x0 = -80
    z0 = -24
    columns = 40
    rows = 66
    var spans: [(solid: Int32, x: ClosedRange<Int>, z: ClosedRange<Int>)] = []
    var starts = [Int32](repeating: 0, count: columns * rows + 1)
    var top: Float = 0
    var tops = [Float](repeating: 0, count: columns * rows)
    for (index, solid) in scene.solids.enumerated() where solid.castsShadow {
      let reach = solid.reach
      let (a, b) = (solid.centre - reach, solid.centre + reach)
      let left = Int(((a.x - x0) / cell).rounded(.down))
      let right = Int(((b.x - x0) / cell).rounded(.down))
      let near = Int(((a.z - z0) / cell).rounded(.down))
      let far = Int(((b.z - z0) / cell).rounded(.down))
      guard right >= 0, left < columns, far >= 0, near < rows, b.y > 0.05 else { continue }
      let span = (Int32(index), max(left, 0)...min(right, columns - 1), max(near, 0)...min(far, rows - 1))
      spans.append(span)
      top = max(top, b.y)
      for z in span.2 {
        for x in span.1 {
          starts[z * columns + x + 1] += 1
          tops[z * columns + x] = max(tops[z * columns + x], b.y)
        }
      }
    }
    for i in 1..<starts.count { starts[i] += starts[i - 1] }
    var next = starts
    var entries = [Int32](repeating: 0, count: Int(starts[starts.count - 1]))
    for span in spans {
      for z in span.z {
        for x in span.x {
          entries[Int(next[z * columns + x])] = span.solid
          next[z * columns + x] += 1
        }
      }
    }
    (self.starts, self.entries, self.top, self.tops) = (starts, entries, top, tops)
  }

  /// Whether the way from a point to the sun (`sun`: length 1, above the horizon) is blocked.
  func isShaded(_ p: Vec3, sun: Vec3, _ scene: borrowing SceneBuffers) -> Bool {
    // Walk the cells under the ray until it is above everything.
    let horizontal = (sun.x * sun.x + sun.z * sun.z).squareRoot()
    guard horizontal > 1e-4 else { return false }
    let cell = SunGrid.cell
    var column = Int(((p.x - x0) / cell).rounded(.down))
    var row = Int(((p.z - z0) / cell).rounded(.down))
    let reach = (top - p.y) / sun.y
    guard reach > 0 else { return false }
    func first(_ position: Float, _ d: Float, _ index: Int, _ origin: Float) -> Float {
      abs(d) < 1e-6 ? .infinity : (origin + Float(d > 0 ? index + 1 : index) * cell - position) / d
    }
    var nextX = first(p.x, sun.x, column, x0)
    var nextZ = first(p.z, sun.z, row, z0)
    let (stepX, stepZ) = (sun.x > 0 ? 1 : -1, sun.z > 0 ? 1 : -1)
    let (deltaX, deltaZ) = (
      abs(cell / (abs(sun.x) < 1e-6 ? 1e-6 : sun.x)), abs(cell / (abs(sun.z) < 1e-6 ? 1e-6 : sun.z))
    )
    var t: Float = 0
    while column >= 0, column < columns, row >= 0, row < rows, t < reach {
      let index = row * columns + column
      if tops[index] > p.y + t * sun.y {
        for k in Int(starts[index])..<Int(starts[index + 1]) {
          if blocks(scene.solids[Int(entries[k])], scene.planes, p, sun, reach: reach) { return true }
        }
      }
      if nextX < nextZ {
        t = nextX
        nextX += deltaX
        column += stepX
      } else {
        t = nextZ
        nextZ += deltaZ
        row += stepZ
      }
    }
    return false
  }

  /// How open the surroundings of a low point are, 1 on free ground to 0.15 under a car.
  ///
  /// Each solid of the cell darkens its own outline and a rim about as wide as it is high.
  func openness(_ p: Vec3, except own: Int32, _ scene: borrowing SceneBuffers) -> Float {
    let column = Int(((p.x - x0) / SunGrid.cell).rounded(.down))
    let row = Int(((p.z - z0) / SunGrid.cell).rounded(.down))
    guard column >= 0, column < columns, row >= 0, row < rows else { return 1 }
    var open: Float = 1
    let index = row * columns + column
    for k in Int(starts[index])..<Int(starts[index + 1]) where entries[k] != own {
      let solid = scene.solids[Int(entries[k])]
      let q = p - solid.centre
      let dx = max(abs(dot(q, solid.axisX)) - solid.half.x, 0)
      let dz = max(abs(dot(q, solid.axisZ)) - solid.half.z, 0)
      let lift = max(abs(q.y) - solid.half.y, 0)
      let size = min(solid.half.y + 0.15, 0.9)
      let distance = (dx * dx + dz * dz + 1.5 * lift * lift).squareRoot()
      let near = saturate(1 - distance / (size * 1.2))
      guard near > 0, distance > 1e-4 || lift > 0 || dx + dz == 0 else { continue }
      open *= 1 - 0.55 * near * near
    }
    return max(open, 0.15)
  }
}

/// A scene's arrays, held still while a picture is made.
struct SceneBuffers {
  let solids: UnsafePointer<Solid>
  let planes: UnsafePointer<Plane>
  let materials: UnsafePointer<Material>
}
