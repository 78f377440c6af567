// Unevaluated sums hi + lo of two Float64 numbers, by plain additions and multiplications (no fma: the same bits
// everywhere). Source: Dekker, "A floating-point technique for extending the available precision", 1971.
#ifndef HD_DOUBLE_DOUBLE_H
#define HD_DOUBLE_DOUBLE_H
#include "arithmetic.h"

typedef struct {
  double hi, lo;  // |lo| <= ulp(hi) / 2
} hd_dd;

/// a + b exactly.
static inline hd_dd hd_two_sum(double a, double b) {
  double s = a + b, t = s - a;
  return (hd_dd){s, (a - (s - t)) + (b - t)};
}

/// a + b exactly, where |a| >= |b| or a is 0.
static inline hd_dd hd_fast_two_sum(double a, double b) {
  double s = a + b;
  return (hd_dd){s, b - (s - a)};
}

/// a * b exactly, for magnitudes below 2^996 and products above 2^-960.
static inline hd_dd hd_two_product(double a, double b) {
  double p = a * b, a1 = a * 134217729.0, b1 = b * 134217729.0;  // 2^27 + 1
  double a_hi = a1 - (a1 - a), b_hi = b1 - (b1 - b), a_lo = a - a_hi, b_lo = b - b_hi;
  return (hd_dd){p, ((a_hi * b_hi - p) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

static inline hd_dd hd_dd_product(hd_dd a, hd_dd b) {
  hd_dd p = hd_two_product(a.hi, b.hi);
  return hd_fast_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

/// a / b to a little more than Float64.
static inline hd_dd hd_dd_quotient(hd_dd a, hd_dd b) {
  double q = a.hi / b.hi;
  hd_dd p = hd_two_product(q, b.hi);
  return hd_fast_two_sum(q, (((a.hi - p.hi) - p.lo) + (a.lo - q * b.lo)) / b.hi);
}

/// c[0] + c[1] x + ... + c[n-1] x^(n-1).
static inline double hd_polynomial(int n, const double *c, double x) {
  double y = c[n - 1];
  for (int k = n - 2; k >= 0; k--) y = y * x + c[k];
  return y;
}
#endif
