// How the tiles of Winograd's convolution lie in the batch: m x m outputs each, numbered over the batch, rows of tiles
// after rows.
#ifndef HD_CONV_TILING_H
#define HD_CONV_TILING_H
#include "isa.h"

typedef struct {
  int m, down, across;  // tile side, tiles per image
  size_t tiles;
} conv_tiling;

static conv_tiling conv_tiling_of(int B, int OH, int OW, int m) {
  conv_tiling t = {.m = m, .down = (OH + m - 1) / m, .across = (OW + m - 1) / m};
  t.tiles = (size_t)B * (size_t)t.down * (size_t)t.across;
  return t;
}

/// Where a tile lies: image, first output row and column.
typedef struct {
  int b, h, w;
} conv_place;

static conv_place conv_place_of(const conv_tiling *t, size_t tile) {
  const int in_image = t->down * t->across, n = (int)tile;
  return (conv_place){n / in_image, n % in_image / t->across * t->m, n % t->across * t->m};
}
HD_INLINE void conv_place_next(const conv_tiling *t, conv_place *p) {
  p->w += t->m;
  if (p->w < t->across * t->m) return;
  p->w = 0, p->h += t->m;
  if (p->h < t->down * t->m) return;
  p->h = 0, p->b++;
}
#endif
