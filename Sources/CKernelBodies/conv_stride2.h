// The gradient of the input at stride 2, directly: an input pixel meets only the taps of its parity, so that rows and
// columns of one parity are products with one tap each, added in the order of the taps.
#ifndef HD_CONV_STRIDE2_H
#define HD_CONV_STRIDE2_H
#include "conv_direct.h"

static void conv_stride2_row(const conv_view *v, int h, const float *rows, int columns, float *y) {
  const size_t I = v->I, O = v->O;
  for (int parity = 0; parity < 2 && parity < v->OW; parity++) {
    const size_t pixels = (size_t)(v->OW - parity + 1) / 2;
    hd_tile_out out = {.c = y + (size_t)parity * O, .ldc = 2 * O, .ld_start = 2 * O};
    for (int tap = 0; tap < 9; tap++) {
      const int above = h - v->top + tap / 3, left = parity - v->left + tap % 3;
      if (above % 2 != 0 || left % 2 != 0 || above < 0 || above / 2 >= v->H) continue;
      // The window holds the rows of dy from (h - top) / 2 rounded up, and columns from -1.
      const int first = h - v->top < 0 ? 0 : (h - v->top + 1) / 2;
      const hd_tile_in in = {.a = rows + ((size_t)(above / 2 - first) * (size_t)columns + (size_t)(left / 2 + 1)) * I,
                             .lda = I, .b = v->packed + (size_t)tap * I * 16, .b_step = 16, .b_group = 9 * I * 16,
                             .K = I, .segments = 1};
      hd_tile_product(hd_a_rows, pixels, O, &in, &out);
      out.start = out.c;
    }
    if (!out.start)
      for (size_t p = 0; p < pixels; p++) memset(out.c + p * out.ldc, 0, O * sizeof(float));
  }
}

static void conv_stride2_task(int task, void *context) {
  const conv_view *v = context;
  const int rows = v->fold ? 2 : 1, per_image = (v->OH + rows - 1) / rows, b = task / per_image;
  const int columns = v->W + v->OW / 2 + 3;
  float *window = hd_scratch(0, 2 * (size_t)columns * v->I * sizeof(float));
  float *sums = v->fold ? hd_scratch(2, 2 * (size_t)v->OW * v->O * sizeof(float)) : NULL;
  const int h0 = task % per_image * rows, last = h0 + rows < v->OH ? h0 + rows : v->OH;
  for (int h = h0; h < last; h++) {
    const int first = h - v->top < 0 ? 0 : (h - v->top + 1) / 2;
    conv_copy_window(v, b, first, 2, -1, columns, window);
    float *y = v->fold ? sums + (size_t)(h - h0) * (size_t)v->OW * v->O
                       : v->y + ((size_t)b * (size_t)v->OH + (size_t)h) * (size_t)v->OW * v->O;
    conv_stride2_row(v, h, window, columns, y);
  }
  if (v->fold) conv_fold_rows(v, b, h0, last - h0, sums, 0, v->O);
}

static void conv_direct_stride2_data(const conv_view *view) {
  conv_view v = *view;
  const int per_image = v.fold ? (v.OH + 1) / 2 : v.OH;
  hd_parallel_for(v.B * per_image, conv_stride2_task, &v);
}
#endif
