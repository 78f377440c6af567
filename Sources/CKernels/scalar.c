// exp, log, pow, tanh, erf in Float64: argument reduction and leading terms in double-double, Taylor tails in Float64,
// one rounding at the end. ScalarTests measures the errors.
#include "../CKernelInterface/include/ckernels/scalar.h"
#include "../CKernelBodies/double_double.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

static const double ln2_hi = 0x1.62e42fefa2p-1, ln2_lo = 0x1.9ef35793c7673p-41;  // hi has 40 bits: n hi is exact

static uint64_t bits_of(double x) {
  uint64_t u;
  memcpy(&u, &x, 8);
  return u;
}
static double from_bits(uint64_t u) {
  double x;
  memcpy(&x, &u, 8);
  return x;
}

/// y 2^k for |k| <= 1100.
static double scale(double y, int k) {
  int half = k / 2;
  return y * from_bits((uint64_t)(half + 1023) << 52) * from_bits((uint64_t)(k - half + 1023) << 52);
}

/// e^x = 2^k (1 + p), |p| < 0.42, for |x| <= 800.
static hd_dd exp_reduced(hd_dd x, int *k) {
  static const double tail[] = {1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
                                1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200};
  double n = (x.hi * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52;
  *k = (int)n;
  hd_dd r = hd_two_sum(x.hi - n * ln2_hi, x.lo - n * ln2_lo);
  hd_dd square = hd_two_product(r.hi, r.hi);
  double cubic = square.hi * r.hi * hd_polynomial(12, tail, r.hi);
  hd_dd sum = hd_fast_two_sum(r.hi, 0.5 * square.hi);
  return hd_fast_two_sum(sum.hi, sum.lo + (r.lo + (r.hi * r.lo + 0.5 * square.lo)) + cubic);
}

static double exp_of(hd_dd x) {
  if (x.hi > 709.79) return INFINITY;
  if (x.hi < -745.14) return 0;
  int k;
  hd_dd p = exp_reduced(x, &k), one = hd_fast_two_sum(1, p.hi);
  return scale(one.hi + (one.lo + p.lo), k);
}

double hd_exp_f64(double x) { return x != x ? x : exp_of((hd_dd){x, 0}); }

/// ln x for finite x > 0: x = 2^n m, ln m = 2 artanh s = 2s + s z (2/3 + z (2/5 + ...)), s = (m-1)/(m+1), z = s^2.
static hd_dd log_of(double x) {
  static const double tail[] = {2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11, 2.0 / 13,
                                2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23};
  int n = 0;
  if (x < 0x1p-1022) x *= 0x1p54, n = -54;
  int64_t exponent = (int64_t)(bits_of(x) - 0x3fe6a09e667f3bcdu) >> 52;  // m in [sqrt(1/2), sqrt 2)
  n += (int)exponent;
  double m = from_bits(bits_of(x) - ((uint64_t)exponent << 52));
  hd_dd s = hd_dd_quotient((hd_dd){m - 1, 0}, hd_two_sum(m, 1)), z = hd_dd_product(s, s);
  hd_dd inner = hd_fast_two_sum(0x1.5555555555555p-1, z.hi * hd_polynomial(10, tail, z.hi));
  inner.lo += 0x1.5555555555555p-55;
  hd_dd rest = hd_dd_product(s, hd_dd_product(z, inner));
  hd_dd sum = hd_two_sum(n * ln2_hi, 2 * s.hi), more = hd_two_sum(sum.hi, rest.hi);
  return hd_fast_two_sum(more.hi, n * ln2_lo + (sum.lo + more.lo + (2 * s.lo + rest.lo)));
}

double hd_log_f64(double x) {
  if (x != x || x == INFINITY) return x;
  if (x < 0) return NAN;
  return x == 0 ? -INFINITY : log_of(x).hi;
}

double hd_pow_f64(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return x + y;
  if (x < 0) return NAN;
  if (x == 0) return y > 0 ? 0 : INFINITY;
  if (x == INFINITY) return y > 0 ? INFINITY : 0;
  hd_dd logarithm = log_of(x);
  double estimate = y * logarithm.hi;
  if (estimate > 800) return INFINITY;
  if (estimate < -800) return 0;
  if (fabs(estimate) < 0x1p-60) return 1;
  hd_dd product = hd_two_product(y, logarithm.hi);
  return exp_of(hd_fast_two_sum(product.hi, product.lo + y * logarithm.lo));
}

/// With E = e^(2|x|) - 1: tanh = E / (E + 2).
double hd_tanh_f64(double x) {
  double a = fabs(x);
  if (x != x || a < 0x1p-28) return x;
  if (a > 22) return copysign(1, x);
  int k;
  hd_dd p = exp_reduced((hd_dd){2 * a, 0}, &k), e = p;
  if (k > 0) {
    double power = scale(1, k);
    e = hd_two_sum(power - 1, power * p.hi);
    e.lo += power * p.lo;
  }
  hd_dd below = hd_two_sum(e.hi, 2);
  below.lo += e.lo;
  return copysign(hd_dd_quotient(e, below).hi, x);
}

/// erf and its derivative at c = k/4.
static const struct {
  double hi, lo, slope;
} erf_at[] = {
  {0, 0, 0x1.20dd750429b6dp+0},
  {0x1.1af54e232d609p-2, -0x1.bee921fa4172bp-56, 0x1.0f5d1602f7e41p+0},
  {0x1.0a7ef5c18edd2p-1, 0x1.5e809f1a31a28p-56, 0x1.c1efca49a5011p-1},
  {0x1.6c1c9759d0e5fp-1, 0x1.b1432f2cbc455p-55, 0x1.492e42d78d2c5p-1},
  {0x1.af767a741088bp-1, -0x1.c97f778122797p-56, 0x1.a911f096fbc26p-2},
  {0x1.d8865d98abe01p-1, -0x1.fcec4afb974d9p-55, 0x1.e4652fadcb6b2p-3},
  {0x1.eea5557137aep-1, -0x1.385e445f2c96dp-55, 0x1.e723726b824a9p-4},
  {0x1.f92d077f8d56dp-1, 0x1.8b55ef493fce7p-56, 0x1.b055303221015p-5},
  {0x1.fd9ae142795e3p-1, 0x1.972801904b9a3p-56, 0x1.529b9e8cf9a1ep-6},
  {0x1.ff404760319b4p-1, 0x1.f142071432025p-56, 0x1.d4143a9dfe965p-8},
  {0x1.ffcaa8f4c9beap-1, 0x1.b0cee160116f9p-55, 0x1.1d83170fbf6fbp-9},
  {0x1.fff2cfb0453d9p-1, 0x1.9a913686042a3p-55, 0x1.3360ccd23db3ap-11},
  {0x1.fffd1ac4135f9p-1, 0x1.eeafa1ecd6cefp-55, 0x1.2408e9ba3327fp-13},
  {0x1.ffff6f9f67e55p-1, 0x1.e1e4483ba034bp-55, 0x1.e9b5e8d00ce77p-16},
  {0x1.ffffe710d565ep-1, 0x1.c9ea52d76dc04p-55, 0x1.6a597219a93dap-18},
  {0x1.fffffc2f171e3p-1, 0x1.85edd0395f475p-55, 0x1.d9371e2ff7c35p-21},
  {0x1.ffffff7b91176p-1, 0x1.0b2865615db4p-56, 0x1.10b1488aeb235p-23},
  {0x1.fffffff01a8b6p-1, 0x1.23370eca5ca6ap-60, 0x1.155a09065d4f7p-26},
  {0x1.fffffffe4fa3p-1, 0x1.d166bcb681c7bp-57, 0x1.f1e3523b41d7dp-30},
  {0x1.ffffffffd759dp-1, 0x1.f7bee7eb2342p-55, 0x1.8a61745ec7d1dp-33},
  {0x1.fffffffffc9e8p-1, -0x1.a759f7738935fp-56, 0x1.13af4f04f9998p-36},
  {0x1.ffffffffffc05p-1, 0x1.07ba96a6b2e1ap-55, 0x1.5422ef5d8949dp-40},
  {0x1.fffffffffffbep-1, -0x1.182b326b228dcp-55, 0x1.7258610b3b233p-44},
  {0x1.ffffffffffffcp-1, 0x1.8115fd1b12786p-56, 0x1.63daf8b4b1e0cp-48},
  {0x1p+0, -0x1.8cf81557d20b6p-56, 0x1.2dc119095729fp-52},
};

/// The Taylor series about the nearest k/4, |h| <= 1/8. The derivative's coefficients follow from g' = -2 x g:
/// b[n+1] = -2 (c b[n] + b[n-1]) / (n+1).
double hd_erf_f64(double x) {
  enum { terms = 20 };
  double a = fabs(x);
  if (x != x) return x;
  if (a >= 6) return copysign(1, x);
  int k = (int)(a * 4 + 0.5);
  double c = k * 0.25, h = a - c, b[terms + 1], sum = 0;
  b[0] = erf_at[k].slope;
  b[1] = -2 * c * b[0];
  for (int n = 1; n < terms; n++) b[n + 1] = -2 * (c * b[n] + b[n - 1]) / (n + 1);
  for (int n = terms; n >= 1; n--) sum = sum * h + b[n] / (n + 1);
  sum *= h;  // of the terms behind the first
  if (k == 0) {
    hd_dd first = hd_two_product(h, b[0]);
    if (a < 0x1p-900) return x * b[0];
    return copysign(first.hi + (first.lo + h * (0x1.1ae3a914fed80p-56 + sum)), x);
  }
  hd_dd total = hd_fast_two_sum(erf_at[k].hi, h * (b[0] + sum));
  return copysign(total.hi + (total.lo + erf_at[k].lo), x);
}
