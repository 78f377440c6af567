// The elementwise functions and their derivatives on sixteen lanes. `op` is a constant at every call, so each switch
// folds to one branch.
#ifndef HD_UNARY_H
#define HD_UNARY_H
#include "../CKernelInterface/include/ckernels/elementwise.h"
#include "vmath.h"

#define HD_EACH_UNARY(F)                                                                                            \
  F(HD_NEG) F(HD_ABS) F(HD_SIGN) F(HD_SQUARE) F(HD_SQRT) F(HD_RECIPROCAL) F(HD_EXP) F(HD_LOG) F(HD_TANH) F(HD_ERF) \
  F(HD_RELU) F(HD_SIGMOID) F(HD_SILU) F(HD_GELU_ERF) F(HD_GELU_TANH) F(HD_SOFTPLUS) F(HD_SIN) F(HD_COS)

/// NaN stays NaN.
HD_INLINE v16f v16_sign(v16f x) {
  v16f magnitude = v16_select(x == 0.0f, x, v16_set(1));
  return v16_select(x != x, x, v16_with_sign(magnitude, x));
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|): neither side overflows.
HD_INLINE v16f v16_softplus(v16f x) {
  v16f positive = v16_select(x < 0.0f, v16_set(0), x);
  return positive + v16_log1p_unit(v16_exp(-v16_abs(x)));
}

/// 2 sqrt(2/pi) (x + 0.044715 x^3): gelu_tanh(x) = x sigmoid of this, since (1 + tanh u) / 2 = sigmoid(2u).
HD_INLINE v16f v16_gelu_tanh_argument(v16f x) {
  return x * v16_fma(x * x, v16_set(0.07135481627f), v16_set(1.595769122f));
}

/// sigmoid'(x) = e / (1 + e)^2 with e = e^-|x|: exact symmetry, no cancellation.
HD_INLINE v16f v16_sigmoid_derivative(v16f x) {
  v16f e = v16_exp(-v16_abs(x)), d = 1.0f + e;
  return e / (d * d);
}

/// silu'(x) = s (1 + x (1 - s)).
HD_INLINE v16f v16_silu_derivative(v16f x) {
  v16f s = v16_sigmoid(x);
  return s * v16_fma(x, 1.0f - s, v16_set(1));
}

HD_INLINE v16f v16_unary(hd_unary_op op, v16f x) {
  switch (op) {
    case HD_NEG: return -x;
    case HD_ABS: return v16_abs(x);
    case HD_SIGN: return v16_sign(x);
    case HD_SQUARE: return x * x;
    case HD_SQRT: return v16_sqrt(x);
    case HD_RECIPROCAL: return 1.0f / x;
    case HD_EXP: return v16_exp(x);
    case HD_LOG: return v16_log(x);
    case HD_TANH: return v16_tanh(x);
    case HD_ERF: return v16_erf(x);
    case HD_RELU: return v16_select(x < 0.0f, v16_set(0), x);
    case HD_SIGMOID: return v16_sigmoid(x);
    case HD_SILU: return v16_silu(x);
    case HD_GELU_ERF: return x * v16_normal_cdf(x, NULL);
    case HD_GELU_TANH: return x / (1.0f + v16_exp(-v16_gelu_tanh_argument(x)));
    case HD_SOFTPLUS: return v16_softplus(x);
    case HD_SIN: return v16_sin(x);
    case HD_COS: return v16_cos(x);
  }
  return x;
}

HD_INLINE v16f v16_unary_derivative(hd_unary_op op, v16f x) {
  switch (op) {
    case HD_NEG: return v16_set(-1);
    case HD_ABS: return v16_sign(x);
    case HD_SIGN: return v16_set(0);
    case HD_SQUARE: return x + x;
    case HD_SQRT: return 0.5f / v16_sqrt(x);
    case HD_RECIPROCAL: return -1.0f / (x * x);
    case HD_EXP: return v16_exp(x);
    case HD_LOG: return 1.0f / x;
    case HD_TANH: {
      v16f t = v16_tanh(x);
      return v16_fma(-t, t, v16_set(1));
    }
    case HD_ERF: return 1.128379167f * v16_exp(-x * x);
    case HD_RELU: return v16_select(x <= 0.0f, v16_set(0), v16_set(1));
    case HD_SIGMOID: return v16_sigmoid_derivative(x);
    case HD_SILU: return v16_silu_derivative(x);
    case HD_GELU_ERF: {
      v16f density, cdf = v16_normal_cdf(x, &density);
      return v16_fma(x, density, cdf);
    }
    case HD_GELU_TANH: {
      // (x sigmoid(w))' = s + x w' s'(w); saturated long before 20, and nothing overflows up to there
      x = v16_at_most(v16_at_least(x, -20), 20);
      v16f w = v16_gelu_tanh_argument(x), slope = x * v16_fma(x * x, v16_set(0.2140644488f), v16_set(1.595769122f));
      return v16_fma(slope, v16_sigmoid_derivative(w), v16_sigmoid(w));
    }
    case HD_SOFTPLUS: return v16_sigmoid(x);
    case HD_SIN: return v16_cos(x);
    case HD_COS: return -v16_sin(x);
  }
  return x;
}
#endif
