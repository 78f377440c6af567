// Winograd convolution, forward and gradient of the input: a block of tiles is transformed to planes
// V[xi][tile][channel], multiplied plane by plane with the transformed weights, and transformed back. Every sum runs
// over the inputs in ascending order, whatever the blocks.
#ifndef HD_CONV_WINOGRAD_H
#define HD_CONV_WINOGRAD_H
#include "conv_pack.h"
#include "conv_tiles.h"
#include "microkernel.h"

typedef struct {
  const conv_view *v;
  conv_tiling tiling;
  size_t block;            // tiles per task
  conv_planes planes;
  float *V;                // shared planes of `first` ..< first + count (large layers)
  size_t first, count, step;
  size_t groups, parts;    // tasks of a large layer: groups of 64 outputs x parts of the tiles
} conv_winograd_job;

// ## Small layers: the transformed weights are at hand; a task takes a block of tiles from input to output

HD_INLINE void conv_small_block(const int m, int task, const conv_winograd_job *j) {
  const conv_view *v = j->v;
  const size_t first = (size_t)task * j->block, count = conv_least(j->block, j->tiling.tiles - first);
  const size_t out_row = conv_plane_row(v->O), out_plane = j->block * out_row + conv_plane_gap;
  const size_t xis = (size_t)((m + 2) * (m + 2)), weight_plane = hd_conv_plane(v->I, v->O);
  float *V = hd_scratch(0, conv_planes_size(&j->planes, v->I) * sizeof(float));
  float *Z = hd_scratch(1, xis * out_plane * sizeof(float));
  // The block before has asked for this one's input, unless there was none.
  conv_fetch x = conv_fetch_of(v->x, v->I, v->H, v->W, v->shift, &j->tiling, first, count);
  conv_fetch_tiles(&x, m, conv_fetch_near, conv_fetch_lead);
  conv_input_tiles(v, &j->tiling, m, first, count, 0, &j->planes, conv_zeros(v->I), V, &x);
  x = conv_fetch_of(v->x, v->I, v->H, v->W, v->shift, &j->tiling, first + j->block, j->block);
  conv_fetch residual = conv_fetch_of(v->epilogue.residual, v->O, v->OH, v->OW, 0, &j->tiling, first, count);
  conv_fetch y = conv_fetch_of(v->y, v->O, v->OH, v->OW, v->fold, &j->tiling, first, count);
  const size_t share = (count + xis - 1) / xis;
  for (size_t xi = 0; xi < xis; xi++) {
    conv_fetch_tiles(&x, m, conv_fetch_far, share);
    conv_fetch_tiles(&residual, m, conv_fetch_far, share);
    conv_fetch_tiles(&y, m, conv_fetch_to_write, share);
    const hd_tile_in in = {.a = V + xi * j->planes.plane, .lda = j->planes.row, .b = v->packed + xi * weight_plane,
                           .b_step = 16, .b_group = v->I * 16, .K = v->I, .segments = 1};
    const hd_tile_out out = {.c = Z + xi * out_plane, .ldc = out_row};
    hd_tile_product(hd_a_rows, count, conv_padded(v->O), &in, &out);
  }
  conv_output_tiles(v, &j->tiling, m, first, count, Z, out_row, out_plane, 0, v->O);
}
static void conv_small_block_4(int task, void *context) { conv_small_block(4, task, context); }
static void conv_small_block_2(int task, void *context) { conv_small_block(2, task, context); }

static void conv_winograd_small(const conv_view *v, int m) {
  conv_winograd_job job = {.v = v, .tiling = conv_tiling_of(v->B, v->OH, v->OW, m)};
  // A block's planes should stay in the second-level cache, and there should be some four blocks for four threads.
  const size_t bytes = (size_t)((m + 2) * (m + 2)) * (conv_plane_row(v->I) + conv_plane_row(v->O)) * sizeof(float);
  size_t block = (size_t)(512 << 10) / bytes / 12 * 12;
  if (block < 24) block = 24;
  if (block > 96) block = 96;
  const size_t quarter = (job.tiling.tiles + 3) / 4;
  if (block > quarter) block = (quarter + 5) / 6 * 6;
  job.block = block;
  job.planes = conv_planes_of(v->I, v->I, block, m + 2);
  const size_t tasks = (job.tiling.tiles + block - 1) / block;
  hd_parallel_for((int)tasks, m == 4 ? conv_small_block_4 : conv_small_block_2, &job);
}

// ## Large layers: all tiles' inputs are transformed first; a task takes 64 outputs and transforms their weights itself

enum { conv_group = 64, conv_few_tiles = 64, conv_chunk = 32 };

HD_INLINE void conv_large_input(const int m, int task, const conv_winograd_job *j) {
  const size_t at = (size_t)task * j->step, count = conv_least(j->step, j->count - at);
  // So many channels of a pixel are a run that memory sends ahead by itself.
  conv_fetch nothing = {0};
  conv_input_tiles(j->v, &j->tiling, m, j->first + at, count, at, &j->planes, conv_zeros(j->v->I), j->V, &nothing);
}
static void conv_large_input_4(int task, void *context) { conv_large_input(4, task, context); }
static void conv_large_input_2(int task, void *context) { conv_large_input(2, task, context); }

/// U of inputs i0..<i0+K for the panels of 16 outputs at hand, [xi][panel][input][16], from the packed taps.
HD_INLINE void conv_large_weights_packed(const int m, const conv_view *v, size_t from, size_t panels, size_t i0,
                                         size_t K, size_t chunk, float *U, size_t plane) {
  for (size_t p = 0; p < panels; p++)
    for (size_t i = 0; i < K; i++) {
      const float *taps = v->packed + ((from / 16 + p) * v->I + i0 + i) * 9 * 16;
      for (int line = 0; line < 9; line++) __builtin_prefetch(taps + (conv_ahead * 9 + line) * 16);
      v16f t[9];
      CONV_UNROLL for (int tap = 0; tap < 9; tap++) t[tap] = v16_load(taps + 16 * tap);
      conv_pack_transform(m, t, U + (p * chunk + i) * 16, plane);
    }
}

/// The same from the weight as it is: it passes once, and no packed copy of it is written and read.
HD_INLINE void conv_large_weights(const int m, const bool gradient, const conv_view *v, size_t from, size_t panels,
                                  size_t i0, size_t K, size_t chunk, float *U, size_t plane) {
  const conv_taps taps = conv_taps_of(v->w, v->I, v->O, gradient);
  for (size_t p = 0; p < panels; p++) {
    const size_t o = from + 16 * p, lanes = conv_least(16, v->O - o);
    for (size_t i = 0; i < K; i++) {
      // What comes next: later inputs, then the next panel, then the next inputs of the first one.
      const size_t ahead = i + conv_ahead, wraps = ahead >= K;
      const size_t next_o = !wraps ? o : p + 1 < panels ? o + 16 : from;
      const size_t next_i = i0 + (!wraps ? ahead : p + 1 < panels ? ahead - K : ahead);
      conv_fetch_taps(conv_taps_at(&taps, next_i, next_o), taps.step, gradient);
      const float *w = conv_taps_at(&taps, i0 + i, o);
      v16f t[9];
      if (lanes == 16) conv_load_taps(w, taps.step, gradient, 16, t);
      else conv_load_taps(w, taps.step, gradient, lanes, t);
      conv_pack_transform(m, t, U + (p * chunk + i) * 16, plane);
    }
  }
}

HD_INLINE void conv_large_group(const int m, int task, const conv_winograd_job *j) {
  const conv_view *v = j->v;
  const size_t xis = (size_t)((m + 2) * (m + 2)), I = v->I;
  const size_t from = (size_t)task / j->parts * conv_group, to = conv_least(from + conv_group, v->O);
  const size_t width = conv_padded(to - from), panels = width / 16;
  const size_t part = (j->count + j->parts - 1) / j->parts, start = (size_t)task % j->parts * part;
  const size_t tiles = start < j->count ? conv_least(part, j->count - start) : 0;
  const size_t chunk = j->planes.chunk, step = conv_least(tiles, conv_few_tiles);
  const size_t weight_plane = panels * chunk * 16 + conv_plane_gap, out_plane = step * width + conv_plane_gap;
  float *U = hd_scratch(1, xis * weight_plane * sizeof(float));
  float *Z = hd_scratch(2, xis * out_plane * sizeof(float));
  for (size_t i0 = 0; i0 < I; i0 += chunk) {
    const size_t K = conv_least(chunk, I - i0);
    if (v->packed) conv_large_weights_packed(m, v, from, panels, i0, K, chunk, U, weight_plane);
    else if (v->gradient) conv_large_weights(m, true, v, from, panels, i0, K, chunk, U, weight_plane);
    else conv_large_weights(m, false, v, from, panels, i0, K, chunk, U, weight_plane);
    // More than one step only where one chunk holds all inputs.
    for (size_t t = 0; t < tiles; t += step) {
      const size_t count = conv_least(step, tiles - t);
      for (size_t xi = 0; xi < xis; xi++) {
        const float *a = j->V + i0 / chunk * j->planes.chunk_stride + xi * j->planes.plane;
        const hd_tile_in in = {.a = a + (start + t) * j->planes.row, .lda = j->planes.row, .b = U + xi * weight_plane,
                               .b_step = 16, .b_group = chunk * 16, .K = K, .segments = 1};
        float *c = Z + xi * out_plane;
        const hd_tile_out out = {.c = c, .ldc = width, .start = i0 > 0 ? c : NULL, .ld_start = width};
        hd_tile_product(hd_a_rows, count, width, &in, &out);
      }
      if (i0 + chunk >= I)
        conv_output_tiles(v, &j->tiling, m, j->first + start + t, count, Z, width, out_plane, from, to);
    }
  }
}
static void conv_large_group_4(int task, void *context) { conv_large_group(4, task, context); }
static void conv_large_group_2(int task, void *context) { conv_large_group(2, task, context); }

static void conv_winograd_large(const conv_view *v, int m) {
  conv_winograd_job job = {.v = v, .tiling = conv_tiling_of(v->B, v->OH, v->OW, m)};
  const size_t tiles = job.tiling.tiles, xis = (size_t)((m + 2) * (m + 2));
  size_t most = ((size_t)16 << 20) / (xis * conv_plane_row(v->I) * sizeof(float)) / 24 * 24;
  if (most < 96) most = 96;
  most = conv_share(tiles, most);
  job.parts = most >= 2 * conv_few_tiles ? 2 : 1;
  job.groups = (v->O + conv_group - 1) / conv_group;
  const bool few = (most + job.parts - 1) / job.parts <= conv_few_tiles;
  job.planes = conv_planes_of(v->I, few ? conv_chunk : v->I, most, m + 2);
  job.V = hd_scratch(0, conv_planes_size(&job.planes, v->I) * sizeof(float));
  job.step = conv_input_step(most);
  for (job.first = 0; job.first < tiles; job.first += most) {
    job.count = conv_least(most, tiles - job.first);
    hd_parallel_for((int)((job.count + job.step - 1) / job.step), m == 4 ? conv_large_input_4 : conv_large_input_2,
                    &job);
    hd_parallel_for((int)(job.groups * job.parts), m == 4 ? conv_large_group_4 : conv_large_group_2, &job);
  }
}

static void conv_winograd(const conv_view *v, int m) {
  if (hd_conv_stored(v->I, v->O)) conv_winograd_small(v, m);
  else conv_winograd_large(v, m);
}
#endif
