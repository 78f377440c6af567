// sin, cos, tan, atan2 in Float64, for every argument.
#include "../CKernelInterface/include/ckernels/scalar.h"
#include "../CKernelBodies/double_double.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

static const hd_dd half_pi = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54};

/// x - n pi/2 and n mod 4 for |x| >= 2^20 by the bits of 2/pi that matter. Source: Payne and Hanek, "Radian reduction
/// for trigonometric functions", 1983.
static hd_dd reduce_large(double x, int *quadrant) {
  static const uint64_t two_over_pi[] = {
    0, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
    0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
    0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d};
  uint64_t u, w[3];
  memcpy(&u, &x, 8);
  uint64_t mantissa = (u & 0xfffffffffffffu) | 0x10000000000000u;
  int exponent = (int)(u >> 52 & 0x7ff) - 1075;
  // 192 bits of 2/pi from the one whose product with the mantissa's last bit weighs 2: above, whole turns.
  int start = exponent - 2 + 64, word = start / 64, shift = start % 64;
  for (int k = 0; k < 3; k++)
    w[k] = shift ? two_over_pi[word + k] << shift | two_over_pi[word + k + 1] >> (64 - shift) : two_over_pi[word + k];
  // The product's low 192 bits are x 2/pi mod 4, two bits before the point.
  unsigned __int128 low = (unsigned __int128)mantissa * w[2];
  unsigned __int128 middle = (unsigned __int128)mantissa * w[1] + (uint64_t)(low >> 64);
  uint64_t top = mantissa * w[0] + (uint64_t)(middle >> 64);
  int n = (int)(top >> 62);
  unsigned __int128 fraction = ((unsigned __int128)top << 64 | (uint64_t)middle) << 2 | (uint64_t)low >> 62;
  int negative = (int)(fraction >> 127);  // nearer the next quadrant
  if (negative) fraction = -fraction, n++;
  double hi = 0, lo = 0;
  if (fraction) {
    int zeros = fraction >> 64 ? __builtin_clzll((uint64_t)(fraction >> 64)) : 64 + __builtin_clzll((uint64_t)fraction);
    fraction <<= zeros;
    double unit = 1;
    for (int k = 0; k < zeros; k++) unit *= 0.5;
    hi = (double)(uint64_t)(fraction >> 75) * 0x1p-53 * unit;
    lo = (double)(uint64_t)(fraction >> 22 & 0x1fffffffffffffu) * 0x1p-106 * unit;
  }
  hd_dd r = hd_dd_product((hd_dd){hi, lo}, half_pi);
  if (negative != (x < 0)) r.hi = -r.hi, r.lo = -r.lo;
  *quadrant = x < 0 ? -n : n;
  return r;
}

/// x = n pi/2 + r, |r| <= pi/4 or a hair more.
static hd_dd reduce(double x, int *quadrant) {
  double a = fabs(x);
  *quadrant = 0;
  if (a <= 0.78) return (hd_dd){x, 0};
  if (a >= 0x1p20) return reduce_large(x, quadrant);
  double n = (x * 0x1.45f306dc9c883p-1 + 0x1.8p52) - 0x1.8p52;  // pi/2 in parts of 33 bits: the products are exact
  hd_dd first = hd_two_sum(x - n * 0x1.921fb544p+0, -n * 0x1.0b4611a6p-34);
  hd_dd second = hd_two_sum(first.hi, -n * 0x1.3198a2ep-69);
  *quadrant = (int)n & 3;
  return hd_fast_two_sum(second.hi, first.lo + (second.lo - n * 0x1.b839a252049c1p-104));
}

static hd_dd sine(hd_dd r) {
  static const double tail[] = {-1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800,
                                -1.0 / 1307674368000, 1.0 / 355687428096000, -1.0 / 121645100408832000};
  double z = r.hi * r.hi;
  return hd_fast_two_sum(r.hi, r.lo * (1 - 0.5 * z) + r.hi * z * hd_polynomial(9, tail, z));
}

static hd_dd cosine(hd_dd r) {
  static const double tail[] = {1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600,
                                -1.0 / 87178291200, 1.0 / 20922789888000, -1.0 / 6402373705728000,
                                1.0 / 2432902008176640000};
  hd_dd z = hd_two_product(r.hi, r.hi), w = hd_fast_two_sum(1, -0.5 * z.hi);
  double rest = z.hi * z.hi * hd_polynomial(9, tail, z.hi) - (r.hi * r.lo + 0.5 * z.lo);
  return hd_fast_two_sum(w.hi, w.lo + rest);
}

/// sin(x + quarters pi/2).
static hd_dd shifted_sine(double x, int quarters) {
  int n;
  hd_dd r = reduce(x, &n);
  n += quarters;
  hd_dd y = n & 1 ? cosine(r) : sine(r);
  return n & 2 ? (hd_dd){-y.hi, -y.lo} : y;
}

double hd_sin_f64(double x) {
  if (x != x || fabs(x) == INFINITY) return NAN;
  return fabs(x) < 0x1p-30 ? x : shifted_sine(x, 0).hi;
}

double hd_cos_f64(double x) { return x != x || fabs(x) == INFINITY ? NAN : shifted_sine(x, 1).hi; }

double hd_tan_f64(double x) {
  if (x != x || fabs(x) == INFINITY) return NAN;
  return fabs(x) < 0x1p-30 ? x : hd_dd_quotient(shifted_sine(x, 0), shifted_sine(x, 1)).hi;
}

/// atan(k/8).
static const hd_dd atan_at[] = {
  {0, 0},
  {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
  {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
  {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
  {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
  {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
  {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
  {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
  {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
};

/// With q = min/max of the magnitudes and c = k/8 next to it: atan q = atan c + atan t, t = (q - c) / (1 + q c).
double hd_atan2_f64(double y, double x) {
  static const double tail[] = {-1.0 / 3, 1.0 / 5, -1.0 / 7, 1.0 / 9, -1.0 / 11, 1.0 / 13, -1.0 / 15, 1.0 / 17};
  if (x != x || y != y) return x + y;
  double large = fabs(x), small = fabs(y);
  int swapped = small > large;
  if (swapped) large = fabs(y), small = fabs(x);
  if (large == INFINITY) large = 1, small = small == INFINITY ? 1 : 0;
  if (large > 0x1p900) large *= 0x1p-200, small *= 0x1p-200;
  if (large < 0x1p-700) large *= 0x1p300, small *= 0x1p300;
  hd_dd angle = {0, 0};
  if (small > 0) {
    int k = (int)(small / large * 8 + 0.5);
    double c = k * 0.125, t;
    hd_dd p = hd_two_product(c, large);
    t = k == 0 ? small / large : ((small - p.hi) - p.lo) / (large + c * small);
    angle = hd_fast_two_sum(atan_at[k].hi, t);
    angle.lo += atan_at[k].lo + t * (t * t) * hd_polynomial(8, tail, t * t);
  }
  if (swapped) {
    hd_dd d = hd_fast_two_sum(half_pi.hi, -angle.hi);
    angle = (hd_dd){d.hi, d.lo + (half_pi.lo - angle.lo)};
  }
  if (signbit(x)) {
    hd_dd d = hd_fast_two_sum(2 * half_pi.hi, -angle.hi);
    angle = (hd_dd){d.hi, d.lo + (2 * half_pi.lo - angle.lo)};
  }
  return copysign(angle.hi + angle.lo, y);
}
