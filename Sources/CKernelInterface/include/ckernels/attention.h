// softmax(scale * q k^T [+ causal mask]) v, per head, without storing the full score matrix (Dao et al., FlashAttention,
// 2022). Scores of any size are safe; a NaN reaches every output that depends on it. Nq, Nk, D >= 1.
#ifndef CKERNELS_ATTENTION_H
#define CKERNELS_ATTENTION_H
#include <stdbool.h>
#include <stddef.h>

/// Head h of batch entry b starts at q + b*Nq*ldq + h*D, and so on: tokens [B, N, heads*D] with a row stride, so that
/// slices of one fused projection can be passed. Keys and values: Nk rows.
typedef struct {
  int B, heads, Nq, Nk, D;
  size_t ldq, ldk, ldv, ldo;
  float scale;
  bool causal;  // query i sees keys 0...i
} hd_attention;

/// o [B, Nq, heads*D] (row stride ldo); log_sum_exp [B, heads, Nq] for the backward pass, or NULL.
void hd_attention_forward(const hd_attention *s, const float *q, const float *k, const float *v, float *o,
                          float *log_sum_exp);
/// dq, dk, dv overwritten, with the row strides of q, k, v. `d_o` has row stride ldo.
void hd_attention_backward(const hd_attention *s, const float *q, const float *k, const float *v, const float *o,
                           const float *log_sum_exp, const float *d_o, float *dq, float *dk, float *dv);

/// Row softmax over the last axis: y [M, N]. The largest entry is subtracted first.
void hd_softmax_forward(size_t M, size_t N, const float *x, float *y);
void hd_softmax_backward(size_t M, size_t N, const float *y, const float *dy, float *dx);
#endif
