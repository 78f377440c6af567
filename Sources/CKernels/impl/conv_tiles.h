// The tiles of Winograd's convolution: how they lie in the batch, their transforms in and out of planes, sixteen
// channels at a time. Tiles of m x m outputs are numbered over the batch, rows of tiles after rows.
#ifndef HD_CONV_TILES_H
#define HD_CONV_TILES_H
#include "conv_transform.h"
#include "conv_view.h"

// Planes a power of two apart would fall on the same cache sets.
enum { conv_plane_gap = 80 };

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

/// Floats of a row of channels in a plane: not a power of two apart either.
static size_t conv_plane_row(size_t channels) {
  const size_t padded = conv_padded(channels);
  return padded >= 128 ? padded + 16 : padded;
}

/// Where V's entries lie: channel c of tile t in plane xi is at [c / chunk][xi][t][c % chunk].
typedef struct {
  size_t chunk, row, plane, chunk_stride;
} conv_planes;

static conv_planes conv_planes_of(size_t channels, size_t chunk, size_t tiles, int side) {
  conv_planes p = {.chunk = chunk < channels ? chunk : conv_padded(channels)};
  p.row = chunk < channels ? chunk : conv_plane_row(channels);
  p.plane = tiles * p.row + conv_plane_gap;
  p.chunk_stride = p.plane * (size_t)(side * side);
  return p;
}
static size_t conv_planes_size(const conv_planes *p, size_t channels) {
  return (channels + p->chunk - 1) / p->chunk * p->chunk_stride;
}

// One entry per plane, at p, p + plane, ...: rows of planes, so that few addresses are kept.
HD_INLINE void conv_store_planes(const int side, float *p, size_t plane, const v16f *x) {
  CONV_UNROLL for (int i = 0; i < side; i++, p += (size_t)side * plane)
    CONV_UNROLL for (int j = 0; j < side; j++) v16_store(p + (size_t)j * plane, x[i * side + j]);
}
HD_INLINE void conv_load_planes(const int side, const float *p, size_t plane, v16f *x) {
  CONV_UNROLL for (int i = 0; i < side; i++, p += (size_t)side * plane)
    CONV_UNROLL for (int j = 0; j < side; j++) x[i * side + j] = v16_load(p + (size_t)j * plane);
}

/// V of tiles first..<first+count, into rows at..<at+count of the planes.
HD_INLINE void conv_input_tiles(const conv_view *v0, const conv_tiling *t0, const int m, size_t first, size_t count,
                                size_t at, const conv_planes *layout, const float *zero, float *V) {
  // Copies: the compiler must assume that a vector store changes what a pointer leads to.
  const conv_view view = *v0;
  const conv_tiling tiling = *t0;
  const conv_planes planes = *layout;
  const conv_view *v = &view;
  const conv_tiling *t = &tiling;
  const int side = m + 2;
  conv_place place = conv_place_of(t, first);
  for (size_t n = 0; n < count; n++, conv_place_next(t, &place)) {
    const int h0 = place.h - v->top, w0 = place.w - v->left;
    const float *p[36];
    size_t offset[6];
    bool inside[6];
    for (int j = 0; j < side; j++) {
      inside[j] = w0 + j >= 0 && w0 + j < v->W;
      offset[j] = inside[j] ? (size_t)((w0 + j) >> v->shift) * v->I : 0;
    }
    for (int i = 0; i < side; i++) {
      const bool row_inside = h0 + i >= 0 && h0 + i < v->H;
      const float *row = row_inside ? conv_row(v, place.b, h0 + i) : zero;
      CONV_UNROLL for (int j = 0; j < side; j++) p[i * side + j] = row_inside && inside[j] ? row + offset[j] : zero;
    }
    for (size_t c = 0; c < v->I; c += 16) {
      v16f d[36], o[36];
      if (c + 16 <= v->I) {
        CONV_UNROLL for (int i = 0; i < side * side; i++) d[i] = v16_load(p[i] + c);
      } else {
        for (int i = 0; i < side * side; i++) d[i] = conv_load_tail(p[i] + c, v->end, v->I - c);
      }
      conv_input_2d(m, d, o);
      conv_store_planes(side, V + c / planes.chunk * planes.chunk_stride + (at + n) * planes.row + c % planes.chunk,
                        planes.plane, o);
    }
  }
}

/// The 2x2 sums of a tile whose sums reach rows x columns into the image.
HD_INLINE void conv_output_fold(const conv_view *v, const int m, conv_place place, int rows, int columns, const v16f *y,
                                size_t c, size_t n) {
  for (int h = 0; h < rows; h += 2)
    for (int w = 0; w < columns; w += 2) {
      v16f sum = y[h * m + w];
      if (w + 1 < columns) sum += y[h * m + w + 1];
      if (h + 1 < rows) sum += y[(h + 1) * m + w];
      if (h + 1 < rows && w + 1 < columns) sum += y[(h + 1) * m + w + 1];
      const size_t row = (size_t)place.b * (size_t)v->FH + (size_t)((place.h + h) / 2);
      conv_store(v->y + (row * (size_t)v->FW + (size_t)((place.w + w) / 2)) * v->O + c, sum, n);
    }
}

/// Y of a tile from the products Z (its own row in plane 0), channels from..<to, with the epilogue.
HD_INLINE void conv_output_tile(const conv_view *v, const int m, conv_place place, const float *Z, size_t plane,
                                size_t from, size_t to) {
  const int side = m + 2;
  const int rows = v->OH - place.h < m ? v->OH - place.h : m, columns = v->OW - place.w < m ? v->OW - place.w : m;
  const hd_conv_epilogue *e = &v->epilogue;
  const size_t O = v->O, row = (size_t)v->OW * O;
  const size_t at = ((size_t)place.b * (size_t)v->OH + (size_t)place.h) * row + (size_t)place.w * O;
  for (size_t c = from; c < to; c += 16) {
    const size_t n = conv_least(16, O - c);
    v16f z[36], y[16];
    conv_load_planes(side, Z + (c - from), plane, z);
    conv_output_2d(m, z, y);
    if (v->fold) {
      conv_output_fold(v, m, place, rows, columns, y, c, n);
      continue;
    }
    if (e->bias) {
      const v16f bias = v16_load_n(e->bias + c, n);
      CONV_UNROLL for (int i = 0; i < m * m; i++) y[i] += bias;
    }
    if (e->per_image) {
      const v16f image = v16_load_n(e->per_image + (size_t)place.b * O + c, n);
      CONV_UNROLL for (int i = 0; i < m * m; i++) y[i] += image;
    }
    float *to_pixel = v->y + at + c;
    if (n == 16 && rows == m && columns == m) {
      if (e->residual) {
        const float *residual = e->residual + at + c;
        CONV_UNROLL for (int i = 0; i < m * m; i++)
          y[i] += v16_load(residual + (size_t)(i / m) * row + (size_t)(i % m) * O);
      }
      CONV_UNROLL for (int i = 0; i < m * m; i++)
        v16_store(to_pixel + (size_t)(i / m) * row + (size_t)(i % m) * O, y[i]);
      continue;
    }
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < columns; j++) {
        const size_t pixel = (size_t)i * row + (size_t)j * O;
        v16f out = y[i * m + j];
        if (e->residual) out += v16_load_n(e->residual + at + c + pixel, n);
        conv_store(to_pixel + pixel, out, n);
      }
  }
}

/// Tiles first..<first+count, whose rows in Z are `row` floats apart.
HD_INLINE void conv_output_tiles(const conv_view *v0, const conv_tiling *t0, const int m, size_t first, size_t count,
                                 const float *Z, size_t row, size_t plane, size_t from, size_t to) {
  const conv_view view = *v0;
  const conv_tiling tiling = *t0;
  conv_place place = conv_place_of(&tiling, first);
  for (size_t n = 0; n < count; n++, conv_place_next(&tiling, &place))
    conv_output_tile(&view, m, place, Z + n * row, plane, from, to);
}

/// What pixels outside the image read.
static const float *conv_zeros(size_t channels) {
  float *zero = hd_scratch(3, (channels + 16) * sizeof(float));
  memset(zero, 0, (channels + 16) * sizeof(float));
  return zero;
}

/// n cut into equal shares of at most `most`.
static size_t conv_share(size_t n, size_t most) {
  const size_t shares = (n + most - 1) / most;
  return (n + shares - 1) / shares;
}

/// Tiles that one task transforms: some sixteen tasks.
static size_t conv_input_step(size_t tiles) { return tiles <= 32 ? 2 : (tiles + 15) / 16; }
#endif
