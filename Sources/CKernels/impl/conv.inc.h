// 3x3 convolution: the three passes, each by the algorithm the caller names.
#include "conv_columns.h"
#include "conv_direct.h"
#include "conv_pack.h"
#include "conv_stride2.h"
#include "conv_thin.h"
#include "conv_weights.h"
#include "conv_winograd.h"

void HD_FN(hd_conv3x3_forward)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *packed,
                               const hd_conv_epilogue *epilogue, float *y) {
  const conv_view v = conv_view_forward(s, x, packed, epilogue, y);
  if (algorithm != HD_CONV_DIRECT) conv_winograd(&v, algorithm == HD_CONV_F4 ? 4 : 2);
  else if (hd_conv_thin(v.O)) conv_thin(&v, false);
  else conv_direct(&v);
}

void HD_FN(hd_conv3x3_backward_data)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy,
                                     const float *packed, float *dx) {
  conv_view v = conv_view_data(s, dy, packed, dx);
  if (algorithm != HD_CONV_DIRECT) conv_winograd(&v, algorithm == HD_CONV_F4 ? 4 : 2);
  else if (hd_conv_thin(v.O)) conv_thin(&v, s->stride == 2);
  else if (s->stride == 2) conv_direct_stride2_data(&v);
  else conv_direct(&v);
}

void HD_FN(hd_conv3x3_backward_weights)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x,
                                        const float *dy, float *dw) {
  const conv_view v = conv_view_forward(s, x, NULL, NULL, NULL);
  if (algorithm == HD_CONV_DIRECT) conv_weights_direct(&v, dy, dw);
  else conv_weights_winograd(&v, dy, dw, algorithm == HD_CONV_F4 ? 4 : 2);
}
