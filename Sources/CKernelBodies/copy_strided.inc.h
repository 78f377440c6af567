// Strided copies over five axes: dense rows, transpositions by tiles, anything. Included by layout.inc.h.

/// The two inner axes, rows x n.
typedef struct {
  size_t rows, n;
  const float *x;
  size_t row_x, step_x;
  float *y;
  size_t row_y, step_y;
} plane;

/// Dense rows on both sides.
HD_INLINE void copy_dense(const plane *p, bool accumulate) {
  for (size_t r = 0; r < p->rows; r++) copy_row(p->y + r * p->row_y, p->x + r * p->row_x, p->n, accumulate);
}

/// A row of one repeated value.
HD_INLINE void copy_repeated(const plane *p, bool accumulate) {
  for (size_t r = 0; r < p->rows; r++) {
    float *y = p->y + r * p->row_y, value = p->x[r * p->row_x];
    for (size_t i = 0; i < p->n; i++) y[i] = accumulate ? y[i] + value : value;
  }
}

/// Column i of the 16 x 16 block becomes row i.
HD_INLINE void transpose16(v16f a[16]) {
  v16f b[16];
#define LOW(x, y) __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(x, y) __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  // Four perfect shuffles of the rows' index bits.
  for (int k = 0; k < 8; k++) b[2 * k] = LOW(a[k], a[k + 8]), b[2 * k + 1] = HIGH(a[k], a[k + 8]);
  for (int k = 0; k < 8; k++) a[2 * k] = LOW(b[k], b[k + 8]), a[2 * k + 1] = HIGH(b[k], b[k + 8]);
  for (int k = 0; k < 8; k++) b[2 * k] = LOW(a[k], a[k + 8]), b[2 * k + 1] = HIGH(a[k], a[k + 8]);
  for (int k = 0; k < 8; k++) a[2 * k] = LOW(b[k], b[k + 8]), a[2 * k + 1] = HIGH(b[k], b[k + 8]);
#undef LOW
#undef HIGH
}

/// y's rows are dense, x's columns are: tiles of 16 x 16.
HD_INLINE void copy_transposed(const plane *p, bool accumulate) {
  for (size_t r = 0; r < p->rows; r += 16)
    for (size_t i = 0; i < p->n; i += 16) {
      size_t rows = p->rows - r < 16 ? p->rows - r : 16, n = p->n - i < 16 ? p->n - i : 16;
      v16f tile[16];
      for (size_t k = 0; k < 16; k++)
        tile[k] = k < n ? load_some(p->x + (i + k) * p->step_x + r, rows) : v16_set(0);
      transpose16(tile);
      for (size_t k = 0; k < rows; k++) {
        float *y = p->y + (r + k) * p->row_y + i;
        v16_store_n(y, accumulate ? load_some(y, n) + tile[k] : tile[k], n);
      }
    }
}

HD_INLINE void copy_any(const plane *p, bool accumulate) {
  for (size_t r = 0; r < p->rows; r++)
    for (size_t i = 0; i < p->n; i++) {
      float *y = p->y + r * p->row_y + i * p->step_y, value = p->x[r * p->row_x + i * p->step_x];
      *y = accumulate ? *y + value : value;
    }
}

HD_INLINE void copy_plane(const plane *p, bool accumulate) {
  if (p->step_x == 1 && p->step_y == 1) copy_dense(p, accumulate);
  else if (p->step_x == 0 && p->step_y == 1) copy_repeated(p, accumulate);
  else if (p->row_x == 1 && p->step_y == 1 && p->n >= 4 && p->rows >= 4) copy_transposed(p, accumulate);
  else copy_any(p, accumulate);
}

typedef struct {
  size_t dims[hd_rank], strides[2][hd_rank];
  const float *x;
  float *y;
  bool accumulate;
} copy_call;

/// Rows, numbered over the four outer axes.
static void copy_rows(const void *context, size_t first, size_t count) {
  const copy_call *c = context;
  const size_t *d = c->dims, *sx = c->strides[0], *sy = c->strides[1];
  for (size_t row = first; row < first + count;) {
    size_t i3 = row % d[3], i2 = row / d[3] % d[2], i1 = row / d[3] / d[2] % d[1], i0 = row / d[3] / d[2] / d[1];
    size_t run = d[3] - i3, left = first + count - row;
    plane p = {run < left ? run : left, d[4], c->x + i0 * sx[0] + i1 * sx[1] + i2 * sx[2] + i3 * sx[3], sx[3], sx[4],
               c->y + i0 * sy[0] + i1 * sy[1] + i2 * sy[2] + i3 * sy[3], sy[3], sy[4]};
    if (c->accumulate) copy_plane(&p, true);
    else copy_plane(&p, false);
    row += p.rows;
  }
}

/// A part of the one row there is.
static void copy_part(const void *context, size_t first, size_t count) {
  const copy_call *c = context;
  size_t sx = c->strides[0][4], sy = c->strides[1][4];
  plane p = {1, count, c->x + first * sx, 0, sx, c->y + first * sy, 0, sy};
  copy_plane(&p, c->accumulate);
}

/// Puts axis `from` right before the innermost, the others keeping their order.
static void move_to_rows(copy_call *c, int from) {
  for (int a = from; a < 3; a++) {
    size_t d = c->dims[a];
    c->dims[a] = c->dims[a + 1], c->dims[a + 1] = d;
    for (int k = 0; k < 2; k++) {
      size_t s = c->strides[k][a];
      c->strides[k][a] = c->strides[k][a + 1], c->strides[k][a + 1] = s;
    }
  }
}

void HD_FN(hd_copy_strided)(const size_t dims[5], const float *x, const size_t strides_x[5], float *y,
                            const size_t strides_y[5], bool accumulate) {
  copy_call c = {.x = x, .y = y, .accumulate = accumulate};
  // Elements are independent: walk y as densely as it allows.
  size_t d[hd_rank], s[2][hd_rank];
  for (int a = 0; a < hd_rank; a++) {
    int at = a;
    for (; at > 0 && s[1][at - 1] < strides_y[a] && dims[a] > 1; at--)
      d[at] = d[at - 1], s[0][at] = s[0][at - 1], s[1][at] = s[1][at - 1];
    d[at] = dims[a], s[0][at] = strides_x[a], s[1][at] = strides_y[a];
  }
  const size_t *const strides[2] = {s[0], s[1]};
  if (!hd_collapse(d, 2, strides, c.dims, c.strides)) return;
  // x dense along an outer axis and strided along the innermost is a transposition of those two.
  if (c.strides[0][4] > 1)
    for (int a = 0; a < 3; a++)
      if (c.strides[0][a] == 1 && c.dims[a] > 1) {
        move_to_rows(&c, a);
        break;
      }
  size_t n = c.dims[4], rows = c.dims[0] * c.dims[1] * c.dims[2] * c.dims[3];
  if (rows == 1) hd_for_range(n, grain, copy_part, &c);
  else hd_for_range(rows, (grain / n + 16) / 16 * 16, copy_rows, &c);
}
