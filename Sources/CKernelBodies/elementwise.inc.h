// Elementwise kernels. Every element is computed alone, so threads may cut anywhere.
#include "isa.h"
#include "range.h"
#include "unary.h"

enum { grain = 1 << 14 };  // floats per task: about 10 us of the cheapest function

// ## Functions of one operand

typedef struct {
  hd_unary_op op;
  const float *x, *dy;
  float *y;
} unary_call;

HD_INLINE void unary_loop(hd_unary_op op, size_t n, const float *x, float *y) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) v16_store(y + i, v16_unary(op, v16_load(x + i)));
  if (i < n) v16_store_n(y + i, v16_unary(op, v16_load_n(x + i, n - i)), n - i);
}

static void unary_range(const void *context, size_t first, size_t n) {
  const unary_call *c = context;
  switch (c->op) {
#define CASE(OP) \
  case OP: unary_loop(OP, n, c->x + first, c->y + first); return;
    HD_EACH_UNARY(CASE)
#undef CASE
  }
}

void HD_FN(hd_unary)(hd_unary_op op, size_t n, const float *x, float *y) {
  hd_for_range(n, grain, unary_range, &(unary_call){op, x, NULL, y});
}

HD_INLINE void unary_backward_loop(hd_unary_op op, size_t n, const float *x, const float *dy, float *dx) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16) v16_store(dx + i, v16_unary_derivative(op, v16_load(x + i)) * v16_load(dy + i));
  size_t k = n - i;
  if (k) v16_store_n(dx + i, v16_unary_derivative(op, v16_load_n(x + i, k)) * v16_load_n(dy + i, k), k);
}

static void unary_backward_range(const void *context, size_t first, size_t n) {
  const unary_call *c = context;
  switch (c->op) {
#define CASE(OP) \
  case OP: unary_backward_loop(OP, n, c->x + first, c->dy + first, c->y + first); return;
    HD_EACH_UNARY(CASE)
#undef CASE
  }
}

void HD_FN(hd_unary_backward)(hd_unary_op op, size_t n, const float *x, const float *dy, float *dx) {
  hd_for_range(n, grain, unary_backward_range, &(unary_call){op, x, dy, dx});
}

// ## Scalings, limits, constants

typedef struct {
  float a, b;
  const float *x, *dy;
  float *y;
} linear_call;

static void affine_range(const void *context, size_t first, size_t n) {
  const linear_call *c = context;
  const float *x = c->x + first;
  float *y = c->y + first;
  for (size_t i = 0; i < n; i += 16) {
    size_t k = n - i < 16 ? n - i : 16;
    if (k == 16) v16_store(y + i, v16_fma(v16_set(c->a), v16_load(x + i), v16_set(c->b)));
    else v16_store_n(y + i, v16_fma(v16_set(c->a), v16_load_n(x + i, k), v16_set(c->b)), k);
  }
}

void HD_FN(hd_affine)(size_t n, float alpha, const float *x, float beta, float *y) {
  hd_for_range(n, grain, affine_range, &(linear_call){alpha, beta, x, NULL, y});
}

static void axpy_range(const void *context, size_t first, size_t n) {
  const linear_call *c = context;
  const float *x = c->x + first;
  float *y = c->y + first;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) v16_store(y + i, v16_fma(v16_set(c->a), v16_load(x + i), v16_load(y + i)));
  if (i < n) v16_store_n(y + i, v16_fma(v16_set(c->a), v16_load_n(x + i, n - i), v16_load_n(y + i, n - i)), n - i);
}

void HD_FN(hd_axpy)(size_t n, float alpha, const float *x, float *y) {
  hd_for_range(n, grain, axpy_range, &(linear_call){alpha, 0, x, NULL, y});
}

static void clamp_range(const void *context, size_t first, size_t n) {
  const linear_call *c = context;
  const float *x = c->x + first;
  float *y = c->y + first;
  for (size_t i = 0; i < n; i++) {
    float t = x[i] < c->a ? c->a : x[i];  // NaN passes both comparisons
    y[i] = t > c->b ? c->b : t;
  }
}

void HD_FN(hd_clamp)(size_t n, float lo, float hi, const float *x, float *y) {
  hd_for_range(n, grain, clamp_range, &(linear_call){lo, hi, x, NULL, y});
}

static void clamp_backward_range(const void *context, size_t first, size_t n) {
  const linear_call *c = context;
  const float *x = c->x + first, *dy = c->dy + first;
  float *dx = c->y + first;
  for (size_t i = 0; i < n; i++) dx[i] = x[i] < c->a || x[i] > c->b ? 0.0f : dy[i];
}

void HD_FN(hd_clamp_backward)(size_t n, float lo, float hi, const float *x, const float *dy, float *dx) {
  hd_for_range(n, grain, clamp_backward_range, &(linear_call){lo, hi, x, dy, dx});
}

static void fill_range(const void *context, size_t first, size_t n) {
  const linear_call *c = context;
  float *y = c->y + first, value = c->a;
  for (size_t i = 0; i < n; i++) y[i] = value;
}

void HD_FN(hd_fill)(size_t n, float value, float *y) {
  hd_for_range(n, 4 * grain, fill_range, &(linear_call){value, 0, NULL, NULL, y});
}

#include "binary.inc.h"
#include "geglu.inc.h"
