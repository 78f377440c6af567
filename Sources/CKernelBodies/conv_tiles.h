// The tiles of Winograd's convolution: their transforms in and out of planes, sixteen channels at a time.
#ifndef HD_CONV_TILES_H
#define HD_CONV_TILES_H
#include "conv_fetch.h"
#include "conv_transform.h"
#include "conv_view.h"

// Planes a power of two apart would fall on the same cache sets.
enum { conv_plane_gap = 80 };

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

/// Where the pixels of a tile's window are: pixel (i, j) at rows[i] + columns[j], or at pixels[i * side + j] where the
/// window reaches over the sides of the image.
typedef struct {
  const float *rows[6], *pixels[36];
  size_t columns[6];
} conv_window;

/// Rows above and below the image read `zero`, side * I of them. Returns whether all columns are inside.
HD_INLINE bool conv_window_at(const conv_view *v, const int side, conv_place place, const float *zero, conv_window *w) {
  const int h0 = place.h - v->top, w0 = place.w - v->left;
  const bool isInside = w0 >= 0 && w0 + side <= v->W;
  const size_t origin = w0 > 0 ? (size_t)(w0 >> v->shift) * v->I : 0;
  CONV_UNROLL for (int j = 0; j < side; j++) w->columns[j] = (size_t)((w0 + j) >> v->shift) * v->I - origin;
  CONV_UNROLL for (int i = 0; i < side; i++)
    w->rows[i] = h0 + i >= 0 && h0 + i < v->H ? conv_row(v, place.b, h0 + i) + origin : zero;
  if (isInside) return true;
  CONV_UNROLL for (int j = 0; j < side; j++) {
    const bool isColumn = w0 + j >= 0 && w0 + j < v->W;
    CONV_UNROLL for (int i = 0; i < side; i++)
      w->pixels[i * side + j] = isColumn ? w->rows[i] + w->columns[j] : zero;
  }
  return false;
}

/// Sixteen channels of a tile: the window's columns, then its rows. `isWhole`: sixteen may be read everywhere.
HD_INLINE void conv_input_vector(const conv_view *v, const int m, const bool isInside, const bool isWhole,
                                 const conv_window *w, size_t c, float *to, size_t plane) {
  const int side = m + 2;
  v16f t[36];
  CONV_UNROLL for (int j = 0; j < side; j++) {
    v16f d[6];
    CONV_UNROLL for (int i = 0; i < side; i++) {
      const float *p = (isInside ? w->rows[i] + w->columns[j] : w->pixels[i * side + j]) + c;
      d[i] = isWhole ? v16_load(p) : conv_load_tail(p, v->end, v->I - c);
    }
    conv_input_1d(m, d, 1, t + j, side);
  }
  CONV_UNROLL for (int i = 0; i < side; i++, to += (size_t)side * plane) {
    v16f o[6];
    conv_input_1d(m, t + i * side, 1, o, 1);
    CONV_UNROLL for (int j = 0; j < side; j++) v16_store(to + (size_t)j * plane, o[j]);
  }
}

/// V of tiles first..<first+count, into rows at..<at+count of the planes. `coming`: pixels to ask for meanwhile.
HD_INLINE void conv_input_tiles(const conv_view *v0, const conv_tiling *t0, const int m, size_t first, size_t count,
                                size_t at, const conv_planes *layout, const float *zero, float *V,
                                conv_fetch *coming) {
  // Copies: the compiler must assume that a vector store changes what a pointer leads to.
  const conv_view view = *v0;
  const conv_tiling tiling = *t0;
  const conv_planes planes = *layout;
  const conv_view *v = &view;
  const conv_tiling *t = &tiling;
  conv_place place = conv_place_of(t, first);
  for (size_t n = 0; n < count; n++, conv_place_next(t, &place)) {
    conv_window window;
    const bool isInside = conv_window_at(v, m + 2, place, zero, &window);
    conv_fetch_tiles(coming, m, conv_fetch_near, 1);
    for (size_t c = 0; c < v->I; c += 16) {
      // Lanes behind the last channel hold whatever follows; only the last image ends where the array does.
      const bool isWhole = c + 16 <= v->I || place.b + 1 < v->B;
      float *to = V + c / planes.chunk * planes.chunk_stride + (at + n) * planes.row + c % planes.chunk;
      if (!isWhole) conv_input_vector(v, m, isInside, false, &window, c, to, planes.plane);
      else if (isInside) conv_input_vector(v, m, true, true, &window, c, to, planes.plane);
      else conv_input_vector(v, m, false, true, &window, c, to, planes.plane);
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

/// A tile that lies inside the image, n of 16 channels (all of them: `isWhole`); pixels are O floats apart.
HD_INLINE void conv_output_whole(const int m, const bool isWhole, const v16f *y, const float *residual, float *to,
                                 size_t row, size_t O, size_t n) {
  CONV_UNROLL for (int i = 0; i < m * m; i++) {
    const size_t pixel = (size_t)(i / m) * row + (size_t)(i % m) * O;
    v16f out = y[i];
    if (residual) out += isWhole ? v16_load(residual + pixel) : v16_load_n(residual + pixel, n);
    if (isWhole) v16_store(to + pixel, out);
    else v16_store_n(to + pixel, out, n);
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
    v16f t[24], y[16];
    CONV_UNROLL for (int j = 0; j < side; j++) {
      v16f z[6];
      CONV_UNROLL for (int i = 0; i < side; i++) z[i] = v16_load(Z + (c - from) + (size_t)(i * side + j) * plane);
      conv_output_1d(m, z, 1, t + j, side);
    }
    CONV_UNROLL for (int i = 0; i < m; i++) conv_output_1d(m, t + i * side, 1, y + i * m, 1);
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
    if (rows == m && columns == m) {
      if (n == 16) conv_output_whole(m, true, y, e->residual ? e->residual + at + c : NULL, to_pixel, row, O, n);
      else conv_output_whole(m, false, y, e->residual ? e->residual + at + c : NULL, to_pixel, row, O, n);
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

/// What pixels outside the image read: a row of a window.
static const float *conv_zeros(size_t channels) {
  const size_t bytes = (6 * channels + 16) * sizeof(float);
  float *zero = hd_scratch(3, bytes);
  memset(zero, 0, bytes);
  return zero;
}

/// n cut into equal shares of at most `most`.
static size_t conv_share(size_t n, size_t most) {
  const size_t shares = (n + most - 1) / most;
  return (n + shares - 1) / shares;
}

/// Tiles that one task transforms: some sixteen tasks, if there are threads to share them.
static size_t conv_input_step(size_t tiles) { return hd_threads() == 1 ? tiles : tiles <= 32 ? 2 : (tiles + 15) / 16; }
#endif
