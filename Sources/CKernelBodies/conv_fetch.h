// Asking memory for pixels before they are needed. Winograd's transforms read and write little and wait for memory;
// the products between them compute on what the second-level cache holds: there the next block's input, and the
// output and residual of this one, come in meanwhile. Changes no result.
#ifndef HD_CONV_FETCH_H
#define HD_CONV_FETCH_H
#include "conv_tiling.h"
#include "conv_view.h"

/// The pixels under tiles still to come, in an array [B, h, w, channels].
typedef struct {
  const char *base;
  size_t image, row, pixel;  // bytes
  int rows, columns, shift;
  conv_tiling tiling;
  conv_place place;
  size_t left;  // tiles
} conv_fetch;

static conv_fetch conv_fetch_of(const float *x, size_t channels, int rows, int columns, int shift,
                                const conv_tiling *tiling, size_t first, size_t count) {
  conv_fetch f = {.base = (const char *)x, .pixel = channels * sizeof(float), .rows = rows, .columns = columns,
                  .shift = shift, .tiling = *tiling, .place = conv_place_of(tiling, first)};
  f.row = (size_t)((columns + shift) >> shift) * f.pixel, f.image = (size_t)((rows + shift) >> shift) * f.row;
  f.left = x == NULL || first >= tiling->tiles ? 0 : conv_least(count, tiling->tiles - first);
  return f;
}

/// Tiles that are asked for before the first of them is read.
enum { conv_fetch_lead = 3 };

/// Where the pixels are asked to: the second-level cache, the first, or the first and to be written there.
typedef enum { conv_fetch_far, conv_fetch_near, conv_fetch_to_write } conv_fetch_place;

/// Asks for the next `count` of them.
HD_INLINE void conv_fetch_tiles(conv_fetch *f, const int m, const conv_fetch_place to, size_t count) {
  for (; count > 0 && f->left > 0; count--, f->left--, conv_place_next(&f->tiling, &f->place)) {
    // Sums may lie beyond the pixels: a window reaches over the sides.
    const int w = f->place.w >> f->shift, left = f->columns - f->place.w, wide = (left < m ? left : m) >> f->shift;
    if (left <= 0) continue;
    const size_t bytes = (size_t)wide * f->pixel;
    for (int i = 0; i < m && f->place.h + i < f->rows; i += 1 << f->shift) {
      const char *p = f->base + (size_t)f->place.b * f->image + (size_t)((f->place.h + i) >> f->shift) * f->row +
                      (size_t)w * f->pixel;
      for (size_t byte = 0; byte < bytes; byte += 64) {
        if (to == conv_fetch_to_write) __builtin_prefetch(p + byte, 1);
        else if (to == conv_fetch_near) __builtin_prefetch(p + byte);
        else __builtin_prefetch(p + byte, 0, 2);
      }
    }
  }
}
#endif
