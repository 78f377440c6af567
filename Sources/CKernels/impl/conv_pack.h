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

typedef struct {
  size_t I, O;
  bool gradient;
  hd_conv_algorithm algorithm;
  const float *w;
  float *packed;
} conv_pack_job;

/// The nine taps of input i for the 16 outputs from o: t[tap][16].
static void conv_pack_taps(const conv_pack_job *j, size_t i, size_t o, float *t) {
  const size_t lanes = conv_least(16, j->O - o), step = j->gradient ? 9 : j->I * 9;
  const float *w = j->w + (j->gradient ? (i * j->O + o) * 9 : (o * j->I + i) * 9);
  if (lanes < 16) memset(t, 0, 9 * 16 * sizeof(float));
  // Left to itself the compiler gathers, which takes three times as long.
  _Pragma("clang loop vectorize(disable)") for (size_t lane = 0; lane < lanes; lane++, w += step)
    CONV_UNROLL for (size_t tap = 0; tap < 9; tap++) t[tap * 16 + lane] = w[j->gradient ? 8 - tap : tap];
}

/// The transformed taps of one input, to u + xi * plane.
HD_INLINE void conv_pack_transform(const int m, const float *taps, float *u, size_t plane) {
  v16f w[9], out[36];
  CONV_UNROLL for (int tap = 0; tap < 9; tap++) w[tap] = v16_load(taps + 16 * tap);
  conv_weight_2d(m, w, out);
  CONV_UNROLL for (int xi = 0; xi < (m + 2) * (m + 2); xi++) v16_store(u + (size_t)xi * plane, out[xi]);
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

static void conv_pack_panel(int panel, void *context) {
  const conv_pack_job *j = context;
  const size_t p = (size_t)panel, I = j->I;
  const bool stored = hd_conv_stored(I, j->O), direct = j->algorithm == HD_CONV_DIRECT;
  float t[9 * 16] __attribute__((aligned(64)));
  for (size_t i = 0; i < I; i++) {
    conv_pack_taps(j, i, p * 16, t);
    if (direct) {
      for (size_t tap = 0; tap < 9; tap++)
        v16_store(j->packed + ((p * 9 + tap) * I + i) * 16, v16_load(t + tap * 16));
    } else if (!stored) {
      memcpy(j->packed + (p * I + i) * 9 * 16, t, sizeof t);
    } else {
      const size_t plane = hd_conv_plane(I, j->O);
      float *u = j->packed + (p * I + i) * 16;
      if (j->algorithm == HD_CONV_F4) conv_pack_transform(4, t, u, plane);
      else conv_pack_transform(2, t, u, plane);
    }
  }
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
