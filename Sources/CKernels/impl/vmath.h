// exp, log, tanh, erf, ... on sixteen lanes.
#ifndef HD_VMATH_H
#define HD_VMATH_H
#include "vector.h"

#define HD_LANES(name, call) \
  HD_INLINE v16f name(v16f x) { v16f y; for (int i = 0; i < 16; i++) y[i] = call; return y; }
HD_LANES(v16_exp, expf(x[i]))
HD_LANES(v16_log, logf(x[i]))
HD_LANES(v16_tanh, tanhf(x[i]))
HD_LANES(v16_erf, erff(x[i]))
HD_LANES(v16_sin, sinf(x[i]))
HD_LANES(v16_cos, cosf(x[i]))
HD_LANES(v16_normal_cdf, 0.5f * erfcf(-0.70710678f * x[i]))
HD_LANES(v16_log1p_unit, log1pf(x[i]))
HD_INLINE v16f v16_sqrt(v16f x) { return __builtin_elementwise_sqrt(x); }
HD_INLINE v16f v16_abs(v16f x) { return (v16f)((v16i)x & 0x7fffffff); }
HD_INLINE v16f v16_sigmoid(v16f x) { return 1.0f / (1.0f + v16_exp(-x)); }
HD_INLINE v16f v16_silu(v16f x) { return x / (1.0f + v16_exp(-x)); }
#endif
