// Jacobi's methods: rotations until all is orthogonal. They use + - * / and square roots only, in one fixed order, so
// that their bits are the same everywhere; for the sizes met here (a handful of unknowns) they are fast enough.

/// The plane rotation (cosine, sine) that makes the symmetric [[p, r], [r, q]] diagonal, r != 0.
///
/// Source: Golub and Van Loan, "Matrix Computations", 4th ed., algorithm 8.5.1.
private func rotation(_ p: Double, _ q: Double, _ r: Double) -> (c: Double, s: Double, t: Double) {
  let tau = (q - p) / (2 * r)
  let t = (tau >= 0 ? 1 : -1) / (abs(tau) + (1 + tau * tau).squareRoot())
  let c = 1 / (1 + t * t).squareRoot()
  return (c, t * c, t)
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for i in x.indices { sum += x[i] * y[i] }
  return sum
}

private func rotate(_ x: inout [Double], _ y: inout [Double], _ c: Double, _ s: Double) {
  for i in x.indices { (x[i], y[i]) = (c * x[i] - s * y[i], s * x[i] + c * y[i]) }
}

private let sweeps = 60

/// Least squares by one-sided Jacobi: QR first, then the columns of R are rotated until they are orthogonal, U S.
///
/// Source: Hestenes' method as in Golub and Van Loan, 4th ed., section 8.6.4.
struct JacobiSVD {
  private let m: Int
  private let n: Int
  /// Columns of U S, and of V.
  private var U: [[Double]]
  private var V: [[Double]]
  /// The right-hand side in the basis of U's rows.
  private var b: [Double]
  /// The power of two that was taken out of A, so that squares neither overflow nor vanish.
  private let scale: Double

  init(_ A: [Double], _ m: Int, _ n: Int, _ b: [Double]) throws(LinearAlgebra.Failure) {
    (self.m, self.n, self.b) = (m, n, b)
    let largest = A.reduce(0) { max($0, abs($1)) }
    scale = largest > 0 ? largest.binade : 1
    let s = scale
    U = (0..<n).map { j in (0..<m).map { A[$0 * n + j] / s } }
    V = (0..<n).map { j in (0..<n).map { $0 == j ? 1 : 0 } }
    if m > n { reduceToTriangle() }
    try orthogonalize()
  }

  /// Householder: A becomes R [n, n], b becomes the first n entries of Q^T b.
  private mutating func reduceToTriangle() {
    for k in 0..<n {
      var v = Array(U[k][k...])
      let norm = dot(v, v).squareRoot()
      guard norm > 0 else { continue }
      let alpha = v[0] > 0 ? -norm : norm
      v[0] -= alpha
      let beta = 2 / dot(v, v)
      func reflect(_ x: inout [Double]) {
        var sum = 0.0
        for i in v.indices { sum += v[i] * x[k + i] }
        sum *= beta
        for i in v.indices { x[k + i] -= sum * v[i] }
      }
      for j in k..<n { reflect(&U[j]) }
      reflect(&b)
    }
    for j in 0..<n { U[j] = (0..<n).map { $0 <= j ? U[j][$0] : 0 } }
    b = Array(b[..<n])
  }

  private mutating func orthogonalize() throws(LinearAlgebra.Failure) {
    // Columns this small are rounding errors (of a wide A most must vanish) and would never become orthogonal.
    let unit = Double(max(m, n)) * .ulpOfOne
    let negligible = unit * unit * U.reduce(0) { $0 + dot($1, $1) }
    for _ in 0..<sweeps {
      var isDone = true
      for j in 0..<n {
        for i in 0..<j {
          let (p, q, r) = (dot(U[i], U[i]), dot(U[j], U[j]), dot(U[i], U[j]))
          guard min(p, q) > negligible, abs(r) > 4 * .ulpOfOne * (p * q).squareRoot() else { continue }
          isDone = false
          let (c, s, _) = rotation(p, q, r)
          var (x, y) = (U[i], U[j])
          rotate(&x, &y, c, s)
          (U[i], U[j]) = (x, y)
          (x, y) = (V[i], V[j])
          rotate(&x, &y, c, s)
          (V[i], V[j]) = (x, y)
        }
      }
      if isDone { return }
    }
    throw .notConverged(operation: "leastSquares")
  }

  /// x = sum over the kept singular values of v (u . b) / s.
  func solve(_ rcond: Double) -> LinearAlgebra.LeastSquares {
    let s = U.map { dot($0, $0).squareRoot() }
    let order = s.indices.sorted { (s[$0], $1) > (s[$1], $0) }
    let kept = order.prefix(min(m, n)).filter { s[$0] > rcond * s[order[0]] }
    var x = [Double](repeating: 0, count: n)
    for k in kept {
      let weight = dot(U[k], b) / (s[k] * s[k])
      for i in 0..<n { x[i] += weight * V[k][i] }
    }
    return .init(
      solution: x.map { $0 / scale }, rank: kept.count, singularValues: order.prefix(min(m, n)).map { s[$0] * scale })
  }
}

/// Cyclic Jacobi on the upper triangle.
func jacobiEigensystem(_ A: [Double], _ n: Int) throws(LinearAlgebra.Failure) -> LinearAlgebra.Eigensystem {
  let largest = A.reduce(0) { max($0, abs($1)) }
  let scale = largest > 0 ? largest.binade : 1
  var a = (0..<n).map { i in (0..<n).map { j in A[min(i, j) * n + max(i, j)] / scale } }
  var vectors = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
  for _ in 0..<sweeps {
    var isDone = true
    for q in 0..<n {
      for p in 0..<q where abs(a[p][q]) > 0x1p-60 {  // the largest entry is in 1..<2
        isDone = false
        let (c, s, t) = rotation(a[p][p], a[q][q], a[p][q])
        let change = t * a[p][q]
        (a[p][p], a[q][q]) = (a[p][p] - change, a[q][q] + change)
        (a[p][q], a[q][p]) = (0, 0)
        for k in 0..<n where k != p && k != q {
          let (x, y) = (a[k][p], a[k][q])
          (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
          (a[p][k], a[q][k]) = (a[k][p], a[k][q])
        }
        var (x, y) = (vectors[p], vectors[q])
        rotate(&x, &y, c, s)
        (vectors[p], vectors[q]) = (x, y)
      }
    }
    if isDone { return .init((0..<n).map { (a[$0][$0] * scale, vectors[$0]) }) }
  }
  throw .notConverged(operation: "symmetricEigensystem")
}
