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

static adamw_call adamw_prepared(const hd_adamw *o, float *p, const float *g) {
  return (adamw_call){
    .keep = (float)(1.0 - (double)o->lr * o->weight_decay), .b1 = o->beta1, .one_b1 = (float)complement(o->beta1),
    .b2 = o->beta2, .one_b2 = (float)complement(o->beta2), .step = (float)(o->lr / o->bias_correction1),
    .inverse_root = (float)(1.0 / __builtin_elementwise_sqrt(o->bias_correction2)), .eps = o->eps, .scale = o->grad_scale,
    .p = p, .g = g,
  };
}

void HD_FN(hd_adamw_step)(const hd_adamw *o, size_t n, float *p, const float *g, float *m, float *v) {
  adamw_call c = adamw_prepared(o, p, g);
  c.m = m, c.v = v;
  hd_for_range(n, grain, adamw_range, &c);
}

typedef uint32_t v16w __attribute__((vector_size(64)));
typedef uint16_t v16s __attribute__((vector_size(32)));

typedef struct {
  adamw_call step;
  uint16_t *m, *v;
  uint32_t key;
} adamw_bfloat_call;

/// Thirty-two bits that depend on all of (key, i). Source: Wellons, "Prospecting for hash functions", lowbias32.
HD_INLINE v16w hash_lanes(uint32_t key, uint32_t first) {
  const v16w lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  v16w x = (lane + first) * 0x9e3779b9u + key;
  x ^= x >> 16, x *= 0x7feb352du, x ^= x >> 15, x *= 0x846ca68bu, x ^= x >> 16;
  return x;
}

/// The upper half of x after adding 16 random bits to the lower one. NaN and infinity stay what they are.
HD_INLINE v16s bfloat_at_random(v16f x, v16w bits) {
  v16w u = (v16w)x, isFinite = (v16w)((u & 0x7f800000u) != 0x7f800000u);
  return __builtin_convertvector((u + (bits & isFinite)) >> 16, v16s);
}

HD_INLINE v16f bfloat_widened(const uint16_t *x) {
  v16s h;
  memcpy(&h, x, 32);
  return (v16f)(__builtin_convertvector(h, v16w) << 16);
}

static void adamw_bfloat_range(const void *context, size_t first, size_t n) {
  const adamw_bfloat_call *c = context;
  for (size_t i = first; i < first + n; i += 16) {
    size_t k = first + n - i < 16 ? first + n - i : 16;
    uint16_t edge[2][16] = {{0}};
    uint16_t *m = c->m + i, *v = c->v + i;
    if (k < 16) memcpy(edge[0], m, 2 * k), memcpy(edge[1], v, 2 * k), m = edge[0], v = edge[1];
    v16f p = v16_load_n(c->step.p + i, k), mm = bfloat_widened(m), vv = bfloat_widened(v);
    adamw_lanes(&c->step, &p, v16_load_n(c->step.g + i, k), &mm, &vv);
    v16w bits = hash_lanes(c->key, (uint32_t)i);
    v16s mh = bfloat_at_random(mm, bits >> 16), vh = bfloat_at_random(vv, bits & 0xffffu);
    v16_store_n(c->step.p + i, p, k);
    memcpy(c->m + i, &mh, 2 * k), memcpy(c->v + i, &vh, 2 * k);
  }
}

void HD_FN(hd_adamw_step_bfloat)(const hd_adamw *o, size_t n, float *p, const float *g, uint16_t *m, uint16_t *v,
                                 uint32_t key) {
  hd_for_range(n, grain, adamw_bfloat_range, &(adamw_bfloat_call){adamw_prepared(o, p, g), m, v, key});
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
