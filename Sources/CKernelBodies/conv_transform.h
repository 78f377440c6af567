// The small linear maps of Winograd's convolution F(m x m, 3 x 3), m = 4 or 2, sixteen channels at a time:
//
//     Y = At [ (G w Gt) . (Bt x B) ] A        x (m+2) x (m+2), w 3 x 3, Y m x m
//
// F(2) takes the points 0, +-1, infinity. F(4) takes 0, +-5/8, +-3/2, infinity instead of the usual 0, +-1, +-2: the
// rounding error is 3.5 times smaller and near that of the direct sum, at the same cost. All products of the points
// are exact in Float32. Source: Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", 2015; Barabasz et
// al., "Error Analysis and Improving the Accuracy of Winograd Convolution", 2018.
#ifndef HD_CONV_TRANSFORM_H
#define HD_CONV_TRANSFORM_H
#include "vector.h"

#define CONV_UNROLL _Pragma("clang loop unroll(full)")

// a = 5/8, b = 3/2, and the scales 1 / product of differences of the points 0, +-a, +-b.
#define CONV_A 0.625f
#define CONV_B 1.5f
#define CONV_A2 0.390625f
#define CONV_B2 2.25f
#define CONV_A3 0.244140625f
#define CONV_B3 3.375f
#define CONV_AB2 0.87890625f  // a^2 b^2
#define CONV_SUM2 2.640625f   // a^2 + b^2
#define CONV_N0 ((float)(1.0 / 0.87890625))
#define CONV_NA ((float)(1.0 / (2 * 0.390625 * (0.390625 - 2.25))))
#define CONV_NB ((float)(1.0 / (2 * 2.25 * (2.25 - 0.390625))))

HD_INLINE v16f conv_fma(float a, v16f x, v16f y) { return v16_fma(v16_set(a), x, y); }

/// Bt x: m + 2 entries, x[i * in] to o[i * out].
HD_INLINE void conv_input_1d(const int m, const v16f *x, const int in, v16f *o, const int out) {
  if (m == 2) {
    const v16f x0 = x[0], x1 = x[in], x2 = x[2 * in], x3 = x[3 * in];
    o[0] = x0 - x2, o[out] = x1 + x2, o[2 * out] = x2 - x1, o[3 * out] = x3 - x1;
  } else {
    const v16f x0 = x[0], x1 = x[in], x2 = x[2 * in], x3 = x[3 * in], x4 = x[4 * in], x5 = x[5 * in];
    const v16f ea = conv_fma(-CONV_B2, x2, x4), oa = conv_fma(-CONV_B2, x1, x3);
    const v16f eb = conv_fma(-CONV_A2, x2, x4), ob = conv_fma(-CONV_A2, x1, x3);
    o[0] = conv_fma(CONV_AB2, x0, conv_fma(-CONV_SUM2, x2, x4));
    o[out] = conv_fma(CONV_A, oa, ea), o[2 * out] = conv_fma(-CONV_A, oa, ea);
    o[3 * out] = conv_fma(CONV_B, ob, eb), o[4 * out] = conv_fma(-CONV_B, ob, eb);
    o[5 * out] = conv_fma(CONV_AB2, x1, conv_fma(-CONV_SUM2, x3, x5));
  }
}

/// At z: m + 2 entries to m.
HD_INLINE void conv_output_1d(const int m, const v16f *z, const int in, v16f *o, const int out) {
  if (m == 2) {
    const v16f z1 = z[in], z2 = z[2 * in];
    o[0] = z[0] + (z1 + z2), o[out] = (z1 - z2) + z[3 * in];
  } else {
    const v16f sa = z[in] + z[2 * in], da = z[in] - z[2 * in], sb = z[3 * in] + z[4 * in], db = z[3 * in] - z[4 * in];
    o[0] = z[0] + (sa + sb);
    o[out] = conv_fma(CONV_A, da, v16_set(CONV_B) * db);
    o[2 * out] = conv_fma(CONV_A2, sa, v16_set(CONV_B2) * sb);
    o[3 * out] = conv_fma(CONV_A3, da, conv_fma(CONV_B3, db, z[5 * in]));
  }
}

/// A y: m entries to m + 2 (the transpose of At).
HD_INLINE void conv_spread_1d(const int m, const v16f *y, const int in, v16f *o, const int out) {
  if (m == 2) {
    o[0] = y[0], o[out] = y[0] + y[in], o[2 * out] = y[0] - y[in], o[3 * out] = y[in];
  } else {
    const v16f y0 = y[0], y1 = y[in], y2 = y[2 * in], y3 = y[3 * in];
    const v16f ea = conv_fma(CONV_A2, y2, y0), oa = conv_fma(CONV_A3, y3, v16_set(CONV_A) * y1);
    const v16f eb = conv_fma(CONV_B2, y2, y0), ob = conv_fma(CONV_B3, y3, v16_set(CONV_B) * y1);
    o[0] = y0, o[out] = ea + oa, o[2 * out] = ea - oa, o[3 * out] = eb + ob, o[4 * out] = eb - ob, o[5 * out] = y3;
  }
}

/// G w: 3 entries to m + 2.
HD_INLINE void conv_weight_1d(const int m, const v16f *w, const int in, v16f *o, const int out) {
  const v16f w0 = w[0], w1 = w[in], w2 = w[2 * in];
  if (m == 2) {
    const v16f e = v16_set(0.5f) * (w0 + w2);
    o[0] = w0, o[out] = conv_fma(0.5f, w1, e), o[2 * out] = conv_fma(-0.5f, w1, e), o[3 * out] = w2;
  } else {
    const v16f ea = v16_set(CONV_NA) * conv_fma(CONV_A2, w2, w0), eb = v16_set(CONV_NB) * conv_fma(CONV_B2, w2, w0);
    o[0] = v16_set(CONV_N0) * w0;
    o[out] = conv_fma(CONV_NA * CONV_A, w1, ea), o[2 * out] = conv_fma(-CONV_NA * CONV_A, w1, ea);
    o[3 * out] = conv_fma(CONV_NB * CONV_B, w1, eb), o[4 * out] = conv_fma(-CONV_NB * CONV_B, w1, eb);
    o[5 * out] = w2;
  }
}

/// Gt u: m + 2 entries to 3.
HD_INLINE void conv_gradient_1d(const int m, const v16f *u, const int in, v16f *o, const int out) {
  if (m == 2) {
    const v16f s = v16_set(0.5f) * (u[in] + u[2 * in]), d = v16_set(0.5f) * (u[in] - u[2 * in]);
    o[0] = u[0] + s, o[out] = d, o[2 * out] = s + u[3 * in];
  } else {
    const v16f sa = u[in] + u[2 * in], da = u[in] - u[2 * in], sb = u[3 * in] + u[4 * in], db = u[3 * in] - u[4 * in];
    o[0] = conv_fma(CONV_N0, u[0], conv_fma(CONV_NA, sa, v16_set(CONV_NB) * sb));
    o[out] = conv_fma(CONV_NA * CONV_A, da, v16_set(CONV_NB * CONV_B) * db);
    o[2 * out] = conv_fma(CONV_NA * CONV_A2, sa, conv_fma(CONV_NB * CONV_B2, sb, u[5 * in]));
  }
}
#endif
