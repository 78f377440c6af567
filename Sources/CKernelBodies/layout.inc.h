// Copies that change the layout.
#include "isa.h"
#include "axes.h"
#include "range.h"

enum { grain = 1 << 14 };  // floats per task

HD_INLINE v16f load_some(const float *p, size_t n) { return n == 16 ? v16_load(p) : v16_load_n(p, n); }

/// y[i] = x[i], or y[i] += x[i].
HD_INLINE void copy_row(float *y, const float *x, size_t n, bool accumulate) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) v16_store(y + i, accumulate ? v16_load(y + i) + v16_load(x + i) : v16_load(x + i));
  size_t k = n - i;
  if (k) v16_store_n(y + i, accumulate ? v16_load_n(y + i, k) + v16_load_n(x + i, k) : v16_load_n(x + i, k), k);
}

#include "copy_strided.inc.h"

// ## Rows by index

typedef struct {
  size_t C, count;
  const int32_t *index;
  const float *x;
  float *y;
} rows_call;

static void gather_range(const void *context, size_t first, size_t count) {
  const rows_call *c = context;
  for (size_t i = first; i < first + count; i++)
    copy_row(c->y + i * c->C, c->x + (size_t)c->index[i] * c->C, c->C, false);
}

void HD_FN(hd_gather_rows)(size_t count, size_t C, const int32_t *index, const float *table, float *y) {
  hd_for_range(count, grain / (C + 1) + 1, gather_range, &(rows_call){C, count, index, table, y});
}

/// Rows may meet in the table, so the cut is across columns.
static void scatter_range(const void *context, size_t first, size_t count) {
  const rows_call *c = context;
  for (size_t i = 0; i < c->count; i++)
    copy_row(c->y + (size_t)c->index[i] * c->C + first, c->x + i * c->C + first, count, true);
}

void HD_FN(hd_scatter_add_rows)(size_t count, size_t C, const int32_t *index, const float *dy, float *table) {
  hd_for_range(C, grain / (count + 1) + 64, scatter_range, &(rows_call){C, count, index, dy, table});
}

// ## Nearest enlargement

typedef struct {
  size_t H, W, C, OH, OW;
  const float *x;
  float *y;
} upsample_call;

/// Rows of y, numbered over (b, i).
static void upsample_rows(const void *context, size_t first, size_t count) {
  const upsample_call *c = context;
  for (size_t row = first; row < first + count; row++) {
    size_t b = row / c->OH, i = row % c->OH;
    float *y = c->y + row * c->OW * c->C;
    if (row > first && i > 0 && i * c->H / c->OH == (i - 1) * c->H / c->OH) {
      copy_row(y, y - c->OW * c->C, c->OW * c->C, false);
      continue;
    }
    const float *x = c->x + (b * c->H + i * c->H / c->OH) * c->W * c->C;
    for (size_t j = 0; j < c->OW; j++) copy_row(y + j * c->C, x + j * c->W / c->OW * c->C, c->C, false);
  }
}

void HD_FN(hd_upsample_nearest)(int B, int H, int W, int C, int OH, int OW, const float *x, float *y) {
  upsample_call c = {H, W, C, OH, OW, x, y};
  hd_for_range((size_t)B * OH, grain / ((size_t)OW * C + 1) + 1, upsample_rows, &c);
}

/// The first i with floor(i * n / m) >= k.
HD_INLINE size_t first_from(size_t k, size_t n, size_t m) { return (k * m + n - 1) / n; }

/// Rows of dx, numbered over (b, h): each gathers the pixels it was copied to, in ascending order.
static void upsample_backward_rows(const void *context, size_t first, size_t count) {
  const upsample_call *c = context;
  size_t C = c->C;
  for (size_t row = first; row < first + count; row++) {
    size_t b = row / c->H, h = row % c->H, i0 = first_from(h, c->H, c->OH), i1 = first_from(h + 1, c->H, c->OH);
    for (size_t w = 0; w < c->W; w++) {
      size_t j0 = first_from(w, c->W, c->OW), j1 = first_from(w + 1, c->W, c->OW);
      float *dx = c->y + (row * c->W + w) * C;
      for (size_t k = 0; k < C; k += 16) {
        size_t n = C - k < 16 ? C - k : 16;
        v16f sum = {0};
        for (size_t i = i0; i < i1; i++)
          for (size_t j = j0; j < j1; j++) sum += load_some(c->x + ((b * c->OH + i) * c->OW + j) * C + k, n);
        v16_store_n(dx + k, sum, n);
      }
    }
  }
}

void HD_FN(hd_upsample_nearest_backward)(int B, int H, int W, int C, int OH, int OW, const float *dy, float *dx) {
  upsample_call c = {H, W, C, OH, OW, dy, dx};
  hd_for_range((size_t)B * H, grain / ((size_t)OW * C + 1) + 1, upsample_backward_rows, &c);
}

#include "resample.inc.h"
#include "half.inc.h"
