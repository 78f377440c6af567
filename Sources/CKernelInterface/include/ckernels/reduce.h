// Sums in one fixed order: blocks of 4096, 16 lanes in a block combined by one tree, block sums added in Float64.
#ifndef CKERNELS_REDUCE_H
#define CKERNELS_REDUCE_H
#include <stdbool.h>
#include <stddef.h>

double hd_sum(size_t n, const float *x);
double hd_dot(size_t n, const float *x, const float *y);
double hd_sum_squares(size_t n, const float *x);
double hd_sum_abs(size_t n, const float *x);
/// NaN if any entry is NaN.
float hd_max(size_t n, const float *x);
float hd_min(size_t n, const float *x);
/// Entries that are NaN or infinite.
size_t hd_count_nonfinite(size_t n, const float *x);

/// y [dims with the marked axes 1] (+)= sum of x over the marked axes (bit a of `axes` marks axis a of 5).
/// Serves sums over axes and the gradient of broadcasting.
void hd_sum_axes(const size_t dims[5], unsigned axes, const float *x, float *y, bool accumulate);
#endif
