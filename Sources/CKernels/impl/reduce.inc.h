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

HD_INLINE double sum_blocks(sum_kind kind, size_t n, const float *x, const float *y) {
  double sum = 0;
  for (size_t first = 0; first < n; first += block) {
    size_t end = n - first < block ? n : first + block, i = first;
    v16f acc = {0};
    for (; i + 16 <= end; i += 16) acc = term(kind, acc, v16_load(x + i), kind == sum_xy ? v16_load(y + i) : acc);
    size_t k = end - i;
    if (k) acc = term(kind, acc, v16_load_n(x + i, k), kind == sum_xy ? v16_load_n(y + i, k) : acc);
    sum += v16_sum(acc);
  }
  return sum;
}

double HD_FN(hd_sum)(size_t n, const float *x) { return sum_blocks(sum_x, n, x, NULL); }
double HD_FN(hd_dot)(size_t n, const float *x, const float *y) { return sum_blocks(sum_xy, n, x, y); }
double HD_FN(hd_sum_squares)(size_t n, const float *x) { return sum_blocks(sum_xx, n, x, NULL); }
double HD_FN(hd_sum_abs)(size_t n, const float *x) { return sum_blocks(sum_abs, n, x, NULL); }

float HD_FN(hd_max)(size_t n, const float *x) {
  float best = -INFINITY;
  for (size_t i = 0; i < n; i++) best = x[i] > best || x[i] != x[i] ? x[i] : best;
  return best;
}

float HD_FN(hd_min)(size_t n, const float *x) {
  float best = INFINITY;
  for (size_t i = 0; i < n; i++) best = x[i] < best || x[i] != x[i] ? x[i] : best;
  return best;
}

size_t HD_FN(hd_count_nonfinite)(size_t n, const float *x) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t u;
    memcpy(&u, x + i, 4);
    count += (u & 0x7f800000u) == 0x7f800000u;
  }
  return count;
}

void HD_FN(hd_sum_axes)(const size_t dims[5], unsigned axes, const float *x, float *y, bool accumulate) {
  size_t out[5], in[5], n = 1;
  for (int a = 0; a < 5; a++) {
    out[a] = axes >> a & 1 ? 1 : dims[a], in[a] = axes >> a & 1 ? dims[a] : 1;
    n *= out[a];
  }
  size_t s[5] = {dims[1] * dims[2] * dims[3] * dims[4], dims[2] * dims[3] * dims[4], dims[3] * dims[4], dims[4], 1};
  for (size_t o = 0; o < n; o++) {
    size_t rest = o, base = 0;
    for (int a = 4; a >= 0; a--) base += rest % out[a] * s[a], rest /= out[a];
    double sum = 0;
    for (size_t i = 0; i < in[0]; i++)
      for (size_t j = 0; j < in[1]; j++)
        for (size_t k = 0; k < in[2]; k++)
          for (size_t l = 0; l < in[3]; l++)
            for (size_t m = 0; m < in[4]; m++) sum += x[base + i * s[0] + j * s[1] + k * s[2] + l * s[3] + m];
    y[o] = accumulate ? y[o] + (float)sum : (float)sum;
  }
}
