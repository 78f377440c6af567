// Sums over rows, in one order whatever the threads: blocks of 256 rows; in a block four chains, by row modulo 4,
// combined as (0 + 1) + (2 + 3); blocks in ascending order. Included by gemm.inc.h.
#ifndef HD_COLUMN_SUMS_H
#define HD_COLUMN_SUMS_H
#include "gemm_plan.h"

enum { sum_block = 256 };

typedef struct {
  size_t M, N;
  const float *a;
  size_t lda;
  float *partial;
  size_t ld;
} column_sums;

static void column_sums_task(int index, void *context) {
  const column_sums *s = context;
  const size_t first = (size_t)index * sum_block, rows = gemm_min(s->M - first, sum_block);
  float *partial = s->partial + (size_t)index * s->ld;
  for (size_t j = 0; j < s->N; j += 16) {
    const float *a = s->a + first * s->lda + j;
    const size_t n = gemm_min(s->N - j, 16);
    v16f sum[4] = {v16_set(0), v16_set(0), v16_set(0), v16_set(0)};
    size_t i = 0;
    if (n == 16)
      for (; i + 4 <= rows; i += 4) HD_UNROLL for (size_t r = 0; r < 4; r++) sum[r] += v16_load(a + (i + r) * s->lda);
    else
      for (; i + 4 <= rows; i += 4)
        HD_UNROLL for (size_t r = 0; r < 4; r++) sum[r] += v16_load_n(a + (i + r) * s->lda, n);
    for (; i < rows; i++) sum[i % 4] += v16_load_n(a + i * s->lda, n);
    v16_store(partial + j, (sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
}

void HD_FN(hd_column_sums)(size_t M, size_t N, const float *A, size_t lda, float *out, bool accumulate) {
  const size_t blocks = (M + sum_block - 1) / sum_block, ld = gemm_up(N, 16);
  column_sums s = {.M = M, .N = N, .a = A, .lda = lda, .ld = ld};
  s.partial = hd_scratch(0, blocks * ld * sizeof(float));
  if (M * N >= 1 << 17) {
    hd_parallel_for((int)blocks, column_sums_task, &s);
  } else {
    for (size_t i = 0; i < blocks; i++) column_sums_task((int)i, &s);
  }
  for (size_t j = 0; j < N; j += 16) {
    const size_t n = gemm_min(N - j, 16);
    v16f sum = v16_set(0);
    for (size_t i = 0; i < blocks; i++) sum += v16_load(s.partial + i * ld + j);
    if (accumulate) sum += v16_load_n(out + j, n);
    v16_store_n(out + j, sum, n);
  }
}
#endif
