// Functions of two operands, equal shapes or broadcast. Included by elementwise.inc.h.
#include "axes.h"

#define HD_EACH_BINARY(F) F(HD_ADD) F(HD_SUB) F(HD_MUL) F(HD_DIV) F(HD_MAX) F(HD_MIN)

HD_INLINE v16f v16_binary(hd_binary_op op, v16f a, v16f b) {
  switch (op) {
    case HD_ADD: return a + b;
    case HD_SUB: return a - b;
    case HD_MUL: return a * b;
    case HD_DIV: return a / b;
    case HD_MAX: return v16_select((a > b) | (a != a), a, b);  // NaN on either side stays
    case HD_MIN: return v16_select((a < b) | (a != a), a, b);
  }
  return a;
}

/// One operand of a row: dense (step 1), one value (step 0), or strided.
HD_INLINE v16f operand(const float *p, size_t step, size_t i, size_t k) {
  if (step == 1) return k == 16 ? v16_load(p + i) : v16_load_n(p + i, k);
  if (step == 0) return v16_set(*p);
  float t[16] = {0};
  for (size_t j = 0; j < k; j++) t[j] = p[(i + j) * step];
  return v16_load(t);
}

/// The two inner axes after collapsing: rows x n, steps along a row and from row to row.
typedef struct {
  size_t n;
  const float *a, *b;
  size_t step_a, step_b, row_a, row_b;
  float *y;
  hd_binary_op op;
} binary_call;

HD_INLINE void binary_loop(hd_binary_op op, size_t step_a, size_t step_b, size_t rows, const binary_call *c) {
  const float *a = c->a, *b = c->b;
  float *y = c->y;
  for (size_t r = 0; r < rows; r++, a += c->row_a, b += c->row_b, y += c->n) {
    size_t i = 0, n = c->n;
    for (; i + 16 <= n; i += 16)
      v16_store(y + i, v16_binary(op, operand(a, step_a, i, 16), operand(b, step_b, i, 16)));
    size_t k = n - i;
    if (k) v16_store_n(y + i, v16_binary(op, operand(a, step_a, i, k), operand(b, step_b, i, k)), k);
  }
}

static void binary_rows(size_t rows, const binary_call *c) {
  size_t sa = c->step_a, sb = c->step_b;
  switch (c->op) {
#define CASE(OP)                                                 \
  case OP:                                                       \
    if (sa == 1 && sb == 1) binary_loop(OP, 1, 1, rows, c);      \
    else if (sa == 1 && sb == 0) binary_loop(OP, 1, 0, rows, c); \
    else if (sa == 0 && sb == 1) binary_loop(OP, 0, 1, rows, c); \
    else binary_loop(OP, sa, sb, rows, c);                       \
    return;
    HD_EACH_BINARY(CASE)
#undef CASE
  }
}

/// A part of one row.
static void binary_range(const void *context, size_t first, size_t n) {
  binary_call c = *(const binary_call *)context;
  c.n = n, c.a += first * c.step_a, c.b += first * c.step_b, c.y += first;
  binary_rows(1, &c);
}

void HD_FN(hd_binary)(hd_binary_op op, size_t n, const float *a, const float *b, float *y) {
  hd_for_range(n, grain, binary_range, &(binary_call){n, a, b, 1, 1, 0, 0, y, op});
}

/// All five axes: the rows of y are numbered, so that threads may take any range of them.
typedef struct {
  binary_call call;
  size_t dims[hd_rank], strides[2][hd_rank];
} broadcast_call;

static void broadcast_rows(const void *context, size_t first, size_t rows) {
  const broadcast_call *b = context;
  const size_t *d = b->dims, *sa = b->strides[0], *sb = b->strides[1];
  for (size_t row = first; row < first + rows;) {
    size_t i3 = row % d[3], i2 = row / d[3] % d[2], i1 = row / d[3] / d[2] % d[1], i0 = row / d[3] / d[2] / d[1];
    size_t run = d[3] - i3, left = first + rows - row;
    if (run > left) run = left;
    binary_call c = b->call;
    c.a += i0 * sa[0] + i1 * sa[1] + i2 * sa[2] + i3 * sa[3];
    c.b += i0 * sb[0] + i1 * sb[1] + i2 * sb[2] + i3 * sb[3];
    c.y += row * d[4];
    binary_rows(run, &c);
    row += run;
  }
}

void HD_FN(hd_binary_broadcast)(hd_binary_op op, const size_t dims[5], const float *a, const size_t strides_a[5],
                                const float *b, const size_t strides_b[5], float *y) {
  broadcast_call c;
  const size_t *const strides[2] = {strides_a, strides_b};
  if (!hd_collapse(dims, 2, strides, c.dims, c.strides)) return;
  size_t n = c.dims[4], rows = c.dims[0] * c.dims[1] * c.dims[2] * c.dims[3];
  c.call = (binary_call){n, a, b, c.strides[0][4], c.strides[1][4], c.strides[0][3], c.strides[1][3], y, op};
  if (rows == 1)
    hd_for_range(n, grain, binary_range, &c.call);
  else
    hd_for_range(rows, grain / n + 1, broadcast_rows, &c);
}
