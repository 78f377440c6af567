import Numerics
import Testing

@Suite struct LinearAlgebraTests {
  @Test(arguments: NumericMode.allCases) func `a line through four points`(mode: NumericMode) throws {
    // y = 6, 5, 7, 10 at x = 1, 2, 3, 4: intercept 3.5, slope 1.4.
    let A: [Double] = [1, 1, 1, 2, 1, 3, 1, 4]
    let fit = try LinearAlgebra.leastSquares(A, rows: 4, columns: 2, [6, 5, 7, 10], mode: mode)
    #expect(close(fit.solution, [3.5, 1.4]))
    #expect(fit.rank == 2)
    #expect(close(fit.singularValues.map { $0 * $0 }, [17 + 269.0.squareRoot(), 17 - 269.0.squareRoot()]))
  }

  @Test(arguments: NumericMode.allCases) func `dependent columns give rank one and the shortest solution`(
    mode: NumericMode
  ) throws {
    let fit = try LinearAlgebra.leastSquares([1, 2, 2, 4, 3, 6], rows: 3, columns: 2, [5, 10, 15], mode: mode)
    #expect(fit.rank == 1)
    #expect(close(fit.solution, [1, 2]))
  }

  @Test(arguments: NumericMode.allCases) func `more unknowns than equations give the shortest solution`(
    mode: NumericMode
  ) throws {
    let fit = try LinearAlgebra.leastSquares([1, 1, 0, 0, 0, 2], rows: 2, columns: 3, [2, 6], mode: mode)
    #expect(fit.rank == 2)
    #expect(close(fit.solution, [1, 1, 3]))
    #expect(close(fit.singularValues, [2, 2.0.squareRoot()]))
  }

  @Test(arguments: NumericMode.allCases) func `a matrix of zeros has rank zero`(mode: NumericMode) throws {
    let fit = try LinearAlgebra.leastSquares([0, 0, 0, 0], rows: 2, columns: 2, [1, 1], mode: mode)
    #expect(fit.rank == 0)
    #expect(fit.solution == [0, 0])
  }

  @Test(arguments: NumericMode.allCases) func `very large and very small entries neither overflow nor vanish`(
    mode: NumericMode
  ) throws {
    for s in [1e-200, 1e200] {
      let fit = try LinearAlgebra.leastSquares([2 * s, 0, 0, s], rows: 2, columns: 2, [4 * s, 3 * s], mode: mode)
      #expect(close(fit.solution, [2, 3]))
      #expect(fit.rank == 2)
    }
  }

  @Test func `both modes agree on random systems of every shape`() throws {
    var random = Generator(seed: 4)
    for (m, n) in [(1, 1), (5, 5), (200, 7), (7, 20), (3, 1), (1, 3)] {
      let A = random.normal(count: m * n).map(Double.init)
      let b = random.normal(count: m).map(Double.init)
      let ours = try LinearAlgebra.leastSquares(A, rows: m, columns: n, b, mode: .portable)
      let lapack = try LinearAlgebra.leastSquares(A, rows: m, columns: n, b, mode: .openblas)
      #expect(close(ours.solution, lapack.solution, 1e-9), "\(m) x \(n)")
      #expect(close(ours.singularValues, lapack.singularValues))
      #expect(ours.rank == lapack.rank)
    }
  }

  @Test(arguments: NumericMode.allCases) func `eigenvalues of a matrix by hand`(mode: NumericMode) throws {
    let system = try LinearAlgebra.symmetricEigensystem([2, 1, 0, 1, 2, 0, 0, 0, 5], 3, mode: mode)
    let h = 0.5.squareRoot()
    #expect(close(system.values, [1, 3, 5]))
    #expect(close(system.vectors[0].map(abs), [h, h, 0]))
    #expect(system.vectors[0][0] * system.vectors[0][1] < 0)
    #expect(close(system.vectors[1], [h, h, 0]))
    #expect(close(system.vectors[2], [0, 0, 1]))
  }

  @Test(arguments: NumericMode.allCases) func `only the upper triangle is read`(mode: NumericMode) throws {
    let system = try LinearAlgebra.symmetricEigensystem([2, 1, -99, 2], 2, mode: mode)
    #expect(close(system.values, [1, 3]))
  }

  @Test func `eigensystems rebuild their matrix, and both modes agree`() throws {
    var random = Generator(seed: 5)
    for n in [1, 2, 3, 12, 40] {
      let half = random.normal(count: n * n).map(Double.init)
      let A = (0..<n * n).map { half[$0] + half[$0 % n * n + $0 / n] }
      let ours = try LinearAlgebra.symmetricEigensystem(A, n, mode: .portable)
      let lapack = try LinearAlgebra.symmetricEigensystem(A, n, mode: .openblas)
      #expect(close(ours.values, lapack.values, 1e-10))
      for k in 0..<n { #expect(close(ours.vectors[k], lapack.vectors[k], 1e-9), "\(n): \(k)") }
      let rebuilt = (0..<n * n).map { ij in
        (0..<n).reduce(0.0) { $0 + ours.values[$1] * ours.vectors[$1][ij / n] * ours.vectors[$1][ij % n] }
      }
      #expect(close(rebuilt, A, 1e-10))
    }
  }

  @Test(arguments: NumericMode.allCases) func `a NaN is refused`(mode: NumericMode) {
    #expect(throws: LinearAlgebra.Failure.notFinite(operation: "leastSquares")) {
      try LinearAlgebra.leastSquares([1, .nan], rows: 2, columns: 1, [1, 1], mode: mode)
    }
    #expect(throws: LinearAlgebra.Failure.notFinite(operation: "symmetricEigensystem")) {
      try LinearAlgebra.symmetricEigensystem([.infinity], 1, mode: mode)
    }
  }

  @Test func `wrong sizes trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = try LinearAlgebra.leastSquares([1, 2], rows: 2, columns: 2, [1, 1])
    }
    await #expect(processExitsWith: .failure) { _ = try LinearAlgebra.symmetricEigensystem([1, 2], 1) }
  }
}

/// Equal to `tolerance` times the largest magnitude of the second.
private func close(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-12) -> Bool {
  let scale = b.reduce(0) { max($0, abs($1)) }
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * scale }
}
