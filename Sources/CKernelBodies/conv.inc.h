// 3x3 convolution: the three passes, each by the algorithm the caller names.
#include "conv_columns.h"
#include "conv_direct.h"
#include "conv_pack.h"
#include "conv_stride2.h"
#include "conv_thin.h"
#include "conv_weights.h"
#include "conv_winograd.h"

static void conv_run(const conv_view *v, hd_conv_algorithm algorithm, bool stride2_data) {
  if (algorithm != HD_CONV_DIRECT) conv_winograd(v, algorithm == HD_CONV_F4 ? 4 : 2);
  else if (hd_conv_thin(v->O)) conv_thin(v, stride2_data);
  else if (stride2_data) conv_direct_stride2_data(v);
  else conv_direct(v);
}

/// From the weight itself: large Winograd layers transform it while it passes, for the others it is packed to scratch,
/// which stays in the caches from layer to layer.
static void conv_run_once(conv_view *v, const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *w,
                          bool stride2_data) {
  v->w = w;
  if (algorithm == HD_CONV_DIRECT || hd_conv_stored(v->I, v->O)) {
    const hd_conv_pass pass = v->gradient ? HD_CONV_BACKWARD_DATA : HD_CONV_FORWARD;
    float *packed = hd_scratch(4, hd_conv3x3_packed_size(s->Cin, s->Cout, pass, algorithm) * sizeof(float));
    HD_FN(hd_conv3x3_pack)(s->Cin, s->Cout, pass, algorithm, w, packed);
    v->packed = packed;
  }
  conv_run(v, algorithm, stride2_data);
}

void HD_FN(hd_conv3x3_forward)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *packed,
                               const hd_conv_epilogue *epilogue, float *y) {
  const conv_view v = conv_view_forward(s, x, packed, epilogue, y);
  conv_run(&v, algorithm, false);
}

void HD_FN(hd_conv3x3_forward_once)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *w,
                                    const hd_conv_epilogue *epilogue, float *y) {
  conv_view v = conv_view_forward(s, x, NULL, epilogue, y);
  conv_run_once(&v, s, algorithm, w, false);
}

void HD_FN(hd_conv3x3_backward_data)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy,
                                     const float *packed, float *dx) {
  const conv_view v = conv_view_data(s, dy, packed, dx);
  conv_run(&v, algorithm, s->stride == 2);
}

void HD_FN(hd_conv3x3_backward_data_once)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy,
                                          const float *w, float *dx) {
  conv_view v = conv_view_data(s, dy, NULL, dx);
  conv_run_once(&v, s, algorithm, w, s->stride == 2);
}

void HD_FN(hd_conv3x3_backward_weights)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x,
                                        const float *dy, float *dw) {
  const conv_view v = conv_view_forward(s, x, NULL, NULL, NULL);
  if (algorithm == HD_CONV_DIRECT) conv_weights_direct(&v, dy, dw);
  else conv_weights_winograd(&v, dy, dw, algorithm == HD_CONV_F4 ? 4 : 2);
}
