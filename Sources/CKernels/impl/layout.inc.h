// Copies that change the layout.
#include "isa.h"
#include "axes.h"
#include "range.h"

// ## Strided blocks

void HD_FN(hd_copy_strided)(const size_t dims[5], const float *x, const size_t strides_x[5], float *y,
                            const size_t strides_y[5], bool accumulate) {
  size_t d[5], s[2][5];
  const size_t *const strides[2] = {strides_x, strides_y};
  if (!hd_collapse(dims, 2, strides, d, s)) return;
  for (size_t a = 0; a < d[0]; a++)
    for (size_t b = 0; b < d[1]; b++)
      for (size_t c = 0; c < d[2]; c++)
        for (size_t e = 0; e < d[3]; e++) {
          const float *from = x + a * s[0][0] + b * s[0][1] + c * s[0][2] + e * s[0][3];
          float *to = y + a * s[1][0] + b * s[1][1] + c * s[1][2] + e * s[1][3];
          for (size_t i = 0; i < d[4]; i++)
            to[i * s[1][4]] = accumulate ? to[i * s[1][4]] + from[i * s[0][4]] : from[i * s[0][4]];
        }
}

// ## Rows by index

void HD_FN(hd_gather_rows)(size_t count, size_t C, const int32_t *index, const float *table, float *y) {
  for (size_t i = 0; i < count; i++) memcpy(y + i * C, table + (size_t)index[i] * C, C * sizeof(float));
}

void HD_FN(hd_scatter_add_rows)(size_t count, size_t C, const int32_t *index, const float *dy, float *table) {
  for (size_t i = 0; i < count; i++) {
    float *row = table + (size_t)index[i] * C;
    for (size_t c = 0; c < C; c++) row[c] += dy[i * C + c];
  }
}

// ## Enlargement

void HD_FN(hd_upsample_nearest)(int B, int H, int W, int C, int OH, int OW, const float *x, float *y) {
  for (int b = 0; b < B; b++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++)
        memcpy(y + (((size_t)b * OH + i) * OW + j) * C,
               x + (((size_t)b * H + (size_t)i * H / OH) * W + (size_t)j * W / OW) * C, C * sizeof(float));
}

void HD_FN(hd_upsample_nearest_backward)(int B, int H, int W, int C, int OH, int OW, const float *dy, float *dx) {
  memset(dx, 0, (size_t)B * H * W * C * sizeof(float));
  for (int b = 0; b < B; b++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++) {
        const float *from = dy + (((size_t)b * OH + i) * OW + j) * C;
        float *to = dx + (((size_t)b * H + (size_t)i * H / OH) * W + (size_t)j * W / OW) * C;
        for (int c = 0; c < C; c++) to[c] += from[c];
      }
}

// ## Resampling

void HD_FN(hd_resample_axis)(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                             const float *weight, const float *x, float *y) {
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < m; i++)
      for (size_t c = 0; c < inner; c++) {
        float sum = 0;
        for (int t = 0; t < taps; t++)
          sum = fmaf(weight[i * taps + t], x[(o * n + start[i] + t) * inner + c], sum);
        y[(o * m + i) * inner + c] = sum;
      }
}

void HD_FN(hd_resample_axis_backward)(size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start,
                                      const float *weight, const float *dy, float *dx) {
  memset(dx, 0, outer * n * inner * sizeof(float));
  for (size_t o = 0; o < outer; o++)
    for (size_t i = 0; i < m; i++)
      for (int t = 0; t < taps; t++)
        for (size_t c = 0; c < inner; c++) {
          float *d = &dx[(o * n + start[i] + t) * inner + c];
          *d = fmaf(weight[i * taps + t], dy[(o * m + i) * inner + c], *d);
        }
}

#include "half.inc.h"
