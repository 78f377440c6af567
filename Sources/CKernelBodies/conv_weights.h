// The gradient of the weights.
//   direct    one outer-product sum over the pixels of an image per row of taps; images follow each other
//   Winograd  dU[xi] = sum over tiles of V[xi] dZ[xi], then dW = Gt dU G
// Every element is one chain in the order of pixels or tiles; tasks share out elements, never sums.
#ifndef HD_CONV_WEIGHTS_H
#define HD_CONV_WEIGHTS_H
#include "conv_direct.h"
#include "conv_winograd.h"

typedef struct {
  const conv_view *v;      // the forward convolution, x and sides only
  const float *dy, *dy_end;
  float *dw;
  int image, row, count_rows;  // direct: the image and the output rows in work
  float *window, *rows, *sums;
  conv_tiling tiling;      // Winograd
  conv_planes in, out;
  size_t first, count;
  bool swapped;            // outputs go down and inputs across: dW is written in stretches
  size_t M, N;             // rows and columns of dU
  size_t high, wide;       // of a task
  size_t plane, step;      // floats of a plane of dU, tiles transformed by a task
  float *V, *dZ, *dU;      // dU: NULL where one pass holds all tiles
  bool last;
} conv_weights_job;

/// The first `lanes` of sixteen rows of nine from their nine columns, `step` floats apart.
HD_INLINE void conv_weights_rows_of_taps(const v16f w[9], float *to, size_t step, size_t lanes) {
  // The last four columns overlap the four before.
  CONV_UNROLL for (int part = 0; part < 3; part++) {
    const int from = part == 2 ? 5 : 4 * part;
    v16f x[4] = {w[from], w[from + 1], w[from + 2], w[from + 3]};
    v16_transpose_quarters(x);
    CONV_UNROLL for (size_t r = 0; r < 4; r++) {
      float *row = to + r * step + from;
      if (r < lanes) *(v4f_any *)row = __builtin_shufflevector(x[r], x[r], 0, 1, 2, 3);
      if (r + 4 < lanes) *(v4f_any *)(row + 4 * step) = __builtin_shufflevector(x[r], x[r], 4, 5, 6, 7);
      if (r + 8 < lanes) *(v4f_any *)(row + 8 * step) = __builtin_shufflevector(x[r], x[r], 8, 9, 10, 11);
      if (r + 12 < lanes) *(v4f_any *)(row + 12 * step) = __builtin_shufflevector(x[r], x[r], 12, 13, 14, 15);
    }
  }
}

/// The gradients w[tap] of the 16 outputs from o for input i.
HD_INLINE void conv_weights_store(const conv_weights_job *j, size_t i, size_t o, const v16f w[9]) {
  const size_t step = j->v->I * 9;
  conv_weights_rows_of_taps(w, j->dw + o * step + i * 9, step, conv_least(16, j->v->O - o));
}

/// The gradients w[tap] of output o for the 16 inputs from i: one stretch, nine whole lines in most layers. Those of
/// large layers go past the caches: the optimiser comes to them when everything else has passed.
HD_INLINE void conv_weights_store_swapped(const conv_weights_job *j, size_t o, size_t i, const v16f w[9]) {
  float *to = j->dw + (o * j->v->I + i) * 9;
  const size_t lanes = conv_least(16, j->v->I - i);
  if (lanes < 16 || (uintptr_t)to % 64 != 0 || hd_conv_stored(j->v->I, j->v->O)) {
    conv_weights_rows_of_taps(w, to, 9, lanes);
    return;
  }
  float t[9 * 16] __attribute__((aligned(64)));
  conv_weights_rows_of_taps(w, t, 9, 16);
  CONV_UNROLL for (size_t line = 0; line < 9; line++) v16_stream(to + 16 * line, v16_load(t + 16 * line));
}

// ## Direct

/// dy of the rows in work.
HD_INLINE const float *conv_weights_dy(const conv_weights_job *j) {
  return j->dy + ((size_t)j->image * (size_t)j->v->OH + (size_t)j->row) * (size_t)j->v->OW * j->v->O;
}

static void conv_weights_copy(int row, void *context) {
  const conv_weights_job *j = context;
  const conv_view *v = j->v;
  const int columns = (v->OW - 1) * v->stride + 3, copied = (j->count_rows - 1) * v->stride + 3;
  if (row < copied) {
    float *to = j->window + (size_t)row * (size_t)columns * v->I;
    conv_copy_window(v, j->image, j->row * v->stride + row - v->top, 1, -v->left, columns, to);
    return;
  }
  // Whole groups of 16 outputs are read: rows of dy that are no multiple of 16 are copied too.
  const size_t padded = conv_padded(v->O), oh = (size_t)(row - copied);
  const float *from = conv_weights_dy(j) + oh * (size_t)v->OW * v->O;
  float *to = j->rows + oh * (size_t)v->OW * padded;
  for (int w = 0; w < v->OW; w++, from += v->O, to += padded)
    for (size_t c = 0; c < v->O; c += 16) v16_store(to + c, conv_load_tail(from + c, j->dy_end, v->O - c));
}

static void conv_weights_product(int task, void *context) {
  const conv_weights_job *j = context;
  const conv_view *v = j->v;
  const size_t M = 3 * v->I, padded = conv_padded(v->O), tasks_high = (M + j->high - 1) / j->high;
  const size_t tap_row = (size_t)task % 3, m = (size_t)task / 3 % tasks_high * j->high;
  const size_t n = (size_t)task / 3 / tasks_high * j->wide, stride = (size_t)v->stride;
  const size_t row = ((size_t)(v->OW - 1) * stride + 3) * v->I;
  float *c = j->sums + (tap_row * M + m) * padded + n;
  const bool copied = v->O % 16 != 0;
  const float *dy = copied ? j->rows : conv_weights_dy(j);
  const hd_tile_in in = {.a = j->window + tap_row * row + m, .lda = stride * v->I, .b = dy + n, .b_step = padded,
                         .b_group = 16, .K = (size_t)v->OW, .segments = (size_t)j->count_rows,
                         .a_segment = stride * row, .b_segment = (size_t)v->OW * padded};
  const hd_tile_out out = {.c = c, .ldc = padded, .start = j->image + j->row > 0 ? c : NULL, .ld_start = padded};
  hd_tile_product(hd_a_columns, conv_least(j->high, M - m), conv_least(j->wide, padded - n), &in, &out);
}

static void conv_weights_scatter(int input, void *context) {
  const conv_weights_job *j = context;
  const size_t I = j->v->I, padded = conv_padded(j->v->O);
  for (size_t o = 0; o < j->v->O; o += 16) {
    v16f w[9];
    CONV_UNROLL for (size_t tap = 0; tap < 9; tap++)
      w[tap] = v16_load(j->sums + (tap * I + (size_t)input) * padded + o);
    conv_weights_store(j, (size_t)input, o, w);
  }
}

static void conv_weights_direct(const conv_view *v, const float *dy, float *dw) {
  const int columns = (v->OW - 1) * v->stride + 3;
  const size_t padded = conv_padded(v->O), M = 3 * v->I;
  conv_weights_job job = {.v = v, .dy = dy, .dw = dw, .high = 96, .wide = 64};
  job.dy_end = dy + (size_t)v->B * (size_t)v->OH * (size_t)v->OW * v->O;
  // Rows whose window and dy stay in the second-level cache, but enough of them that the sums do not pass too often.
  const size_t bytes = ((size_t)(v->stride * columns) * v->I + (size_t)v->OW * padded) * sizeof(float);
  const size_t sums = 3 * M * padded * sizeof(float), budget = sums > (size_t)512 << 10 ? sums : (size_t)512 << 10;
  size_t rows = budget / bytes;
  const size_t least = (size_t)(96 + v->OW - 1) / (size_t)v->OW;
  if (rows < least) rows = least;
  rows = conv_share((size_t)v->OH, rows);
  job.window = hd_scratch(0, ((rows - 1) * (size_t)v->stride + 3) * (size_t)columns * v->I * sizeof(float));
  job.rows = hd_scratch(1, rows * (size_t)v->OW * padded * sizeof(float));
  job.sums = hd_scratch(2, sums);
  const size_t tasks = 3 * ((M + job.high - 1) / job.high) * ((padded + job.wide - 1) / job.wide);
  for (job.image = 0; job.image < v->B; job.image++)
    for (job.row = 0; job.row < v->OH; job.row += (int)rows) {
      job.count_rows = v->OH - job.row < (int)rows ? v->OH - job.row : (int)rows;
      const int copied = (job.count_rows - 1) * v->stride + 3;
      hd_parallel_for(copied + (v->O % 16 != 0 ? job.count_rows : 0), conv_weights_copy, &job);
      hd_parallel_for((int)tasks, conv_weights_product, &job);
    }
  hd_parallel_for((int)v->I, conv_weights_scatter, &job);
}

// ## Winograd

/// Sixteen channels of a tile of dy, whose pixels are at p.
HD_INLINE void conv_spread_vector(const conv_view *v, const int m, const bool isWhole, const float *const *p,
                                  const float *end, size_t c, float *to, size_t plane) {
  const int side = m + 2;
  v16f t[24];
  CONV_UNROLL for (int j = 0; j < m; j++) {
    v16f d[4];
    CONV_UNROLL for (int i = 0; i < m; i++)
      d[i] = isWhole ? v16_load(p[i * m + j] + c) : conv_load_tail(p[i * m + j] + c, end, v->O - c);
    conv_spread_1d(m, d, 1, t + j, m);
  }
  CONV_UNROLL for (int i = 0; i < side; i++, to += (size_t)side * plane) {
    v16f o[6];
    conv_spread_1d(m, t + i * m, 1, o, 1);
    CONV_UNROLL for (int j = 0; j < side; j++) v16_store(to + (size_t)j * plane, o[j]);
  }
}

/// dZ = A dy At of tiles first..<first+count, into rows at..<at+count of the planes.
HD_INLINE void conv_spread_tiles(const conv_weights_job *j, const int m, size_t first, size_t count, size_t at,
                                 const float *zero, conv_fetch *coming) {
  const conv_view view = *j->v;
  const conv_view *v = &view;
  const conv_tiling tiling = j->tiling;
  const conv_planes planes = j->out;
  float *const dZ = j->dZ;
  const float *const dy_all = j->dy, *const dy_end = j->dy_end;
  const size_t O = v->O;
  const size_t row = (size_t)v->OW * O;
  conv_place place = conv_place_of(&tiling, first);
  for (size_t n = 0; n < count; n++, conv_place_next(&tiling, &place)) {
    const float *p[16];
    const float *dy = dy_all + ((size_t)place.b * (size_t)v->OH + (size_t)place.h) * row + (size_t)place.w * O;
    const bool isInside = place.h + m <= v->OH && place.w + m <= v->OW;
    CONV_UNROLL for (int i = 0; i < m * m; i++)
      p[i] = isInside || (place.h + i / m < v->OH && place.w + i % m < v->OW)
                 ? dy + (size_t)(i / m) * row + (size_t)(i % m) * O
                 : zero;
    conv_fetch_tiles(coming, m, conv_fetch_near, 1);
    for (size_t c = 0; c < O; c += 16) {
      const bool isWhole = c + 16 <= O || place.b + 1 < v->B;
      float *to = dZ + c / planes.chunk * planes.chunk_stride + (at + n) * planes.row + c % planes.chunk;
      if (isWhole) conv_spread_vector(v, m, true, p, dy_end, c, to, planes.plane);
      else conv_spread_vector(v, m, false, p, dy_end, c, to, planes.plane);
    }
  }
}

HD_INLINE void conv_weights_tiles(const int m, int task, const conv_weights_job *j) {
  const size_t at = (size_t)task * j->step, count = conv_least(j->step, j->count - at);
  const float *zero = conv_zeros(j->v->I > j->v->O ? j->v->I : j->v->O);
  // The tiles before have asked for these ones' pixels, unless there were none.
  const conv_view *v = j->v;
  const size_t first = j->first + at, unasked = j->first == 0 && hd_conv_stored(v->I, v->O) ? count : 0;
  conv_fetch x = conv_fetch_of(v->x, v->I, v->H, v->W, v->shift, &j->tiling, first, unasked);
  conv_fetch dy = conv_fetch_of(j->dy, v->O, v->OH, v->OW, 0, &j->tiling, first, unasked);
  conv_fetch_tiles(&x, m, conv_fetch_near, conv_fetch_lead);
  conv_input_tiles(v, &j->tiling, m, first, count, at, &j->in, zero, j->V, &x);
  conv_fetch_tiles(&dy, m, conv_fetch_near, conv_fetch_lead);
  conv_spread_tiles(j, m, first, count, at, zero, &dy);
}
static void conv_weights_tiles_4(int task, void *context) { conv_weights_tiles(4, task, context); }
static void conv_weights_tiles_2(int task, void *context) { conv_weights_tiles(2, task, context); }

/// dU[xi] of rows m0..<m0+high and columns n0..<n0+wide, at dU (row stride `row`), for the tiles at hand.
HD_INLINE void conv_weights_plane(const conv_weights_job *j, size_t xi, size_t m0, size_t high, size_t n0, size_t wide,
                                  float *dU, size_t row) {
  const conv_planes *down = j->swapped ? &j->out : &j->in, *across = j->swapped ? &j->in : &j->out;
  const float *a = j->swapped ? j->dZ : j->V, *b = j->swapped ? j->V : j->dZ;
  // A task's rows and columns lie in one chunk of channels each.
  const hd_tile_in in = {.a = a + m0 / down->chunk * down->chunk_stride + xi * down->plane, .lda = down->row,
                         .b = b + n0 / across->chunk * across->chunk_stride + xi * across->plane,
                         .b_step = across->row, .b_group = 16, .K = j->count, .segments = 1};
  const hd_tile_out out = {.c = dU, .ldc = row, .start = j->first > 0 ? dU : NULL, .ld_start = row};
  hd_tile_product(hd_a_columns, high, wide, &in, &out);
}

/// dW = Gt dU G of rows m0..<m0+high, columns n0..<n0+wide, from dU (row m0, column n0 in plane 0).
HD_INLINE void conv_weights_finish(const conv_weights_job *j, const int m, size_t m0, size_t high, size_t n0,
                                   size_t wide, const float *dU, size_t row, size_t plane) {
  // Down the rows first: neighbours in dW, where a row's 16 outputs are far apart.
  for (size_t c = 0; c < wide && n0 + c < j->N; c += 16)
    for (size_t r = 0; r < high; r++) {
      const int side = m + 2;
      v16f t[18], w[9];
      CONV_UNROLL for (int k = 0; k < side; k++) {
        v16f u[6];
        CONV_UNROLL for (int i = 0; i < side; i++) u[i] = v16_load(dU + r * row + c + (size_t)(i * side + k) * plane);
        conv_gradient_1d(m, u, 1, t + k, side);
      }
      CONV_UNROLL for (int i = 0; i < 3; i++) conv_gradient_1d(m, t + i * side, 1, w + 3 * i, 1);
      if (j->swapped) conv_weights_store_swapped(j, m0 + r, n0 + c, w);
      else conv_weights_store(j, m0 + r, n0 + c, w);
    }
  v16_stream_end();
}

// Small layers: a task takes a few planes of dU, so that the tiles pass through the caches once; then dW row by row.

HD_INLINE void conv_weights_planes(const int m, int task, const conv_weights_job *j) {
  const conv_view *v = j->v;
  const size_t few = (size_t)(m + 2) / 2, tasks = 2 * (size_t)(m + 2);
  // Meanwhile a share of the pixels of the tiles that follow comes in.
  const size_t next = j->first + j->count, part = (j->count + tasks - 1) / tasks, share = (part + few - 1) / few;
  conv_fetch x = conv_fetch_of(v->x, v->I, v->H, v->W, v->shift, &j->tiling, next + (size_t)task * part, part);
  conv_fetch dy = conv_fetch_of(j->dy, v->O, v->OH, v->OW, 0, &j->tiling, next + (size_t)task * part, part);
  for (size_t xi = (size_t)task * few; xi < (size_t)(task + 1) * few; xi++) {
    conv_fetch_tiles(&x, m, conv_fetch_far, share);
    conv_fetch_tiles(&dy, m, conv_fetch_far, share);
    conv_weights_plane(j, xi, 0, j->M, 0, conv_padded(j->N), j->dU + xi * j->plane, j->wide);
  }
}
static void conv_weights_planes_4(int task, void *context) { conv_weights_planes(4, task, context); }
static void conv_weights_planes_2(int task, void *context) { conv_weights_planes(2, task, context); }

HD_INLINE void conv_weights_rows(const int m, int task, const conv_weights_job *j) {
  const size_t first = (size_t)task * j->high;
  const float *dU = j->dU + first * j->wide;
  conv_weights_finish(j, m, first, conv_least(j->high, j->M - first), 0, j->N, dU, j->wide, j->plane);
}
static void conv_weights_rows_4(int task, void *context) { conv_weights_rows(4, task, context); }
static void conv_weights_rows_2(int task, void *context) { conv_weights_rows(2, task, context); }

enum { conv_weights_side = 64 };
// Large layers: a task takes a block of dU in all planes and finishes it, so that dU need not be kept whole.

HD_INLINE void conv_weights_block(const int m, int task, const conv_weights_job *j) {
  const size_t xis = (size_t)((m + 2) * (m + 2)), tasks_high = (j->M + j->high - 1) / j->high;
  const size_t m0 = (size_t)task % tasks_high * j->high, n0 = (size_t)task / tasks_high * j->wide;
  const size_t high = conv_least(j->high, j->M - m0), wide = conv_padded(conv_least(j->wide, j->N - n0));
  float *dU = j->dU ? j->dU + (size_t)task * xis * j->plane : hd_scratch(2, xis * j->plane * sizeof(float));
  for (size_t xi = 0; xi < xis; xi++) conv_weights_plane(j, xi, m0, high, n0, wide, dU + xi * j->plane, j->wide);
  if (j->last) conv_weights_finish(j, m, m0, high, n0, wide, dU, j->wide, j->plane);
}
static void conv_weights_block_4(int task, void *context) { conv_weights_block(4, task, context); }
static void conv_weights_block_2(int task, void *context) { conv_weights_block(2, task, context); }

static void conv_weights_winograd(const conv_view *v, const float *dy, float *dw, int m) {
  conv_weights_job job = {.v = v, .dy = dy, .dw = dw, .tiling = conv_tiling_of(v->B, v->OH, v->OW, m)};
  const size_t tiles = job.tiling.tiles, xis = (size_t)((m + 2) * (m + 2));
  job.dy_end = dy + (size_t)v->B * (size_t)v->OH * (size_t)v->OW * v->O;
  // Small layers: blocks that stay in the second-level cache. Large ones, whose sums do not: all tiles at once where
  // their planes are small, else blocks that leave room in the caches.
  const bool small = hd_conv_stored(v->I, v->O);
  const size_t bytes = xis * (conv_plane_row(v->I) + conv_plane_row(v->O)) * sizeof(float);
  size_t most = (small ? (size_t)768 << 10 : (size_t)2 << 20) / bytes / 24 * 24;
  if (most < 48) most = 48;
  if (tiles * bytes <= (small ? (size_t)768 << 10 : (size_t)7 << 20)) most = tiles;
  most = conv_share(tiles, most);
  job.swapped = v->I * conv_padded(v->O) >= v->O * conv_padded(v->I);
  // Sixteen inputs of an output lie side by side in dW; the other way round only where fewer lanes lie idle then.
  job.M = job.swapped ? v->O : v->I, job.N = job.swapped ? v->I : v->O;
  job.in = conv_planes_of(v->I, small ? v->I : conv_weights_side, most, m + 2);
  job.out = conv_planes_of(v->O, small ? v->O : conv_weights_side, most, m + 2);
  job.wide = small ? conv_padded(job.N) : conv_weights_side, job.high = small ? 8 : conv_weights_side;
  job.plane = (small ? job.M : job.high) * job.wide + conv_plane_gap;
  job.V = hd_scratch(0, conv_planes_size(&job.in, v->I) * sizeof(float));
  job.dZ = hd_scratch(1, conv_planes_size(&job.out, v->O) * sizeof(float));
  const size_t blocks = ((job.M + job.high - 1) / job.high) * (small ? 1 : (job.N + job.wide - 1) / job.wide);
  if (small || most < tiles) job.dU = hd_scratch(2, (small ? 1 : blocks) * xis * job.plane * sizeof(float));
  job.step = conv_input_step(most);
  for (; job.first < tiles; job.first += most) {
    job.count = conv_least(most, tiles - job.first), job.last = job.first + most >= tiles;
    hd_parallel_for((int)((job.count + job.step - 1) / job.step), m == 4 ? conv_weights_tiles_4 : conv_weights_tiles_2,
                    &job);
    if (small) hd_parallel_for(2 * (m + 2), m == 4 ? conv_weights_planes_4 : conv_weights_planes_2, &job);
    else hd_parallel_for((int)blocks, m == 4 ? conv_weights_block_4 : conv_weights_block_2, &job);
  }
  if (small) hd_parallel_for((int)blocks, m == 4 ? conv_weights_rows_4 : conv_weights_rows_2, &job);
}
#endif
