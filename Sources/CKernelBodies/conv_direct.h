// Direct convolution: a tile of output pixels against a panel of weights, one chain over (tap row, tap column, input).
// A task first copies the window it reads, zeros and enlargement included, so that every pixel's three taps of a row
// are one contiguous run.
#ifndef HD_CONV_DIRECT_H
#define HD_CONV_DIRECT_H
#include "conv_view.h"
#include "microkernel.h"

/// Rows h...<h+rows and columns w..<w+columns of the image as it is read, zeros outside, to `to` [rows, columns, I].
static void conv_copy_window(const conv_view *v, int b, int h, int rows, int w, int columns, float *to) {
  const size_t I = v->I, pixel = I * sizeof(float);
  int first = w < 0 ? -w : 0, last = v->W - w < columns ? v->W - w : columns;
  if (first > columns) first = columns;
  if (last < first) last = first;
  for (int r = h; r < h + rows; r++, to += (size_t)columns * I) {
    if (r < 0 || r >= v->H || first == last) {
      memset(to, 0, (size_t)columns * pixel);
      continue;
    }
    const float *row = conv_row(v, b, r);
    memset(to, 0, (size_t)first * pixel);
    if (v->shift)
      for (int c = first; c < last; c++) memcpy(to + (size_t)c * I, row + (size_t)((w + c) / 2) * I, pixel);
    else
      memcpy(to + (size_t)first * I, row + (size_t)(w + first) * I, (size_t)(last - first) * pixel);
    memset(to + (size_t)last * I, 0, (size_t)(columns - last) * pixel);
  }
}

/// Sums of 2x2 neighbours of sums [rows, OW, width] (channels from..<from+n of the result), rows from h (even).
static void conv_fold_rows(const conv_view *v, int b, int h, int rows, const float *sums, size_t from, size_t n) {
  for (int r = 0; r < rows; r += 2)
    for (int w = 0; w < v->OW; w += 2) {
      const float *s = sums + ((size_t)r * (size_t)v->OW + (size_t)w) * n;
      const size_t pixel = ((size_t)b * (size_t)v->FH + (size_t)((h + r) / 2)) * (size_t)v->FW + (size_t)(w / 2);
      float *y = v->y + pixel * v->O + from;
      const bool right = w + 1 < v->OW, below = r + 1 < rows;
      for (size_t c = 0; c < n; c++) {
        float sum = s[c];
        if (right) sum += s[n + c];
        if (below) sum += s[(size_t)v->OW * n + c];
        if (right && below) sum += s[((size_t)v->OW + 1) * n + c];
        y[c] = sum;
      }
    }
}

typedef struct {
  const conv_view *v;
  int rows, blocks;  // output rows per task, tasks per image
  size_t width;      // outputs per task
} conv_direct_job;

static void conv_direct_block(int task, void *context) {
  const conv_direct_job *j = context;
  const conv_view *v = j->v;
  const int spatial = v->B * j->blocks, place = task % spatial, b = place / j->blocks;
  const int h = place % j->blocks * j->rows, rows = v->OH - h < j->rows ? v->OH - h : j->rows;
  const size_t I = v->I, from = (size_t)(task / spatial) * j->width, n = conv_least(j->width, v->O - from);
  const int columns = (v->OW - 1) * v->stride + 3, stride = v->stride;
  const size_t pixels = (size_t)rows * (size_t)v->OW;

  float *window = hd_scratch(0, (size_t)((j->rows - 1) * stride + 3) * (size_t)columns * I * sizeof(float));
  conv_copy_window(v, b, h * stride - v->top, (rows - 1) * stride + 3, -v->left, columns, window);
  const float **at = hd_scratch(1, pixels * sizeof(float *));
  for (int r = 0; r < rows; r++)
    for (int w = 0; w < v->OW; w++)
      at[r * v->OW + w] = window + ((size_t)(r * stride) * (size_t)columns + (size_t)(w * stride)) * I;

  float *y = v->fold ? hd_scratch(2, pixels * n * sizeof(float))
                     : v->y + ((size_t)b * (size_t)v->OH + (size_t)h) * (size_t)v->OW * v->O + from;
  hd_tile_out out = {.c = y, .ldc = v->fold ? n : v->O, .ld_start = v->fold ? n : v->O};
  hd_tile_in in = {.a_rows = at, .b = v->packed + from * 9 * I, .b_step = 16, .b_group = 9 * I * 16, .K = 3 * I,
                   .segments = 3, .a_segment = (size_t)columns * I, .b_segment = 3 * I * 16};
  // With many inputs a panel of weights would not stay in cache: the chain is cut into taps.
  const bool cut = I > 192;
  if (cut) in.K = I, in.segments = 1;
  for (int tap = 0; tap < (cut ? 9 : 1); tap++) {
    if (cut && tap > 0) {
      const size_t move = tap % 3 == 0 ? ((size_t)columns - 2) * I : I;
      for (size_t p = 0; p < pixels; p++) at[p] += move;
      in.b += I * 16, out.start = y;
    }
    if ((!cut || tap == 8) && !v->fold) {
      const hd_conv_epilogue *e = &v->epilogue;
      if (e->bias) out.bias = e->bias + from;
      if (e->per_image) out.addend = e->per_image + (size_t)b * v->O + from;
      else if (e->residual) out.addend = e->residual + (y - v->y), out.ld_addend = v->O;
    }
    hd_tile_product(hd_a_pointers, pixels, n, &in, &out);
  }
  if (v->fold) conv_fold_rows(v, b, h, rows, y, from, n);
  else if (v->epilogue.per_image && v->epilogue.residual)
    for (size_t p = 0; p < pixels; p++) {
      float *row = y + p * v->O;
      const float *residual = v->epilogue.residual + (row - v->y);
      for (size_t c = 0; c < n; c += 16) {
        const size_t lanes = conv_least(16, n - c);
        conv_store(row + c, v16_load_n(row + c, lanes) + v16_load_n(residual + c, lanes), lanes);
      }
    }
}

static void conv_direct(const conv_view *v) {
  const size_t weights = 9 * v->I * v->O;
  const int target = weights > 9 * 160 * 160 ? 256 : 96;  // pixels for which a panel is walked
  int rows = (target + v->OW - 1) / v->OW;
  if (v->fold) rows = (rows + 1) / 2 * 2;
  if (rows > v->OH) rows = v->OH;
  conv_direct_job job = {.v = v, .rows = rows, .blocks = (v->OH + rows - 1) / rows, .width = v->O};
  if (weights > 9 * 160 * 160) job.width = 64;
  const size_t groups = (v->O + job.width - 1) / job.width;
  hd_parallel_for((int)groups * v->B * job.blocks, conv_direct_block, &job);
}
#endif
