// Patches as rows of a matrix, for kernel sizes other than 3x3 and for products by OpenBLAS.
#ifndef HD_CONV_COLUMNS_H
#define HD_CONV_COLUMNS_H
#include "isa.h"
#include "parallel.h"
#include "vector.h"

typedef struct {
  int B, H, W, C, KH, KW, stride, pad_top, pad_left, OH, OW;
  const float *from;
  float *to;
} columns_job;

/// Output row `task` of B * OH: its OW patches, each KH runs of KW neighbouring pixels.
static void columns_gather(int task, void *context) {
  const columns_job *j = context;
  int b = task / j->OH, oh = task % j->OH;
  size_t C = (size_t)j->C, run = (size_t)j->KW * C;
  const float *image = j->from + (size_t)b * (size_t)j->H * (size_t)j->W * C;
  float *out = j->to + (size_t)task * (size_t)j->OW * (size_t)j->KH * run;
  for (int ow = 0; ow < j->OW; ow++) {
    int w0 = ow * j->stride - j->pad_left;
    int first = w0 < 0 ? -w0 : 0, last = w0 + j->KW > j->W ? j->W - w0 : j->KW;
    if (first > j->KW) first = j->KW;
    if (last < first) last = first;
    for (int kh = 0; kh < j->KH; kh++, out += run) {
      int h = oh * j->stride - j->pad_top + kh;
      if (h < 0 || h >= j->H || first == last) {
        memset(out, 0, run * sizeof(float));
        continue;
      }
      const float *row = image + (size_t)h * (size_t)j->W * C;
      memset(out, 0, (size_t)first * C * sizeof(float));
      memcpy(out + (size_t)first * C, row + (size_t)(w0 + first) * C, (size_t)(last - first) * C * sizeof(float));
      memset(out + (size_t)last * C, 0, (size_t)(j->KW - last) * C * sizeof(float));
    }
  }
}

void HD_FN(hd_im2col)(int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW,
                      const float *x, float *columns) {
  columns_job job = {B, H, W, C, KH, KW, stride, pad_top, pad_left, OH, OW, x, columns};
  hd_parallel_for(B * OH, columns_gather, &job);
}

/// Image row `task` of B * H: every pixel collects its entries, taps in order.
static void columns_collect(int task, void *context) {
  const columns_job *j = context;
  int b = task / j->H, h = task % j->H;
  size_t C = (size_t)j->C, run = (size_t)j->KW * C, patch = (size_t)j->KH * run;
  const float *columns = j->from + (size_t)b * (size_t)j->OH * (size_t)j->OW * patch;
  float *out = j->to + (size_t)task * (size_t)j->W * C;
  memset(out, 0, (size_t)j->W * C * sizeof(float));
  for (int kh = 0; kh < j->KH; kh++) {
    int above = h + j->pad_top - kh;
    if (above < 0 || above % j->stride != 0 || above / j->stride >= j->OH) continue;
    const float *row = columns + (size_t)(above / j->stride) * (size_t)j->OW * patch + (size_t)kh * run;
    for (int w = 0; w < j->W; w++) {
      float *pixel = out + (size_t)w * C;
      for (int kw = 0; kw < j->KW; kw++) {
        int left = w + j->pad_left - kw;
        if (left < 0 || left % j->stride != 0 || left / j->stride >= j->OW) continue;
        const float *entry = row + (size_t)(left / j->stride) * patch + (size_t)kw * C;
        size_t c = 0;
        for (; c + 16 <= C; c += 16) v16_store(pixel + c, v16_load(pixel + c) + v16_load(entry + c));
        for (; c < C; c++) pixel[c] += entry[c];
      }
    }
  }
}

void HD_FN(hd_col2im)(int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW,
                      const float *columns, float *dx) {
  columns_job job = {B, H, W, C, KH, KW, stride, pad_top, pad_left, OH, OW, columns, dx};
  hd_parallel_for(B * H, columns_collect, &job);
}
#endif
