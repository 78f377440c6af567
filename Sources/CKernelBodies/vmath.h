// exp, log, tanh, erf, sin, cos, ... on sixteen lanes, as polynomials of our own (minimax, coefficients rounded to
// Float32 one by one): the same bits under every instruction set. NaN in, NaN out. Worst errors, measured over every
// exponent by VectorMathTests, are at most 2 ulp unless a function says otherwise.
#ifndef HD_VMATH_H
#define HD_VMATH_H
#include "vector.h"

HD_INLINE v16f v16_abs(v16f x) { return (v16f)((v16i)x & 0x7fffffff); }
HD_INLINE v16f v16_sqrt(v16f x) { return __builtin_elementwise_sqrt(x); }
/// The magnitude of a >= 0 with the sign of x.
HD_INLINE v16f v16_with_sign(v16f a, v16f x) { return (v16f)((v16i)a | ((v16i)x & (int32_t)0x80000000)); }
/// Both keep a NaN in x.
HD_INLINE v16f v16_at_least(v16f x, float lo) { return v16_select(x < lo, v16_set(lo), x); }
HD_INLINE v16f v16_at_most(v16f x, float hi) { return v16_select(x > hi, v16_set(hi), x); }

/// c[0] + c[1] x + ... + c[n-1] x^(n-1).
HD_INLINE v16f v16_polynomial(int n, const float *c, v16f x) {
  v16f y = v16_set(c[n - 1]);
  for (int k = n - 2; k >= 0; k--) y = v16_fma(y, x, v16_set(c[k]));
  return y;
}
#define HD_POLYNOMIAL(x, ...)                          \
  v16_polynomial(sizeof((float[]){__VA_ARGS__}) / sizeof(float), (const float[]){__VA_ARGS__}, x)

/// Added to |x| < 2^22, rounds x to an integer, which then stands in the sum's low bits.
#define HD_ROUNDER 0x1.8p23f

/// x 2^n with one rounding, for integers |n| <= 252: gradual underflow, overflow to infinity.
HD_INLINE v16f v16_scale(v16f x, v16f n) {
#if defined(HD_AVX512)
  return (v16f)_mm512_scalef_ps((__m512)x, (__m512)n);
#else
  v16i whole = (v16i)(n + HD_ROUNDER) - (v16i)v16_set(HD_ROUNDER), half = whole >> 1;
  return x * (v16f)((half + 127) << 23) * (v16f)((whole - half + 127) << 23);
#endif
}

/// e^x. Above 88.7228 infinity; below -87.3 gradually through the subnormals to 0.
HD_INLINE v16f v16_exp(v16f x) {
  x = v16_at_most(v16_at_least(x, -105), 89);
  v16f n = v16_fma(x, v16_set(0x1.715476p+0f), v16_set(HD_ROUNDER)) - HD_ROUNDER;
  v16f r = v16_fma(n, v16_set(-0x1.62e43p-1f), x);  // ln 2 in two parts
  r = v16_fma(n, v16_set(0x1.05c61p-29f), r);
  v16f q = HD_POLYNOMIAL(r, 0.49999994f, 0.166665137f, 0.0416680612f, 0.00836954918f, 0.00138438714f);
  return v16_scale(v16_fma(r * r, q, r) + 1.0f, n);
}

/// ln x. -infinity at 0, NaN below; exact over the subnormals.
HD_INLINE v16f v16_log(v16f x) {
  v16i tiny = x < 0x1p-126f;
  v16i bits = (v16i)v16_select(tiny, x * 0x1p23f, x);
  v16i exponent = (bits - 0x3f3504f3) >> 23;  // m in [sqrt(1/2), sqrt 2)
  v16f f = (v16f)(bits - (exponent << 23)) - 1.0f;
  v16f n = __builtin_convertvector(exponent, v16f) - v16_select(tiny, v16_set(23), v16_set(0));
  v16f q = HD_POLYNOMIAL(f, 0.333333313f, -0.250008225f, 0.200012609f, -0.166233107f, 0.142008826f, -0.131597459f,
                         0.127690375f, -0.0764666721f);
  v16f square = f * f;
  v16f rest = v16_fma(f * square, q, v16_fma(n, v16_set(-0x1.05c61p-29f), square * -0.5f));
  v16f y = v16_fma(n, v16_set(0x1.62e43p-1f), f + rest);
  y = v16_select(x == 0.0f, v16_set(-INFINITY), y);
  y = v16_select(x < 0.0f, v16_set(NAN), y);
  return v16_select(x < INFINITY, y, x);  // infinity and NaN are their own logarithms
}

/// ln(1 + t) for t in [0, 1].
HD_INLINE v16f v16_log1p_unit(v16f t) {
  v16f q = HD_POLYNOMIAL(t, -0.499999881f, 0.333327144f, -0.249888644f, 0.198996231f, -0.161351725f, 0.124795407f,
                         -0.0832392722f, 0.0421152674f, -0.0136919692f, 0.00208462263f);
  return v16_fma(t * t, q, t);
}

HD_INLINE v16f v16_tanh(v16f x) {
  v16f a = v16_abs(x), z = x * x;
  v16f p = HD_POLYNOMIAL(z, -0.333333313f, 0.133332118f, -0.0539463758f, 0.021694554f, -0.00815515313f, 0.00211780844f);
  v16f near = v16_fma(z * a, p, a);
  v16f far = 1.0f - 2.0f / (v16_exp(a + a) + 1.0f);
  return v16_with_sign(v16_select(a < 0.625f, near, far), x);
}

/// 1 / (1 + e^-x); 0 below -88.7.
HD_INLINE v16f v16_sigmoid(v16f x) { return 1.0f / (1.0f + v16_exp(-x)); }

/// x / (1 + e^-x); -0 below -88.7, NaN at -infinity.
HD_INLINE v16f v16_silu(v16f x) { return x / (1.0f + v16_exp(-x)); }

/// Near 0 x + x P(x^2); further out 1 - e^-R(|x|) with R = -ln erfc.
HD_INLINE v16f v16_erf(v16f x) {
  v16f a = v16_abs(x);
  v16f p = HD_POLYNOMIAL(x * x, 0.128379151f, -0.376125008f, 0.11281877f, -0.0267685801f, 0.00499585457f,
                         -0.000600381289f);
  v16f t = v16_at_most(a, 4);  // erf(3.92) rounds to 1
  v16f r = HD_POLYNOMIAL(t, 0.00016645182f, 1.12779725f, 0.636976063f, 0.104113691f, -0.0223152079f, 0.00306548434f,
                         -0.000198218346f);
  return v16_with_sign(v16_select(a < 0.9f, v16_fma(a, p, a), 1.0f - v16_exp(-r)), x);
}

/// The standard normal's distribution function, and its density where `density` is not NULL; 6 ulp. The lower tail too
/// is accurate relative to itself: with t = |x|, it is e^(-t^2/2) q P(q), q = 1 / (1 + 0.34375 t).
HD_INLINE v16f v16_normal_cdf(v16f x, v16f *density) {
  v16f t = v16_at_most(v16_abs(x), 14.5f);
  v16f q = 1.0f / v16_fma(t, v16_set(0.34375f), v16_set(1));
  v16f p = HD_POLYNOMIAL(q, 0.137120545f, 0.137525827f, 0.116869524f, 0.112107702f, -0.0379088037f, 0.188745007f,
                         -0.269682288f, 0.142804921f, -0.0275824238f);
  v16f half = t * -0.5f, exponent = half * t, lost = v16_fma(half, t, -exponent);
  v16f bell = v16_exp(exponent);
  bell = v16_fma(bell, lost, bell);  // what rounding t^2 / 2 took away
  if (density) *density = bell * 0.3989422804f;
  v16f tail = bell * (q * p);
  return v16_select(x > 0.0f, 1.0f - tail, tail);
}

/// sin(x + quadrant pi/2) for |x| <= pi/4; the integer's low two bits count.
HD_INLINE v16f v16_sin_quadrant(v16f x, v16i quadrant) {
  v16f z = x * x;
  v16f s = v16_fma(x * z, HD_POLYNOMIAL(z, -0.166666672f, 0.0083333794f, -0.00019852983f, 2.83080158e-06f), x);
  v16f c = HD_POLYNOMIAL(z, 0.0416666679f, -0.001388898f, 2.48219076e-05f, -2.88584943e-07f);
  c = v16_fma(z * z, c, v16_fma(z, v16_set(-0.5f), v16_set(1)));
  v16f y = v16_select((quadrant & 1) != 0, c, s);
  return (v16f)((v16i)y ^ ((quadrant & 2) << 30));
}

/// For |x| <= 1e4, where x - n pi/2 is right to Float32 with pi/2 in three parts; NaN beyond.
HD_INLINE v16f v16_sin_shifted(v16f x, int quadrant) {
  v16f sum = v16_fma(x, v16_set(0x1.45f306p-1f), v16_set(HD_ROUNDER)), n = sum - HD_ROUNDER;
  v16f r = v16_fma(n, v16_set(-0x1.921fb6p+0f), x);
  r = v16_fma(n, v16_set(0x1.777a5cp-25f), r);
  r = v16_fma(n, v16_set(0x1.ee59dap-50f), r);
  return v16_select(v16_abs(x) <= 1e4f, v16_sin_quadrant(r, (v16i)sum + quadrant), v16_set(NAN));
}
HD_INLINE v16f v16_sin(v16f x) { return v16_sin_shifted(x, 0); }
HD_INLINE v16f v16_cos(v16f x) { return v16_sin_shifted(x, 1); }
#endif
