// Reductions in one fixed order.
#include "isa.h"
#include "range.h"
#include "vmath.h"

enum { block = 4096 };

typedef enum { sum_x, sum_xy, sum_xx, sum_abs } sum_kind;

HD_INLINE v16f term(sum_kind kind, v16f acc, v16f x, v16f y) {
  switch (kind) {
    case sum_x: return acc + x;
    case sum_xy: return v16_fma(x, y, acc);
    case sum_xx: return v16_fma(x, x, acc);
    case sum_abs: return acc + v16_abs(x);
  }
  return acc;
}

HD_INLINE v16f load_some(const float *p, size_t n) { return n == 16 ? v16_load(p) : v16_load_n(p, n); }

/// The sums of `count` <= 4 whole blocks at once: their chains of additions run side by side.
HD_INLINE void whole_blocks(sum_kind kind, int count, const float *x, const float *y, float *out) {
  v16f acc[4] = {{0}};
  for (size_t i = 0; i < block; i += 16)
    for (int b = 0; b < count; b++) {
      size_t at = b * block + i;
      acc[b] = term(kind, acc[b], v16_load(x + at), kind == sum_xy ? v16_load(y + at) : acc[b]);
    }
  for (int b = 0; b < count; b++) out[b] = v16_sum(acc[b]);
}

HD_INLINE float part_block(sum_kind kind, size_t n, const float *x, const float *y) {
  v16f acc = {0};
  for (size_t i = 0; i < n; i += 16) {
    size_t k = n - i < 16 ? n - i : 16;
    acc = term(kind, acc, load_some(x + i, k), kind == sum_xy ? load_some(y + i, k) : acc);
  }
  return v16_sum(acc);
}

typedef struct {
  const float *x, *y;
  float *sums;  // one per whole block
} sum_call;

HD_INLINE void sum_blocks(sum_kind kind, const sum_call *c, size_t first, size_t count) {
  size_t b = first, end = first + count;
  for (; b + 4 <= end; b += 4) whole_blocks(kind, 4, c->x + b * block, c->y + b * block, c->sums + b);
  for (; b < end; b++) whole_blocks(kind, 1, c->x + b * block, c->y + b * block, c->sums + b);
}

#define RANGE(kind) \
  static void kind##_range(const void *c, size_t first, size_t count) { sum_blocks(kind, c, first, count); }
RANGE(sum_x) RANGE(sum_xy) RANGE(sum_xx) RANGE(sum_abs)
#undef RANGE

/// Whole blocks, on the pool where there are many; then what is left. y is x where the kind has one operand.
HD_INLINE double sum_all(sum_kind kind, hd_range_body range, size_t n, const float *x, const float *y) {
  size_t blocks = n / block, done = blocks * block;
  double sum = 0;
  if (blocks) {
    sum_call c = {x, y, hd_scratch(0, blocks * sizeof(float))};
    hd_for_range(blocks, 16, range, &c);
    for (size_t b = 0; b < blocks; b++) sum += c.sums[b];
  }
  return done < n ? sum + part_block(kind, n - done, x + done, y + done) : sum;
}

double HD_FN(hd_sum)(size_t n, const float *x) { return sum_all(sum_x, sum_x_range, n, x, x); }
double HD_FN(hd_dot)(size_t n, const float *x, const float *y) { return sum_all(sum_xy, sum_xy_range, n, x, y); }
double HD_FN(hd_sum_squares)(size_t n, const float *x) { return sum_all(sum_xx, sum_xx_range, n, x, x); }
double HD_FN(hd_sum_abs)(size_t n, const float *x) { return sum_all(sum_abs, sum_abs_range, n, x, x); }

/// The largest or smallest of n entries; NaN if there is one.
HD_INLINE float extreme(bool largest, size_t n, const float *x) {
  v16f best[4];
  v16i nan = {0};
  for (int v = 0; v < 4; v++) best[v] = v16_set(largest ? -INFINITY : INFINITY);
  size_t i = 0;
  for (; i + 64 <= n; i += 64)
    for (int v = 0; v < 4; v++) {
      v16f a = v16_load(x + i + 16 * v);
      nan |= a != a;
      best[v] = v16_select(largest ? a > best[v] : a < best[v], a, best[v]);
    }
  float result = best[0][0];
  for (int v = 0; v < 4; v++)
    for (int lane = 0; lane < 16; lane++) {
      if (nan[lane]) return NAN;
      if (largest ? best[v][lane] > result : best[v][lane] < result) result = best[v][lane];
    }
  for (; i < n; i++) {
    if (x[i] != x[i]) return NAN;
    if (largest ? x[i] > result : x[i] < result) result = x[i];
  }
  return result;
}

float HD_FN(hd_max)(size_t n, const float *x) { return extreme(true, n, x); }
float HD_FN(hd_min)(size_t n, const float *x) { return extreme(false, n, x); }

size_t HD_FN(hd_count_nonfinite)(size_t n, const float *x) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t u;
    memcpy(&u, x + i, 4);
    count += (u & 0x7f800000u) == 0x7f800000u;
  }
  return count;
}

#include "sum_axes.inc.h"
