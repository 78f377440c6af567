// Copies that change the layout: strided blocks, rows by index, nearest enlargement, resampling.
#ifndef CKERNELS_LAYOUT_H
#define CKERNELS_LAYOUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// y[strides_y] (+)= x[strides_x] over dims (5 axes, element strides; x strides may be 0). Serves permute, slice,
/// concatenate, pad and their gradients. With `accumulate`, no two positions of y may coincide.
void hd_copy_strided(const size_t dims[5], const float *x, const size_t strides_x[5], float *y,
                     const size_t strides_y[5], bool accumulate);

/// y[i, :] = table[index[i], :], rows of C floats.
void hd_gather_rows(size_t count, size_t C, const int32_t *index, const float *table, float *y);
/// table[index[i], :] += dy[i, :], in ascending i.
void hd_scatter_add_rows(size_t count, size_t C, const int32_t *index, const float *dy, float *table);

/// Nearest enlargement of x [B, H, W, C] to [B, OH, OW, C]: source row = floor(i * H / OH).
void hd_upsample_nearest(int B, int H, int W, int C, int OH, int OW, const float *x, float *y);
void hd_upsample_nearest_backward(int B, int H, int W, int C, int OH, int OW, const float *dy, float *dx);

/// A separable linear resampling along one axis: x [outer, n, inner] -> y [outer, m, inner],
/// y[:, i, :] = sum over t < taps of weight[i * taps + t] * x[:, start[i] + t, :] (t ascending; zero weights allowed;
/// start[i] + t stays below n). Bilinear, bicubic, area, with or without antialiasing, are tables of this.
void hd_resample_axis(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                      const float *weight, const float *x, float *y);
/// Its transpose: dx overwritten.
void hd_resample_axis_backward(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                               const float *weight, const float *dy, float *dx);

/// float <-> IEEE half and bfloat16 (round to nearest even), arrays may sit at any byte.
void hd_half_to_float(size_t n, const void *x, float *y);
void hd_bfloat_to_float(size_t n, const void *x, float *y);
void hd_float_to_half(size_t n, const float *x, void *y);
#endif
