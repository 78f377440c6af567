// Packing of a product's lane operand into panels [K][16], zeros behind the last column.
#ifndef HD_PACK_H
#define HD_PACK_H
#include "vector.h"

/// Transposes a 16 x 16 block: four perfect shuffles of its rows.
HD_INLINE void v16_transpose(v16f x[16]) {
#pragma clang loop unroll(full)
  for (int stage = 0; stage < 4; stage++) {
    v16f y[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      y[2 * i] = __builtin_shufflevector(x[i], x[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      y[2 * i + 1] =
          __builtin_shufflevector(x[i], x[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) x[i] = y[i];
  }
}

/// One panel from rows over k: B stored [columns, K], columns <= 16.
static __attribute__((unused)) void hd_pack_rows(size_t columns, size_t K, const float *B, size_t ldb, float *panel) {
  for (size_t k = 0; k < K; k += 16, panel += 256) {
    const size_t steps = K - k < 16 ? K - k : 16;
    v16f x[16];
    if (columns == 16 && steps == 16) {
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 16; j++) x[j] = v16_load(B + j * ldb + k);
    } else {
      for (size_t j = 0; j < 16; j++) x[j] = j < columns ? v16_load_n(B + j * ldb + k, steps) : v16_set(0);
    }
    v16_transpose(x);
    if (steps == 16) {
#pragma clang loop unroll(full)
      for (size_t i = 0; i < 16; i++) v16_store(panel + 16 * i, x[i]);
    } else {
      for (size_t i = 0; i < steps; i++) v16_store(panel + 16 * i, x[i]);
    }
  }
}

/// One panel from rows over columns: B stored [K, columns], columns <= 16.
static __attribute__((unused)) void hd_pack_columns(size_t columns, size_t K, const float *B, size_t ldb,
                                                    float *panel) {
  if (columns == 16)
    for (size_t k = 0; k < K; k++) v16_store(panel + 16 * k, v16_load(B + k * ldb));
  else
    for (size_t k = 0; k < K; k++) v16_store(panel + 16 * k, v16_load_n(B + k * ldb, columns));
}
#endif
