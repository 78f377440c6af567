// Separable resampling along one axis by a table of taps, included by layout.inc.h.

typedef struct {
  size_t outer, n, m, inner;
  int taps;
  const int32_t *start;
  const float *weight, *x;
  float *y;
} resample_call;

/// Rows of y, numbered over (outer, i).
static void resample_rows(const void *context, size_t first, size_t count) {
  const resample_call *c = context;
  for (size_t row = first; row < first + count; row++) {
    size_t o = row / c->m, i = row % c->m;
    const float *x = c->x + (o * c->n + (size_t)c->start[i]) * c->inner, *weight = c->weight + i * c->taps;
    float *y = c->y + row * c->inner;
    for (size_t k = 0; k < c->inner; k += 16) {
      size_t n = c->inner - k < 16 ? c->inner - k : 16;
      v16f sum = {0};
      for (int t = 0; t < c->taps; t++) sum = v16_fma(v16_set(weight[t]), load_some(x + t * c->inner + k, n), sum);
      v16_store_n(y + k, sum, n);
    }
  }
}

void HD_FN(hd_resample_axis)(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                             const float *weight, const float *x, float *y) {
  resample_call c = {outer, n, m, inner, taps, start, weight, x, y};
  hd_for_range(outer * m, grain / (inner * (size_t)taps + 1) + 1, resample_rows, &c);
}

/// Slices of dx, numbered over outer, inside the columns [from, to) of inner: each adds (i, t) in ascending order.
HD_INLINE void resample_backward_slice(const resample_call *c, size_t o, size_t from, size_t to) {
  float *dx = c->y + o * c->n * c->inner;
  for (size_t j = 0; j < c->n; j++) memset(dx + j * c->inner + from, 0, (to - from) * sizeof(float));
  for (size_t i = 0; i < c->m; i++)
    for (int t = 0; t < c->taps; t++) {
      float weight = c->weight[i * c->taps + t];
      float *to_row = dx + ((size_t)c->start[i] + t) * c->inner;
      const float *row = c->x + (o * c->m + i) * c->inner;
      for (size_t k = from; k < to; k += 16) {
        size_t n = to - k < 16 ? to - k : 16;
        v16_store_n(to_row + k, v16_fma(v16_set(weight), load_some(row + k, n), load_some(to_row + k, n)), n);
      }
    }
}

enum { resample_columns = 512 };

static void resample_backward_slices(const void *context, size_t first, size_t count) {
  const resample_call *c = context;
  size_t parts = (c->inner + resample_columns - 1) / resample_columns;
  for (size_t s = first; s < first + count; s++) {
    size_t from = s % parts * resample_columns, to = from + resample_columns;
    resample_backward_slice(c, s / parts, from, to < c->inner ? to : c->inner);
  }
}

void HD_FN(hd_resample_axis_backward)(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                                      const float *weight, const float *dy, float *dx) {
  resample_call c = {outer, n, m, inner, taps, start, weight, dy, dx};
  size_t parts = (inner + resample_columns - 1) / resample_columns, width = inner < 512 ? inner : 512;
  hd_for_range(outer * parts, grain / (m * (size_t)taps * width + 1) + 1, resample_backward_slices, &c);
}
