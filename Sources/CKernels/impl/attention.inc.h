// Attention and row softmax.
#include "isa.h"
#include "microkernel.h"
#include "parallel.h"

/// e^x to 1 ulp or so for x <= 88; 0 below -87.3.
HD_INLINE v16f attention_exp(v16f x) {
  const v16f magic = v16_set(12582912.0f);
  const v16i low = x < v16_set(-87.3f);
  x = v16_select(low, v16_set(0), x);
  v16f n = v16_fma(x, v16_set(1.44269504f), magic);
  const v16i bits = (v16i)n;
  n = n - magic;
  v16f r = v16_fma(n, v16_set(-0.693145752f), x);
  r = v16_fma(n, v16_set(-1.42860677e-6f), r);
  v16f p = v16_set(1.9875691e-4f);
  p = v16_fma(p, r, v16_set(1.3981999e-3f));
  p = v16_fma(p, r, v16_set(8.3334519e-3f));
  p = v16_fma(p, r, v16_set(4.1665795e-2f));
  p = v16_fma(p, r, v16_set(1.6666665e-1f));
  p = v16_fma(p, r, v16_set(5.0e-1f));
  p = v16_fma(p, r * r, r) + v16_set(1);
  const v16f scale = (v16f)((bits << 23) + (v16i)v16_set(1));
  return v16_select(low, v16_set(0), p * scale);
}
static float exp1(float x) { return attention_exp(v16_set(x))[0]; }

void HD_FN(hd_attention_forward)(const hd_attention *s, const float *q, const float *k, const float *v, float *o,
                                 float *log_sum_exp) {
  float *p = hd_scratch(3, (size_t)s->Nk * sizeof(float));
  for (int b = 0; b < s->B; b++)
    for (int h = 0; h < s->heads; h++)
      for (int i = 0; i < s->Nq; i++) {
        const int keys = s->causal && i + 1 < s->Nk ? i + 1 : s->Nk;
        const float *qi = q + ((size_t)b * s->Nq + i) * s->ldq + (size_t)h * s->D;
        float top = -INFINITY, sum = 0;
        for (int j = 0; j < keys; j++) {
          const float *kj = k + ((size_t)b * s->Nk + j) * s->ldk + (size_t)h * s->D;
          float dot = 0;
          for (int d = 0; d < s->D; d++) dot = __builtin_fmaf(qi[d], kj[d], dot);
          p[j] = dot * s->scale;
          top = p[j] > top ? p[j] : top;
        }
        for (int j = 0; j < keys; j++) sum += p[j] = exp1(p[j] - top);
        float *oi = o + ((size_t)b * s->Nq + i) * s->ldo + (size_t)h * s->D;
        for (int d = 0; d < s->D; d++) {
          float total = 0;
          for (int j = 0; j < keys; j++)
            total = __builtin_fmaf(p[j], v[((size_t)b * s->Nk + j) * s->ldv + (size_t)h * s->D + d], total);
          oi[d] = total / sum;
        }
        if (log_sum_exp) log_sum_exp[((size_t)b * s->heads + h) * s->Nq + i] = top + (float)hd_log_f64(sum);
      }
}

void HD_FN(hd_attention_backward)(const hd_attention *s, const float *q, const float *k, const float *v,
                                  const float *o, const float *log_sum_exp, const float *d_o, float *dq, float *dk,
                                  float *dv) {
  for (int b = 0; b < s->B; b++)
    for (int h = 0; h < s->heads; h++) {
      const size_t head = (size_t)h * s->D;
      for (int j = 0; j < s->Nk; j++)
        for (int d = 0; d < s->D; d++) {
          dk[((size_t)b * s->Nk + j) * s->ldk + head + d] = 0;
          dv[((size_t)b * s->Nk + j) * s->ldv + head + d] = 0;
        }
      for (int i = 0; i < s->Nq; i++) {
        const int keys = s->causal && i + 1 < s->Nk ? i + 1 : s->Nk;
        const float *qi = q + ((size_t)b * s->Nq + i) * s->ldq + head;
        float *dqi = dq + ((size_t)b * s->Nq + i) * s->ldq + head;
        const float *oi = o + ((size_t)b * s->Nq + i) * s->ldo + head;
        const float *gi = d_o + ((size_t)b * s->Nq + i) * s->ldo + head;
        float delta = 0;
        for (int d = 0; d < s->D; d++) delta = __builtin_fmaf(oi[d], gi[d], delta), dqi[d] = 0;
        for (int j = 0; j < keys; j++) {
          const float *kj = k + ((size_t)b * s->Nk + j) * s->ldk + head;
          const float *vj = v + ((size_t)b * s->Nk + j) * s->ldv + head;
          float *dkj = dk + ((size_t)b * s->Nk + j) * s->ldk + head;
          float *dvj = dv + ((size_t)b * s->Nk + j) * s->ldv + head;
          float dot = 0, dp = 0;
          for (int d = 0; d < s->D; d++) {
            dot = __builtin_fmaf(qi[d], kj[d], dot);
            dp = __builtin_fmaf(gi[d], vj[d], dp);
          }
          const float p = exp1(dot * s->scale - log_sum_exp[((size_t)b * s->heads + h) * s->Nq + i]);
          const float ds = p * (dp - delta) * s->scale;
          for (int d = 0; d < s->D; d++) {
            dqi[d] = __builtin_fmaf(ds, kj[d], dqi[d]);
            dkj[d] = __builtin_fmaf(ds, qi[d], dkj[d]);
            dvj[d] = __builtin_fmaf(p, gi[d], dvj[d]);
          }
        }
      }
    }
}

void HD_FN(hd_softmax_forward)(size_t M, size_t N, const float *x, float *y) {
  for (size_t i = 0; i < M; i++, x += N, y += N) {
    float top = -INFINITY, sum = 0;
    for (size_t j = 0; j < N; j++) top = x[j] > top ? x[j] : top;
    for (size_t j = 0; j < N; j++) sum += y[j] = exp1(x[j] - top);
    for (size_t j = 0; j < N; j++) y[j] /= sum;
  }
}

void HD_FN(hd_softmax_backward)(size_t M, size_t N, const float *y, const float *dy, float *dx) {
  for (size_t i = 0; i < M; i++, y += N, dy += N, dx += N) {
    float dot = 0;
    for (size_t j = 0; j < N; j++) dot = __builtin_fmaf(y[j], dy[j], dot);
    for (size_t j = 0; j < N; j++) dx[j] = y[j] * (dy[j] - dot);
  }
}
