// Philox streams.
#include "isa.h"
#include "vmath.h"

static uint32_t word(uint64_t key, uint64_t high, uint64_t i) {
  uint64_t block = i / 4;
  uint32_t out[4];
  hd_philox((uint32_t[4]){(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)high, (uint32_t)(high >> 32)},
            (uint32_t[2]){(uint32_t)key, (uint32_t)(key >> 32)}, out);
  return out[i % 4];
}

void HD_FN(hd_philox_words)(uint64_t key, uint64_t high, uint64_t first, size_t n, uint32_t *out) {
  for (size_t i = 0; i < n; i++) out[i] = word(key, high, first + i);
}

void HD_FN(hd_philox_uniform)(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out) {
  for (size_t i = 0; i < n; i++) out[i] = (float)(word(key, high, first + i) >> 8) * 0x1p-24f;
}

void HD_FN(hd_philox_normal)(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out) {
  for (size_t i = 0; i < n; i++) {
    double u = (word(key, high, 2 * (first + i)) + 0.5) * 0x1p-32;
    double w = word(key, high, 2 * (first + i) + 1) * 0x1p-32;
    out[i] = (float)(sqrt(-2 * hd_log_f64(u)) * hd_cos_f64(6.283185307179586 * w));
  }
}
