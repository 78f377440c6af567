// 3x3 convolution on [B, H, W, C]: direct, Winograd F(2x2,3x3) or F(4x4,3x3), chosen by shape from a fixed table.
//
// Largest error against Float64, relative to the largest result (normal inputs):
//   channels, side, batch     direct    F2        F4       (each the worst of forward and data, then weights)
//   16, 12x40, 8              6e-7 2e-6 2e-7 1e-6 1e-6 2e-6
//   64, 12x40, 8              1e-6 2e-6 4e-7 1e-6 2e-6 3e-6
//   320, 32x32, 1             2e-6 1e-6 9e-7 1e-6 4e-6 2e-6
//   1280 -> 64, 8x8, 1        3e-6 3e-7 1e-6 2e-7 7e-6 8e-7
// Every result is one chain of fused multiply-adds in a fixed order (per tap plane in the Winograd forms), so the bits
// depend on the algorithm, never on threads or instruction set.
#ifndef CKERNELS_CONV_H
#define CKERNELS_CONV_H
#include <stdbool.h>
#include <stddef.h>

/// Shape of one 3x3 convolution. Output side: (side + pads - 3) / stride + 1. With `upsample`, x is [B, H, W, Cin] as
/// stored and is read as its nearest-neighbour enlargement [B, UH, UW, Cin] (UH in {2H-1, 2H}, likewise UW), and pads
/// and output side refer to that; without it UH = H, UW = W.
typedef struct {
  int B, H, W, Cin, Cout;
  int stride;  // 1 or 2
  int pad_top, pad_left, pad_bottom, pad_right;  // 0 or 1 each
  bool upsample;
  int UH, UW;
} hd_conv3x3;

typedef enum { HD_CONV_DIRECT = 0, HD_CONV_F2 = 1, HD_CONV_F4 = 2 } hd_conv_algorithm;
typedef enum { HD_CONV_FORWARD = 0, HD_CONV_BACKWARD_DATA = 1, HD_CONV_BACKWARD_WEIGHTS = 2 } hd_conv_pass;

int hd_conv3x3_out_height(const hd_conv3x3 *s);
int hd_conv3x3_out_width(const hd_conv3x3 *s);
/// The algorithm the table gives for this shape and pass: a pure function of both. F2 and F4 need stride 1; direct
/// suits every shape.
hd_conv_algorithm hd_conv3x3_algorithm(const hd_conv3x3 *s, hd_conv_pass pass);

/// Floats of the packed weights for a pass (forward or backward data) under an algorithm; they depend on Cin, Cout,
/// pass and algorithm only, so one packing serves every size with the same algorithm. Above 160 x 160 channels they take
/// no more than the weights themselves; below, 16/9 (F2) or 4 times as much.
size_t hd_conv3x3_packed_size(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm);
/// Packs (transforms) w [Cout, Cin, 3, 3].
void hd_conv3x3_pack(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm, const float *w, float *packed);

/// What is added on the way out, in this order; NULL: nothing.
typedef struct {
  const float *bias;      // [Cout]
  const float *per_image; // [B, Cout] (a time embedding)
  const float *residual;  // [B, OH, OW, Cout]
} hd_conv_epilogue;

/// y [B, OH, OW, Cout]. `packed` for (HD_CONV_FORWARD, algorithm). The algorithm must suit the shape.
void hd_conv3x3_forward(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *packed,
                        const hd_conv_epilogue *epilogue, float *y);
/// dx [B, H, W, Cin], overwritten. `packed` for (HD_CONV_BACKWARD_DATA, algorithm).
void hd_conv3x3_backward_data(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy, const float *packed,
                              float *dx);
/// The same, bit for bit, from w [Cout, Cin, 3, 3] itself: for a weight that changes before its next use (training).
/// Large Winograd layers transform it as it passes, without a packed copy.
void hd_conv3x3_forward_once(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *w,
                             const hd_conv_epilogue *epilogue, float *y);
void hd_conv3x3_backward_data_once(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy, const float *w,
                                   float *dx);
/// dw [Cout, Cin, 3, 3], overwritten.
void hd_conv3x3_backward_weights(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *dy,
                                 float *dw);

/// Patches of x [B, H, W, C] for any kernel: columns [B*OH*OW, KH*KW*C], zero outside. For other kernel sizes and for
/// the `openblas` mode.
void hd_im2col(int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW,
               const float *x, float *columns);
/// The transpose of hd_im2col: dx [B, H, W, C], overwritten with the sum of the columns' entries, taps in order.
void hd_col2im(int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW,
               const float *columns, float *dx);
#endif
