// Matrix products.
#define _POSIX_C_SOURCE 200809L
#include "isa.h"
#include "microkernel.h"
#include "parallel.h"
#include <time.h>

void HD_FN(hd_gemm)(bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *B,
                    size_t ldb, float *C, size_t ldc, const hd_epilogue *epilogue) {
  if (M == 0 || N == 0) return;
  float *packed = hd_scratch(0, hd_gemm_packed_size(N, K) * sizeof(float));
  HD_FN(hd_gemm_pack)(tb, N, K, B, ldb, packed);
  HD_FN(hd_gemm_prepacked)(ta, M, N, K, A, lda, packed, C, ldc, epilogue);
}

void HD_FN(hd_gemm_batched)(size_t count, bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda,
                            size_t stride_a, const float *B, size_t ldb, size_t stride_b, float *C, size_t ldc,
                            size_t stride_c, bool accumulate) {
  const hd_epilogue epilogue = {.accumulate = accumulate};
  for (size_t i = 0; i < count; i++)
    HD_FN(hd_gemm)(ta, tb, M, N, K, A + i * stride_a, lda, B + i * stride_b, ldb, C + i * stride_c, ldc, &epilogue);
}

void HD_FN(hd_gemm_pack)(bool tb, size_t N, size_t K, const float *B, size_t ldb, float *packed) {
  for (size_t n = 0; n < N; n += 16) {
    const size_t columns = N - n < 16 ? N - n : 16;
    for (size_t k = 0; k < K; k++, packed += 16)
      for (size_t j = 0; j < 16; j++)
        packed[j] = j >= columns ? 0 : tb ? B[(n + j) * ldb + k] : B[k * ldb + n + j];
  }
}

void HD_FN(hd_gemm_prepacked)(bool ta, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *packed,
                              float *C, size_t ldc, const hd_epilogue *epilogue) {
  if (M == 0 || N == 0) return;
  const hd_tile_in in = {.a = A, .lda = lda, .b = packed, .b_step = 16, .b_group = 16 * K, .K = K, .segments = 1};
  hd_tile_out out = {.c = C, .ldc = ldc};
  if (epilogue) {
    out.bias = epilogue->bias;
    out.addend = epilogue->addend;
    out.ld_addend = epilogue->ld_addend;
    out.accumulate = epilogue->accumulate;
  }
  hd_tile_product(ta ? hd_a_columns : hd_a_rows, M, N, &in, &out);
}

void HD_FN(hd_column_sums)(size_t M, size_t N, const float *A, size_t lda, float *out, bool accumulate) {
  for (size_t j = 0; j < N; j++) {
    float sum = 0;
    for (size_t i = 0; i < M; i++) sum += A[i * lda + j];
    out[j] = accumulate ? out[j] + sum : sum;
  }
}

double HD_FN(hd_fma_peak)(double seconds) {
  // Twenty-four chains of v16f, or as many as fit the registers: enough to hide the latency of any FMA unit.
  v16f acc[hd_tile_accumulators];
  for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_set((float)t);
  const v16f x = v16_set(0.999f), y = v16_set(1e-3f);
  struct timespec begin, now;
  double elapsed, done = 0;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    for (int repeat = 0; repeat < 10000; repeat++) {
      HD_UNROLL for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_fma(acc[t], x, y);
    }
    done += 10000.0 * hd_tile_accumulators * 32;
    clock_gettime(CLOCK_MONOTONIC, &now);
    elapsed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
  } while (elapsed < seconds);
  v16f sum = acc[0];
  for (int t = 1; t < hd_tile_accumulators; t++) sum += acc[t];
  volatile float sink = v16_sum(sum);
  (void)sink;
  return done / elapsed * 1e-9;
}
