// GEGLU: value * gelu(gate) on rows [value | gate]. Included by elementwise.inc.h.

typedef struct {
  size_t N;
  const float *x, *dy;
  float *y;
} geglu_call;

static void geglu_rows(const void *context, size_t first, size_t rows) {
  const geglu_call *c = context;
  size_t N = c->N;
  for (size_t r = first; r < first + rows; r++) {
    const float *value = c->x + 2 * N * r, *gate = value + N;
    float *y = c->y + N * r;
    size_t i = 0;
    for (; i + 16 <= N; i += 16)
      v16_store(y + i, v16_load(value + i) * v16_unary(HD_GELU_ERF, v16_load(gate + i)));
    size_t k = N - i;
    if (k) v16_store_n(y + i, v16_load_n(value + i, k) * v16_unary(HD_GELU_ERF, v16_load_n(gate + i, k)), k);
  }
}

void HD_FN(hd_geglu_forward)(size_t M, size_t N, const float *x, float *y) {
  if (N == 0) return;
  hd_for_range(M, grain / N + 1, geglu_rows, &(geglu_call){N, x, NULL, y});
}

/// d value = dy gelu(gate), d gate = dy value gelu'(gate): the distribution function is shared.
HD_INLINE void geglu_gradient(v16f value, v16f gate, v16f dy, v16f *d_value, v16f *d_gate) {
  v16f density, cdf = v16_normal_cdf(gate, &density);
  *d_value = dy * (gate * cdf);
  *d_gate = dy * value * v16_fma(gate, density, cdf);
}

static void geglu_backward_rows(const void *context, size_t first, size_t rows) {
  const geglu_call *c = context;
  size_t N = c->N;
  v16f d_value, d_gate;
  for (size_t r = first; r < first + rows; r++) {
    const float *value = c->x + 2 * N * r, *gate = value + N, *dy = c->dy + N * r;
    float *dx = c->y + 2 * N * r;
    size_t i = 0;
    for (; i + 16 <= N; i += 16) {
      geglu_gradient(v16_load(value + i), v16_load(gate + i), v16_load(dy + i), &d_value, &d_gate);
      v16_store(dx + i, d_value);
      v16_store(dx + N + i, d_gate);
    }
    size_t k = N - i;
    if (k) {
      geglu_gradient(v16_load_n(value + i, k), v16_load_n(gate + i, k), v16_load_n(dy + i, k), &d_value, &d_gate);
      v16_store_n(dx + i, d_value, k);
      v16_store_n(dx + N + i, d_gate, k);
    }
  }
}

void HD_FN(hd_geglu_backward)(size_t M, size_t N, const float *x, const float *dy, float *dx) {
  if (N == 0) return;
  hd_for_range(M, grain / N + 1, geglu_backward_rows, &(geglu_call){N, x, dy, dx});
}
