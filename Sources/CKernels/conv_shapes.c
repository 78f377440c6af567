// What a 3x3 convolution needs to know before it runs: sides, the table of algorithms, sizes of packed weights.
#include "impl/conv_sizes.h"
#include "include/ckernels/conv.h"

static int enlarged_height(const hd_conv3x3 *s) { return s->upsample ? s->UH : s->H; }
static int enlarged_width(const hd_conv3x3 *s) { return s->upsample ? s->UW : s->W; }

int hd_conv3x3_out_height(const hd_conv3x3 *s) {
  return (enlarged_height(s) + s->pad_top + s->pad_bottom - 3) / s->stride + 1;
}

int hd_conv3x3_out_width(const hd_conv3x3 *s) {
  return (enlarged_width(s) + s->pad_left + s->pad_right - 3) / s->stride + 1;
}

hd_conv_algorithm hd_conv3x3_algorithm(const hd_conv3x3 *s, hd_conv_pass pass) {
  (void)s, (void)pass;
  return HD_CONV_DIRECT;
}

size_t hd_conv3x3_packed_size(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm) {
  const size_t inputs = (size_t)(pass == HD_CONV_FORWARD ? Cin : Cout);
  const size_t outputs = (size_t)(pass == HD_CONV_FORWARD ? Cout : Cin);
  const size_t taps = algorithm == HD_CONV_DIRECT || !hd_conv_stored(inputs, outputs) ? 9
                      : algorithm == HD_CONV_F4                                       ? 36
                                                                                      : 16;
  return taps * inputs * ((outputs + 15) / 16 * 16);
}
