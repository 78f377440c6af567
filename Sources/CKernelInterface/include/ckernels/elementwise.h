// Elementwise functions and their derivatives. exp, log, tanh, erf are our own polynomials, <= 2 ulp.
#ifndef CKERNELS_ELEMENTWISE_H
#define CKERNELS_ELEMENTWISE_H
#include <stddef.h>

typedef enum {
  HD_NEG, HD_ABS, HD_SIGN, HD_SQUARE, HD_SQRT, HD_RECIPROCAL, HD_EXP, HD_LOG, HD_TANH, HD_ERF, HD_RELU, HD_SIGMOID,
  HD_SILU, HD_GELU_ERF, HD_GELU_TANH, HD_SOFTPLUS, HD_SIN, HD_COS
} hd_unary_op;
/// y[i] = op(x[i]); y may be x. softplus(x) = log(1 + e^x), stable on both sides.
/// sin and cos: |x| <= 1e4.
void hd_unary(hd_unary_op op, size_t n, const float *x, float *y);
/// dx[i] = op'(x[i]) dy[i]; |x| at 0 and relu at 0 have derivative 0; softplus' = sigmoid. dx may be dy.
void hd_unary_backward(hd_unary_op op, size_t n, const float *x, const float *dy, float *dx);

typedef enum { HD_ADD, HD_SUB, HD_MUL, HD_DIV, HD_MAX, HD_MIN } hd_binary_op;
/// y[i] = op(a[i], b[i]), equal shapes; y may be a or b.
void hd_binary(hd_binary_op op, size_t n, const float *a, const float *b, float *y);
/// The same with broadcasting: y [d0, d1, d2, d3, d4] dense; a and b have element strides per axis, 0 where broadcast.
void hd_binary_broadcast(hd_binary_op op, const size_t dims[5], const float *a, const size_t strides_a[5],
                         const float *b, const size_t strides_b[5], float *y);

/// y[i] = alpha * x[i] + beta (one rounding per operation: fma). y may be x.
void hd_affine(size_t n, float alpha, const float *x, float beta, float *y);
/// y[i] = fma(alpha, x[i], y[i]).
void hd_axpy(size_t n, float alpha, const float *x, float *y);
/// y[i] = min(max(x[i], lo), hi); the gradient is passed where lo <= x <= hi.
void hd_clamp(size_t n, float lo, float hi, const float *x, float *y);
void hd_clamp_backward(size_t n, float lo, float hi, const float *x, const float *dy, float *dx);
void hd_fill(size_t n, float value, float *y);

/// GEGLU: x [M, 2N], value first, gate second; y [M, N] = value * gelu(gate), the erf form.
void hd_geglu_forward(size_t M, size_t N, const float *x, float *y);
void hd_geglu_backward(size_t M, size_t N, const float *x, const float *dy, float *dx);
#endif
