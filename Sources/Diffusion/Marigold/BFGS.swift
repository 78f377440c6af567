/// A few steps of Broyden, Fletcher, Goldfarb and Shanno's method from x; never to a larger value than at x. Stops where
/// no derivative exceeds `tolerance`. Source: Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 6.1; the
/// first step's length is scipy's.
func minimizedBFGS(
  _ x: [Double], iterations: Int, tolerance: Double, _ f: ([Double]) -> (value: Double, gradient: [Double])
) -> [Double] {
  let n = x.count
  var x = x
  var (value, g) = f(x)
  var H = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0.0 } }  // the inverse of the Hessian
  var before = value + norm(g) / 2
  for _ in 0..<iterations {
    guard g.allSatisfy(\.isFinite), (g.map { abs($0) }.max() ?? 0) > tolerance else { break }
    let p = H.map { -dot($0, g) }
    let slope = dot(p, g)
    guard slope < 0 else { break }
    var step = min(1, 1.01 * 2 * (value - before) / slope)
    if !(step > 0) { step = 1 }
    // Halved until the value falls by its share of what the slope promises.
    var (next, found) = (x, (value: value, gradient: g))
    var isLower = false
    for _ in 0..<40 {
      next = zip(x, p).map { $0 + step * $1 }
      found = f(next)
      if found.value <= value + 1e-4 * step * slope {
        isLower = true
        break
      }
      step /= 2
    }
    guard isLower else { break }
    let s = zip(next, x).map { $0 - $1 }
    let y = zip(found.gradient, g).map { $0 - $1 }
    (before, x, value, g) = (value, next, found.value, found.gradient)
    let sy = dot(s, y)
    if sy > 0 { update(&H, s, y, sy) }
  }
  return x
}

/// H := (I - s yᵀ/sy) H (I - y sᵀ/sy) + s sᵀ/sy.
private func update(_ H: inout [[Double]], _ s: [Double], _ y: [Double], _ sy: Double) {
  let Hy = H.map { dot($0, y) }
  let scale = (1 + dot(y, Hy) / sy) / sy
  for i in s.indices {
    for j in s.indices { H[i][j] += scale * s[i] * s[j] - (Hy[i] * s[j] + s[i] * Hy[j]) / sy }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
private func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
