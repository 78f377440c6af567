// AdamW and the moving average.
#include "isa.h"
#include "range.h"
#include "vmath.h"

enum { grain = 1 << 14 };

typedef struct {
  float keep, b1, one_b1, b2, one_b2, step, inverse_root, eps, scale;  // step = lr / (1 - b1^t), 1 / sqrt(1 - b2^t)
  float *p, *m, *v;
  const float *g;
} adamw_call;

HD_INLINE void adamw_lanes(const adamw_call *c, v16f *p, v16f g, v16f *m, v16f *v) {
  g = g * c->scale;
  *m = v16_fma(v16_set(c->b1), *m, c->one_b1 * g);
  *v = v16_fma(v16_set(c->b2), *v, c->one_b2 * g * g);
  v16f denominator = v16_fma(v16_sqrt(*v), v16_set(c->inverse_root), v16_set(c->eps));
  *p = v16_fma(v16_set(-c->step), *m / denominator, *p * c->keep);
}

static void adamw_range(const void *context, size_t first, size_t n) {
  const adamw_call *c = context;
  float *p = c->p + first, *m = c->m + first, *v = c->v + first;
  const float *g = c->g + first;
  v16f pp, mm, vv;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    pp = v16_load(p + i), mm = v16_load(m + i), vv = v16_load(v + i);
    adamw_lanes(c, &pp, v16_load(g + i), &mm, &vv);
    v16_store(p + i, pp), v16_store(m + i, mm), v16_store(v + i, vv);
  }
  size_t k = n - i;
  if (k) {
    pp = v16_load_n(p + i, k), mm = v16_load_n(m + i, k), vv = v16_load_n(v + i, k);
    adamw_lanes(c, &pp, v16_load_n(g + i, k), &mm, &vv);
    v16_store_n(p + i, pp, k), v16_store_n(m + i, mm, k), v16_store_n(v + i, vv, k);
  }
}

/// 1 - beta for the beta that was written down: 0.999f is 0.99900001, and 1 minus that is off by 5e-5 of itself. Seven
/// decimals name a Float near 1.
static double complement(float beta) {
  double written = floor(beta * 1e7 + 0.5) / 1e7;
  return 1.0 - ((float)written == beta ? written : (double)beta);
}

void HD_FN(hd_adamw_step)(const hd_adamw *o, size_t n, float *p, const float *g, float *m, float *v) {
  adamw_call c = {
    .keep = (float)(1.0 - (double)o->lr * o->weight_decay), .b1 = o->beta1, .one_b1 = (float)complement(o->beta1),
    .b2 = o->beta2, .one_b2 = (float)complement(o->beta2), .step = (float)(o->lr / o->bias_correction1),
    .inverse_root = (float)(1.0 / sqrt(o->bias_correction2)), .eps = o->eps, .scale = o->grad_scale,
    .p = p, .m = m, .v = v, .g = g,
  };
  hd_for_range(n, grain, adamw_range, &c);
}

typedef struct {
  float weight;
  const float *p;
  float *shadow;
} ema_call;

static void ema_range(const void *context, size_t first, size_t n) {
  const ema_call *c = context;
  const float *p = c->p + first;
  float *s = c->shadow + first;
  v16f weight = v16_set(-c->weight);
  size_t i = 0;
  for (; i + 16 <= n; i += 16) v16_store(s + i, v16_fma(weight, v16_load(s + i) - v16_load(p + i), v16_load(s + i)));
  size_t k = n - i;
  if (k) {
    v16f old = v16_load_n(s + i, k);
    v16_store_n(s + i, v16_fma(weight, old - v16_load_n(p + i, k), old), k);
  }
}

void HD_FN(hd_ema_step)(size_t n, float decay, const float *p, float *shadow) {
  hd_for_range(n, grain, ema_range, &(ema_call){(float)complement(decay), p, shadow});
}
