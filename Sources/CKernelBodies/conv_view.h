// What a 3x3 convolution reads and writes, seen the same way by the forward pass and by the gradient of its input: a
// window over an image with zeros around it, a packed weight, an output with its epilogue.
#ifndef HD_CONV_VIEW_H
#define HD_CONV_VIEW_H
#include "isa.h"
#include "parallel.h"
#include "vector.h"

typedef struct {
  int B, H, W;          // the image as it is read, after enlargement
  int SH, SW;           // the image as it is stored
  int shift;            // 1: pixel (h, w) is stored at (h / 2, w / 2)
  size_t I, O;          // channels in, channels out
  int OH, OW, stride;   // the sums
  int top, left;        // zeros above and to the left (2 - pad in a gradient)
  bool fold;            // sums of 2x2 neighbours are written to [B, FH, FW, O] (the gradient of an enlargement)
  int FH, FW;
  const float *x, *end; // [B, SH, SW, I]
  const float *packed;  // NULL: from w
  const float *w;       // [Cout, Cin, 3, 3] as it is, for a weight used once
  bool gradient;        // w is read with inputs and outputs exchanged, taps reversed
  hd_conv_epilogue epilogue;
  float *y;
} conv_view;

static conv_view conv_view_forward(const hd_conv3x3 *s, const float *x, const float *packed,
                                   const hd_conv_epilogue *epilogue, float *y) {
  conv_view v = {.B = s->B, .H = s->upsample ? s->UH : s->H, .W = s->upsample ? s->UW : s->W, .SH = s->H, .SW = s->W,
                 .shift = s->upsample, .I = (size_t)s->Cin, .O = (size_t)s->Cout, .stride = s->stride,
                 .top = s->pad_top, .left = s->pad_left, .x = x, .packed = packed, .y = y};
  v.OH = hd_conv3x3_out_height(s), v.OW = hd_conv3x3_out_width(s);
  v.end = x + (size_t)v.B * (size_t)v.SH * (size_t)v.SW * v.I;
  if (epilogue) v.epilogue = *epilogue;
  return v;
}

/// The gradient of a stride-1 convolution's input is a convolution of dy with flipped, transposed weights.
static conv_view conv_view_data(const hd_conv3x3 *s, const float *dy, const float *packed, float *dx) {
  conv_view v = {.B = s->B, .H = hd_conv3x3_out_height(s), .W = hd_conv3x3_out_width(s), .I = (size_t)s->Cout,
                 .O = (size_t)s->Cin, .gradient = true, .stride = 1, .OH = s->upsample ? s->UH : s->H,
                 .OW = s->upsample ? s->UW : s->W,
                 .top = 2 - s->pad_top, .left = 2 - s->pad_left, .fold = s->upsample, .FH = s->H, .FW = s->W,
                 .x = dy, .packed = packed, .y = dx};
  v.SH = v.H, v.SW = v.W;
  v.end = dy + (size_t)v.B * (size_t)v.H * (size_t)v.W * v.I;
  return v;
}

HD_INLINE size_t conv_padded(size_t channels) { return (channels + 15) / 16 * 16; }
HD_INLINE size_t conv_least(size_t a, size_t b) { return a < b ? a : b; }

/// The row of channels of a stored pixel, for a window position inside the image.
HD_INLINE const float *conv_row(const conv_view *v, int b, int h) {
  return v->x + ((size_t)b * (size_t)v->SH + (size_t)(h >> v->shift)) * (size_t)v->SW * v->I;
}

/// Sixteen channels of a pixel. Lanes beyond the last channel hold whatever follows (they are never used), except where
/// the array ends.
HD_INLINE v16f conv_load_tail(const float *p, const float *end, size_t n) {
  return p < end && p + 16 > end ? v16_load_n(p, n) : v16_load(p);
}
HD_INLINE void conv_store(float *p, v16f x, size_t n) {
  if (n >= 16) v16_store(p, x);
  else v16_store_n(p, x, n);
}
#endif
