// Matrix products. c[i][j] = sum over k, in ascending order, of fma(a, b, acc) from 0; then what the epilogue adds. So
// the bits of an element depend on its terms alone: not on instruction set, threads, blocking, packing or transposition.
#ifndef CKERNELS_GEMM_H
#define CKERNELS_GEMM_H
#include <stdbool.h>
#include <stddef.h>

/// What is added to each finished sum, in this order: bias, addend, the old value of C. NULL or false: nothing.
typedef struct {
  const float *bias;    // [N]
  const float *addend;  // [M, N], row stride ld_addend (a residual)
  size_t ld_addend;
  bool accumulate;      // C += instead of C =
} hd_epilogue;

/// C[M,N] = op(A)[M,K] op(B)[K,N] + epilogue. ta: A is stored [K,M] (lda >= M); tb: B is stored [N,K] (ldb >= K).
/// `epilogue` may be NULL. C must not overlap A or B.
void hd_gemm(bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *B, size_t ldb,
             float *C, size_t ldc, const hd_epilogue *epilogue);

/// `count` independent products; operand i starts at A + i * stride_a etc. (a stride of 0 shares an operand).
void hd_gemm_batched(size_t count, bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda,
                     size_t stride_a, const float *B, size_t ldb, size_t stride_b, float *C, size_t ldc,
                     size_t stride_c, bool accumulate);

/// Floats that op(B)[K,N] takes once packed: panels of 16 columns, [K][16] each, the same for every instruction set.
size_t hd_gemm_packed_size(size_t N, size_t K);
void hd_gemm_pack(bool tb, size_t N, size_t K, const float *B, size_t ldb, float *packed);
/// As `hd_gemm`, with B packed by `hd_gemm_pack`. Same bits as `hd_gemm`.
void hd_gemm_prepacked(bool ta, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *packed,
                       float *C, size_t ldc, const hd_epilogue *epilogue);

/// out[j] (+)= sum over i of A[i][j], A [M,N] (the gradient of a bias): in blocks of 256 rows, whatever the threads.
void hd_column_sums(size_t M, size_t N, const float *A, size_t lda, float *out, bool accumulate);
#endif
