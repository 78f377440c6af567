// Packing of a product's lane operand into panels [K][16], zeros behind the last column.
#ifndef HD_PACK_H
#define HD_PACK_H
#include "vector.h"

typedef float v4f __attribute__((vector_size(16)));
typedef float v8f __attribute__((vector_size(32)));
typedef float v4f_any __attribute__((vector_size(16), aligned(4), may_alias));

/// Four entries from each of four places, side by side.
HD_INLINE v16f v16_load_quarters(const float *a, const float *b, const float *c, const float *d) {
  const v8f ab = __builtin_shufflevector(*(const v4f_any *)a, *(const v4f_any *)b, 0, 1, 2, 3, 4, 5, 6, 7);
  const v8f cd = __builtin_shufflevector(*(const v4f_any *)c, *(const v4f_any *)d, 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/// Transposes the 4 x 4 blocks of four vectors, each within its quarter.
HD_INLINE void v16_transpose_quarters(v16f x[4]) {
#define HD_SHUFFLE(a, b, i, j, k, l)                                                                            \
  __builtin_shufflevector(a, b, i, j, k, l, i + 4, j + 4, k + 4, l + 4, i + 8, j + 8, k + 8, l + 8, i + 12, j + 12, \
                          k + 12, l + 12)
  const v16f a = HD_SHUFFLE(x[0], x[1], 0, 16, 1, 17), b = HD_SHUFFLE(x[0], x[1], 2, 18, 3, 19);
  const v16f c = HD_SHUFFLE(x[2], x[3], 0, 16, 1, 17), d = HD_SHUFFLE(x[2], x[3], 2, 18, 3, 19);
  x[0] = HD_SHUFFLE(a, c, 0, 1, 16, 17);
  x[1] = HD_SHUFFLE(a, c, 2, 3, 18, 19);
  x[2] = HD_SHUFFLE(b, d, 0, 1, 16, 17);
  x[3] = HD_SHUFFLE(b, d, 2, 3, 18, 19);
#undef HD_SHUFFLE
}

/// Transposes a 16 x 16 block: within 4 x 4 blocks, then the blocks.
HD_INLINE void v16_transpose(v16f x[16]) {
#pragma clang loop unroll(full)
  for (int g = 0; g < 16; g += 4) v16_transpose_quarters(x + g);
#pragma clang loop unroll(full)
  for (int t = 0; t < 4; t++) {
    const v16f a = x[t], b = x[t + 4], c = x[t + 8], d = x[t + 12];
    const v16f ab = __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const v16f ab2 = __builtin_shufflevector(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const v16f cd = __builtin_shufflevector(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const v16f cd2 = __builtin_shufflevector(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    x[t] = __builtin_shufflevector(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    x[t + 4] = __builtin_shufflevector(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    x[t + 8] = __builtin_shufflevector(ab2, cd2, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    x[t + 12] = __builtin_shufflevector(ab2, cd2, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
}

/// One panel from rows over k: B stored [columns, K], columns <= 16.
static __attribute__((unused)) void hd_pack_rows(size_t columns, size_t K, const float *B, size_t ldb, float *panel) {
  const size_t whole = columns == 16 ? K / 4 * 4 : 0;
  for (size_t k = 0; k < whole; k += 4, panel += 64) {
    v16f x[4];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < 4; r++) {
      const float *b = B + r * ldb + k;
      x[r] = v16_load_quarters(b, b + 4 * ldb, b + 8 * ldb, b + 12 * ldb);
    }
    v16_transpose_quarters(x);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < 4; r++) v16_store(panel + 16 * r, x[r]);
  }
  for (size_t k = whole; k < K; k += 16, panel += 256) {
    const size_t steps = K - k < 16 ? K - k : 16;
    v16f x[16];
    for (size_t j = 0; j < 16; j++) x[j] = j < columns ? v16_load_n(B + j * ldb + k, steps) : v16_set(0);
    v16_transpose(x);
    for (size_t i = 0; i < steps; i++) v16_store(panel + 16 * i, x[i]);
  }
}

/// One panel from rows over columns: B stored [K, columns], columns <= 16.
static __attribute__((unused)) void hd_pack_columns(size_t columns, size_t K, const float *B, size_t ldb,
                                                    float *panel) {
  if (columns == 16) {
    for (size_t k = 0; k < K; k++) v16_store(panel + 16 * k, v16_load(B + k * ldb));
  } else {
    for (size_t k = 0; k < K; k++) v16_store(panel + 16 * k, v16_load_n(B + k * ldb, columns));
  }
}
#endif
