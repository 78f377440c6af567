import CKernels
import COpenBLAS

/// Matrix products under a numeric mode: the one way to them from the tensor engine.
///
/// Matrices are row-major Float32 with a row stride (`lda`, `ldb`, `ldc`, in floats); op(X) is X or, with
/// `transposeX`, its transpose. Nothing here allocates.
public enum MatrixProduct {
  /// What is added to a finished product, in this order: bias, addend, the old value of C.
  public struct Epilogue {
    /// [N], the same for every row, or nil.
    public var bias: UnsafePointer<Float>?
    /// [M, N] with row stride `addendStride` (a residual), or nil.
    public var addend: UnsafePointer<Float>?
    public var addendStride: Int
    /// C += product instead of C = product.
    public var accumulate: Bool

    public init(
      bias: UnsafePointer<Float>? = nil, addend: UnsafePointer<Float>? = nil, addendStride: Int = 0,
      accumulate: Bool = false
    ) {
      self.bias = bias
      self.addend = addend
      self.addendStride = addendStride
      self.accumulate = accumulate
    }
  }

  /// C [M, N] = op(A) [M, K] op(B) [K, N] + epilogue. A is stored [K, M] if transposed, B [N, K]; C overlaps neither.
  public static func gemm(
    transposeA: Bool = false, transposeB: Bool = false, M: Int, N: Int, K: Int, A: UnsafePointer<Float>, lda: Int,
    B: UnsafePointer<Float>, ldb: Int, C: UnsafeMutablePointer<Float>, ldc: Int, epilogue: Epilogue = Epilogue(),
    mode: NumericMode = .current
  ) {
    switch mode {
    case .portable:
      var e = hd_epilogue(epilogue)
      hd_gemm(transposeA, transposeB, M, N, K, A, lda, B, ldb, C, ldc, &e)
    case .openblas:
      sgemm(transposeA, transposeB, M, N, K, A, lda, B, ldb, C, ldc, accumulate: epilogue.accumulate)
      add(epilogue, M, N, C, ldc)
    }
  }

  /// `count` independent products; operand i starts at A + i * strideA and so on (a stride of 0 shares an operand).
  public static func batched(
    count: Int, transposeA: Bool = false, transposeB: Bool = false, M: Int, N: Int, K: Int, A: UnsafePointer<Float>,
    lda: Int, strideA: Int, B: UnsafePointer<Float>, ldb: Int, strideB: Int, C: UnsafeMutablePointer<Float>, ldc: Int,
    strideC: Int, accumulate: Bool = false, mode: NumericMode = .current
  ) {
    switch mode {
    case .portable:
      hd_gemm_batched(
        count, transposeA, transposeB, M, N, K, A, lda, strideA, B, ldb, strideB, C, ldc, strideC, accumulate)
    case .openblas:
      for i in 0..<count {
        sgemm(
          transposeA, transposeB, M, N, K, A + i * strideA, lda, B + i * strideB, ldb, C + i * strideC, ldc,
          accumulate: accumulate)
      }
    }
  }

  /// Floats that op(B) [K, N] takes once packed, enough under either mode.
  public static func packedSize(N: Int, K: Int) -> Int { max(hd_gemm_packed_size(N, K), N * K) }

  /// Packs op(B) [K, N] (stored [N, K] if transposed) for `prepacked` under the same mode.
  public static func pack(
    transposeB: Bool = false, N: Int, K: Int, B: UnsafePointer<Float>, ldb: Int,
    into packed: UnsafeMutablePointer<Float>, mode: NumericMode = .current
  ) {
    switch mode {
    case .portable: hd_gemm_pack(transposeB, N, K, B, ldb, packed)
    case .openblas:  // op(B), dense and row-major
      let (rows, columns) = transposeB ? (N, K) : (K, N)
      cblas_somatcopy(
        CblasRowMajor, transposeB ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), 1, B, blasint(ldb),
        packed, blasint(N))
    }
  }

  /// `gemm` with B packed by `pack` under the same mode. Same bits as `gemm` in portable mode.
  public static func prepacked(
    transposeA: Bool = false, M: Int, N: Int, K: Int, A: UnsafePointer<Float>, lda: Int, packed: UnsafePointer<Float>,
    C: UnsafeMutablePointer<Float>, ldc: Int, epilogue: Epilogue = Epilogue(),
    mode: NumericMode = .current
  ) {
    switch mode {
    case .portable:
      var e = hd_epilogue(epilogue)
      hd_gemm_prepacked(transposeA, M, N, K, A, lda, packed, C, ldc, &e)
    case .openblas:
      sgemm(transposeA, false, M, N, K, A, lda, packed, N, C, ldc, accumulate: epilogue.accumulate)
      add(epilogue, M, N, C, ldc)
    }
  }
}

extension hd_epilogue {
  fileprivate init(_ e: MatrixProduct.Epilogue) {
    self.init(bias: e.bias, addend: e.addend, ld_addend: e.addendStride, accumulate: e.accumulate)
  }
}

private func sgemm(
  _ transposeA: Bool, _ transposeB: Bool, _ M: Int, _ N: Int, _ K: Int, _ A: UnsafePointer<Float>, _ lda: Int,
  _ B: UnsafePointer<Float>, _ ldb: Int, _ C: UnsafeMutablePointer<Float>, _ ldc: Int, accumulate: Bool
) {
  OpenBLAS.start()
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(M),
    blasint(N), blasint(K), 1, A, stride(lda), B, stride(ldb), accumulate ? 1 : 0, C, stride(ldc))
}

/// BLAS asks for strides of at least 1, of empty operands too.
private func stride(_ n: Int) -> blasint { blasint(max(n, 1)) }

/// Bias and addend, behind a product that OpenBLAS has already added to C.
private func add(
  _ epilogue: MatrixProduct.Epilogue, _ M: Int, _ N: Int, _ C: UnsafeMutablePointer<Float>, _ ldc: Int
) {
  if let bias = epilogue.bias {
    for i in 0..<M {
      let row = C + i * ldc
      for j in 0..<N { row[j] += bias[j] }
    }
  }
  if let addend = epilogue.addend {
    for i in 0..<M {
      let (row, other) = (C + i * ldc, addend + i * epilogue.addendStride)
      for j in 0..<N { row[j] += other[j] }
    }
  }
}
