// Direct convolution with at most four outputs (the last layer of a network): panels of 16 outputs would lie idle, so
// the nine taps become columns. One product gives P[pixel][tap][output] for every stored pixel, enlarged or not, and an
// output adds its nine entries, taps in order.
#ifndef HD_CONV_THIN_H
#define HD_CONV_THIN_H
#include "conv_direct.h"

typedef float conv_four __attribute__((vector_size(16)));
typedef float conv_four_any __attribute__((vector_size(16), aligned(4), may_alias));

typedef struct {
  const conv_view *v;
  bool spread;       // the gradient at stride 2: inputs lie on even positions
  int rows, blocks;  // output rows per task, tasks per image
} conv_thin_job;

/// The stored row or column under a window position; -1 where there is none.
HD_INLINE int conv_thin_at(const conv_view *v, bool spread, int position, int size) {
  if (spread) {
    if (position % 2 != 0) return -1;
    position /= 2;
  }
  return position < 0 || position >= size ? -1 : position >> v->shift;
}

static void conv_thin_block(int task, void *context) {
  const conv_thin_job *j = context;
  const conv_view view = *j->v, *v = &view;
  const int b = task / j->blocks, h0 = task % j->blocks * j->rows;
  const int rows = v->OH - h0 < j->rows ? v->OH - h0 : j->rows;
  const size_t O = v->O, N = conv_padded(9 * O);

  // The stored rows that this block's windows meet.
  int first = v->SH, last = -1;
  for (int h = h0 * v->stride - v->top; h <= (h0 + rows - 1) * v->stride - v->top + 2; h++) {
    const int row = conv_thin_at(v, j->spread, h, v->H);
    if (row >= 0 && row < first) first = row;
    if (row > last) last = row;
  }
  const size_t pixels = last < first ? 0 : (size_t)(last - first + 1) * (size_t)v->SW;
  float *P = hd_scratch(0, (pixels * N + 16) * sizeof(float));
  if (pixels > 0) {
    const hd_tile_in in = {.a = v->x + ((size_t)b * (size_t)v->SH + (size_t)first) * (size_t)v->SW * v->I, .lda = v->I,
                           .b = v->packed, .b_step = 16, .b_group = v->I * 16, .K = v->I, .segments = 1};
    const hd_tile_out out = {.c = P, .ldc = N};
    hd_tile_product(hd_a_rows, pixels, N, &in, &out);
  }

  const hd_conv_epilogue e = v->epilogue;
  float *const sums = v->fold ? hd_scratch(2, (size_t)rows * (size_t)v->OW * O * sizeof(float)) : NULL;
  for (int r = 0; r < rows; r++) {
    const float *row[3];
    for (int kh = 0; kh < 3; kh++) {
      const int at = conv_thin_at(v, j->spread, (h0 + r) * v->stride - v->top + kh, v->H);
      row[kh] = at < 0 ? NULL : P + (size_t)(at - first) * (size_t)v->SW * N + (size_t)kh * 3 * O;
    }
    const size_t start = ((size_t)b * (size_t)v->OH + (size_t)(h0 + r)) * (size_t)v->OW * O;
    for (int w = 0; w < v->OW; w++) {
      size_t column[3];
      bool inside[3];
      for (int kw = 0; kw < 3; kw++) {
        const int at = conv_thin_at(v, j->spread, w * v->stride - v->left + kw, v->W);
        inside[kw] = at >= 0;
        column[kw] = inside[kw] ? (size_t)at * N + (size_t)kw * O : 0;
      }
      conv_four sum = {0};
      for (int kh = 0; kh < 3; kh++)
        for (int kw = 0; kw < 3 && row[kh]; kw++)
          if (inside[kw]) sum += *(const conv_four_any *)(row[kh] + column[kw]);
      float *y = v->fold ? sums + ((size_t)r * (size_t)v->OW + (size_t)w) * O : v->y + start + (size_t)w * O;
      for (size_t o = 0; o < O; o++) {
        float value = sum[o];
        if (!v->fold && e.bias) value += e.bias[o];
        if (!v->fold && e.per_image) value += e.per_image[(size_t)b * O + o];
        if (!v->fold && e.residual) value += e.residual[start + (size_t)w * O + o];
        y[o] = value;
      }
    }
  }
  if (v->fold) conv_fold_rows(v, b, h0, rows, sums, 0, O);
}

static void conv_thin(const conv_view *v, bool spread) {
  // Blocks whose P stays in the second-level cache, for all that two rows of it are made twice.
  const size_t row = (size_t)v->SW * conv_padded(9 * v->O) * sizeof(float);
  int rows = (int)(((size_t)256 << 10) / row) / 2 * 2;
  if (rows < 8) rows = 8;
  if (rows > v->OH) rows = v->OH;
  conv_thin_job job = {.v = v, .spread = spread, .rows = rows, .blocks = (v->OH + rows - 1) / rows};
  hd_parallel_for(v->B * job.blocks, conv_thin_block, &job);
}
#endif
