import COpenBLAS

/// Small dense decompositions in Float64, row-major: our own Jacobi methods in `portable` mode, LAPACK in `openblas`.
public enum LinearAlgebra {
  /// A matrix that cannot be decomposed.
  public enum Failure: Error, Equatable, CustomStringConvertible, Sendable {
    case notFinite(operation: String)
    case notConverged(operation: String)

    public var description: String {
      switch self {
      case .notFinite(let operation): "\(operation): a NaN or infinite entry; mask invalid values first"
      case .notConverged(let operation): "\(operation): no convergence; are the entries of wildly different size?"
      }
    }
  }

  /// The x of least norm among those with least |A x - b|, and how well A determines it.
  public struct LeastSquares: Sendable {
    /// [n].
    public let solution: [Double]
    /// Singular values above `rcond` times the largest; below n the columns of A are dependent.
    public let rank: Int
    /// min(m, n) values, descending.
    public let singularValues: [Double]
  }

  /// Solves min |A x - b|: A [m, n] row-major, b [m], m and n at least 1.
  ///
  /// Singular values at or below `rcond` times the largest count as 0 (default: max(m, n) epsilon, as numpy's `lstsq`).
  public static func leastSquares(
    _ A: [Double], rows m: Int, columns n: Int, _ b: [Double], rcond: Double? = nil, mode: NumericMode = .current
  ) throws(Failure) -> LeastSquares {
    require(m > 0 && n > 0 && A.count == m * n, "leastSquares: \(A.count) entries for \(m) x \(n)")
    require(b.count == m, "leastSquares: \(b.count) right-hand values for \(m) rows")
    guard A.allSatisfy(\.isFinite), b.allSatisfy(\.isFinite) else { throw .notFinite(operation: "leastSquares") }
    let rcond = rcond ?? Double(max(m, n)) * .ulpOfOne
    switch mode {
    case .portable: return try JacobiSVD(A, m, n, b).solve(rcond)
    case .openblas: return try lapackLeastSquares(A, m, n, b, rcond)
    }
  }

  /// The eigenvalues of a symmetric matrix, ascending, and its orthonormal eigenvectors: vectors[k] goes with
  /// values[k], its entry of largest magnitude (the first such) positive.
  public struct Eigensystem: Sendable {
    public let values: [Double]
    public let vectors: [[Double]]

    /// Sorts pairs and fixes the signs, which neither method determines.
    init(_ pairs: [(value: Double, vector: [Double])]) {
      let sorted = pairs.enumerated().sorted { ($0.element.value, $0.offset) < ($1.element.value, $1.offset) }
      values = sorted.map(\.element.value)
      vectors = sorted.map { pair in
        let v = pair.element.vector
        let largest = v.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
        return largest < 0 ? v.map { -$0 } : v
      }
    }
  }

  /// The eigensystem of the symmetric A [n, n], n at least 1, of which only the upper triangle is read.
  public static func symmetricEigensystem(_ A: [Double], _ n: Int, mode: NumericMode = .current) throws(Failure)
    -> Eigensystem
  {
    require(n > 0 && A.count == n * n, "symmetricEigensystem: \(A.count) entries for \(n) x \(n)")
    guard A.allSatisfy(\.isFinite) else { throw .notFinite(operation: "symmetricEigensystem") }
    switch mode {
    case .portable: return try jacobiEigensystem(A, n)
    case .openblas: return try lapackEigensystem(A, n)
    }
  }
}

private func lapackLeastSquares(
  _ A: [Double], _ m: Int, _ n: Int, _ b: [Double], _ rcond: Double
) throws(LinearAlgebra.Failure) -> LinearAlgebra.LeastSquares {
  OpenBLAS.start()
  var a = [Double](unsafeUninitializedCapacity: m * n) { buffer, count in
    for j in 0..<n { for i in 0..<m { buffer[j * m + i] = A[i * n + j] } }
    count = m * n
  }
  var x = b + [Double](repeating: 0, count: max(0, n - m))
  var s = [Double](repeating: 0, count: min(m, n))
  var (rows, columns, one, ldb) = (blasint(m), blasint(n), blasint(1), blasint(max(m, n)))
  var (rank, info, tolerance) = (blasint(0), blasint(0), rcond)
  var (work, integers, size) = ([0.0], [blasint(0)], blasint(-1))
  for _ in 0..<2 {  // the first round asks for the size of the workspace
    dgelsd_(&rows, &columns, &one, &a, &rows, &x, &ldb, &s, &tolerance, &rank, &work, &size, &integers, &info)
    guard size < 0, info == 0 else { break }
    size = blasint(work[0])
    integers = Array(repeating: 0, count: max(1, Int(integers[0])))
    work = Array(repeating: 0, count: Int(size))
  }
  guard info == 0 else { throw .notConverged(operation: "leastSquares") }
  return .init(solution: Array(x[..<n]), rank: Int(rank), singularValues: s)
}

private func lapackEigensystem(
  _ A: [Double], _ n: Int
) throws(LinearAlgebra.Failure) -> LinearAlgebra.Eigensystem {
  OpenBLAS.start()
  var a = A  // row-major upper is column-major lower
  var w = [Double](repeating: 0, count: n)
  var (order, info, size, work) = (blasint(n), blasint(0), blasint(-1), [0.0])
  for _ in 0..<2 {
    dsyev_("V", "L", &order, &a, &order, &w, &work, &size, &info)
    guard size < 0, info == 0 else { break }
    size = blasint(work[0])
    work = Array(repeating: 0, count: Int(size))
  }
  guard info == 0 else { throw .notConverged(operation: "symmetricEigensystem") }
  return .init((0..<n).map { (w[$0], Array(a[$0 * n..<($0 + 1) * n])) })
}
