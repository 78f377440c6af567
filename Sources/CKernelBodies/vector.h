// Sixteen lanes, whatever the machine's vectors: one register under AVX-512, two under AVX2, an array in plain C.
// The width is part of the arithmetic (it fixes the order of reductions), so it is the same everywhere.
#ifndef HD_VECTOR_H
#define HD_VECTOR_H
#include "arithmetic.h"
// Vectors wider than the machine's have no stable calling convention; every function here is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16f __attribute__((vector_size(64)));
typedef float v16f_any __attribute__((vector_size(64), aligned(4), may_alias));
typedef float v16f_line __attribute__((vector_size(64), aligned(64), may_alias));
typedef int32_t v16i __attribute__((vector_size(64)));
typedef int32_t v16i_any __attribute__((vector_size(64), aligned(4), may_alias));

#define HD_INLINE static inline __attribute__((always_inline))

HD_INLINE v16f v16_load(const float *p) { return *(const v16f_any *)p; }
HD_INLINE void v16_store(float *p, v16f x) { *(v16f_any *)p = x; }
/// Stores a whole line at a 64-byte boundary past the caches, for results that are read much later: the line is not
/// read first. `v16_stream_end` before other threads may read it.
HD_INLINE void v16_stream(float *p, v16f x) { __builtin_nontemporal_store(x, (v16f_line *)p); }
HD_INLINE void v16_stream_end(void) {
#if defined(__SSE__)
  __builtin_ia32_sfence();
#endif
}
HD_INLINE v16f v16_set(float x) { return (v16f){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
/// a * b + c with one rounding, in every build.
HD_INLINE v16f v16_fma(v16f a, v16f b, v16f c) { return __builtin_elementwise_fma(a, b, c); }

#if defined(HD_AVX2) && !defined(HD_AVX512)
/// All ones in the lanes first ... first + 7 that are below n.
HD_INLINE __m256i v16_half_mask(size_t first, size_t n) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n - (int)first), lane);
}
#endif

/// The first n (0...16) entries, zeros behind them; nothing beyond them is read.
HD_INLINE v16f v16_load_n(const float *p, size_t n) {
#if defined(HD_AVX512)
  return (v16f)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1u), p);
#elif defined(HD_AVX2)
  const __m256 low = _mm256_maskload_ps(p, v16_half_mask(0, n)), high = _mm256_maskload_ps(p + 8, v16_half_mask(8, n));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  float t[16] = {0};
  memcpy(t, p, n * sizeof(float));
  return v16_load(t);
#endif
}
HD_INLINE void v16_store_n(float *p, v16f x, size_t n) {
#if defined(HD_AVX512)
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1u), (__m512)x);
#elif defined(HD_AVX2)
  _mm256_maskstore_ps(p, v16_half_mask(0, n), __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7));
  _mm256_maskstore_ps(p + 8, v16_half_mask(8, n), __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15));
#else
  float t[16];
  v16_store(t, x);
  memcpy(p, t, n * sizeof(float));
#endif
}

/// The lanes' sum by one fixed tree: lane i with i+8, then i+4, i+2, i+1.
HD_INLINE float v16_sum(v16f x) {
  float t[16];
  v16_store(t, x);
  for (int step = 8; step > 0; step /= 2)
    for (int i = 0; i < step; i++) t[i] = t[i] + t[i + step];
  return t[0];
}
/// mask ? a : b, lane by lane; mask from a comparison of v16f (all ones or all zeros).
HD_INLINE v16f v16_select(v16i mask, v16f a, v16f b) {
  return (v16f)((mask & (v16i)a) | (~mask & (v16i)b));
}
#endif
