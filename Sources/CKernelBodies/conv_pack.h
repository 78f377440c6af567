// Packed weights: panels of 16 outputs, zeros behind the last one.
//   direct                  [panel][tap][input][16]: one chain over rows of taps
//   direct, few outputs     [panel][input][16], the columns are tap * outputs + output
//   Winograd, small layers  [xi][panel][input][16], transformed: (m+2)^2 planes
//   Winograd, large layers  [panel][input][tap][16], as they are: the transform is made panel by panel while the
//                           weights pass (16/9 or 4 times less memory to keep and to read)
// A gradient's packing has inputs and outputs exchanged and the taps in reverse.
#ifndef HD_CONV_PACK_H
#define HD_CONV_PACK_H
#include "conv_sizes.h"
#include "conv_transform.h"
#include "conv_view.h"
#include "pack.h"

typedef struct {
  size_t I, O;
  bool gradient;
  hd_conv_algorithm algorithm;
  const float *w;
  float *packed;
} conv_pack_job;

/// Where the taps of input i for output o lie in w [Cout, Cin, 3, 3]; outputs follow each other `step` floats apart.
typedef struct {
  const float *w;
  size_t input, step;
} conv_taps;

static conv_taps conv_taps_of(const float *w, size_t I, size_t O, bool gradient) {
  return gradient ? (conv_taps){w, O * 9, 9} : (conv_taps){w, 9, I * 9};
}
HD_INLINE const float *conv_taps_at(const conv_taps *taps, size_t i, size_t o) {
  return taps->w + i * taps->input + o * taps->step;
}

/// The nine taps of `lanes` outputs, zeros behind them: rows of nine, turned. The last four columns overlap the four
/// before.
HD_INLINE void conv_load_taps(const float *w, size_t step, bool gradient, size_t lanes, v16f t[9]) {
  static const float zeros[4] = {0};
  v16f x[12];
  CONV_UNROLL for (int part = 0; part < 3; part++) {
    const size_t from = part == 2 ? 5 : 4 * (size_t)part;
    CONV_UNROLL for (size_t r = 0; r < 4; r++) {
      const float *row[4];
      CONV_UNROLL for (size_t q = 0; q < 4; q++)
        row[q] = r + 4 * q < lanes ? w + (r + 4 * q) * step + from : zeros;
      x[part * 4 + (int)r] = v16_load_quarters(row[0], row[1], row[2], row[3]);
    }
    v16_transpose_quarters(x + part * 4);
  }
  CONV_UNROLL for (int tap = 0; tap < 9; tap++) {
    const int from = gradient ? 8 - tap : tap;
    t[tap] = x[from == 8 ? 11 : from];
  }
}

/// Asks for the taps of 16 outputs: rows of their own, or one stretch.
HD_INLINE void conv_fetch_taps(const float *w, size_t step, bool gradient) {
  if (gradient) CONV_UNROLL for (size_t line = 0; line < 9; line++) __builtin_prefetch(w + 16 * line);
  else CONV_UNROLL for (size_t lane = 0; lane < 16; lane++) __builtin_prefetch(w + lane * step);
}

/// The transformed taps of one input, to u + xi * plane.
HD_INLINE void conv_pack_transform(const int m, const v16f *w, float *u, size_t plane) {
  const int side = m + 2;
  v16f t[18];
  CONV_UNROLL for (int j = 0; j < 3; j++) conv_weight_1d(m, w + j, 3, t + j, 3);
  CONV_UNROLL for (int i = 0; i < side; i++, u += (size_t)side * plane) {
    v16f out[6];
    conv_weight_1d(m, t + 3 * i, 1, out, 1);
    CONV_UNROLL for (int j = 0; j < side; j++) v16_store(u + (size_t)j * plane, out[j]);
  }
}

/// Sixteen columns of a layer with few outputs.
static void conv_pack_thin(int panel, void *context) {
  const conv_pack_job *j = context;
  const size_t I = j->I, O = j->O;
  float *to = j->packed + (size_t)panel * I * 16;
  for (size_t i = 0; i < I; i++)
    for (size_t lane = 0; lane < 16; lane++) {
      const size_t column = (size_t)panel * 16 + lane, tap = column / O, o = column % O;
      *to++ = tap >= 9 ? 0 : j->gradient ? j->w[(i * O + o) * 9 + 8 - tap] : j->w[(o * I + i) * 9 + tap];
    }
}

// Inputs whose taps are fetched ahead: the weights of large layers come from memory.
enum { conv_ahead = 8 };

HD_INLINE void conv_pack_inputs(const bool gradient, const conv_pack_job *j, size_t p) {
  const size_t I = j->I, lanes = conv_least(16, j->O - p * 16), plane = hd_conv_plane(I, j->O);
  const bool stored = hd_conv_stored(I, j->O), direct = j->algorithm == HD_CONV_DIRECT;
  const conv_taps taps = conv_taps_of(j->w, I, j->O, gradient);
  for (size_t i = 0; i < I; i++) {
    v16f t[9];
    const float *w = conv_taps_at(&taps, i, p * 16);
    conv_fetch_taps(w + conv_ahead * taps.input, taps.step, gradient);
    if (lanes == 16) conv_load_taps(w, taps.step, gradient, 16, t);
    else conv_load_taps(w, taps.step, gradient, lanes, t);
    if (!direct && stored) {
      float *u = j->packed + (p * I + i) * 16;
      if (j->algorithm == HD_CONV_F4) conv_pack_transform(4, t, u, plane);
      else conv_pack_transform(2, t, u, plane);
      continue;
    }
    float *to = j->packed + (direct ? p * 9 * I + i : (p * I + i) * 9) * 16;
    CONV_UNROLL for (size_t tap = 0; tap < 9; tap++) v16_store(to + tap * (direct ? I : 1) * 16, t[tap]);
  }
}

static void conv_pack_panel(int panel, void *context) {
  const conv_pack_job *j = context;
  if (j->gradient) conv_pack_inputs(true, j, (size_t)panel);
  else conv_pack_inputs(false, j, (size_t)panel);
}

void HD_FN(hd_conv3x3_pack)(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm, const float *w,
                            float *packed) {
  const bool gradient = pass != HD_CONV_FORWARD;
  conv_pack_job job = {.I = (size_t)(gradient ? Cout : Cin), .O = (size_t)(gradient ? Cin : Cout),
                       .gradient = gradient, .algorithm = algorithm, .w = w, .packed = packed};
  if (algorithm == HD_CONV_DIRECT && hd_conv_thin(job.O))
    hd_parallel_for((int)(conv_padded(9 * job.O) / 16), conv_pack_thin, &job);
  else hd_parallel_for((int)(conv_padded(job.O) / 16), conv_pack_panel, &job);
}
#endif
