// What a 3x3 convolution needs to know before it runs: sides, the table of algorithms, sizes of packed weights.
#include "conv_sizes.h"
#include "../CKernelInterface/include/ckernels/conv.h"

static int enlarged_height(const hd_conv3x3 *s) { return s->upsample ? s->UH : s->H; }
static int enlarged_width(const hd_conv3x3 *s) { return s->upsample ? s->UW : s->W; }

int hd_conv3x3_out_height(const hd_conv3x3 *s) {
  return (enlarged_height(s) + s->pad_top + s->pad_bottom - 3) / s->stride + 1;
}

int hd_conv3x3_out_width(const hd_conv3x3 *s) {
  return (enlarged_width(s) + s->pad_left + s->pad_right - 3) / s->stride + 1;
}

// The table is a model of the work, fitted to measurements: products count one per 16 multiply-adds, transforms count
// per 16 channels of a tile, large layers add the transform of their weights. Whole numbers only, never a clock.
static size_t groups_of_16(size_t channels) { return (channels + 15) / 16; }

static size_t winograd_cost(size_t m, size_t tiles, size_t inputs, size_t outputs, hd_conv_pass pass) {
  const size_t planes = (m + 2) * (m + 2);
  size_t weights = inputs * groups_of_16(outputs);
  if (pass == HD_CONV_BACKWARD_WEIGHTS && weights > outputs * groups_of_16(inputs))
    weights = outputs * groups_of_16(inputs);
  const size_t transforms = (12 * planes * groups_of_16(inputs) + 9 * planes * groups_of_16(outputs)) + 100;
  return tiles * (planes * weights + transforms) + (hd_conv_stored(inputs, outputs) ? 0 : 6 * planes * weights);
}

hd_conv_algorithm hd_conv3x3_algorithm(const hd_conv3x3 *s, hd_conv_pass pass) {
  if (s->stride != 1) return HD_CONV_DIRECT;
  const bool data = pass == HD_CONV_BACKWARD_DATA;
  const int OH = data ? enlarged_height(s) : hd_conv3x3_out_height(s);
  const int OW = data ? enlarged_width(s) : hd_conv3x3_out_width(s);
  const size_t inputs = (size_t)(data ? s->Cout : s->Cin), outputs = (size_t)(data ? s->Cin : s->Cout);
  const size_t B = (size_t)s->B, h = (size_t)OH, w = (size_t)OW;
  size_t direct = B * h * w * (9 * inputs * groups_of_16(outputs) + 10);
  if (hd_conv_thin(outputs) && pass != HD_CONV_BACKWARD_WEIGHTS)
    direct = B * h * w * (inputs * groups_of_16(9 * outputs) * 5 / 4 / (s->upsample && !data ? 4 : 1) + 40);
  const size_t f2 = winograd_cost(2, B * ((h + 1) / 2) * ((w + 1) / 2), inputs, outputs, pass);
  const size_t f4 = winograd_cost(4, B * ((h + 3) / 4) * ((w + 3) / 4), inputs, outputs, pass);
  return direct <= f2 && direct <= f4 ? HD_CONV_DIRECT : f4 <= f2 ? HD_CONV_F4 : HD_CONV_F2;
}

size_t hd_conv3x3_packed_size(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm) {
  const size_t inputs = (size_t)(pass == HD_CONV_FORWARD ? Cin : Cout);
  const size_t outputs = (size_t)(pass == HD_CONV_FORWARD ? Cout : Cin);
  if (algorithm == HD_CONV_DIRECT && hd_conv_thin(outputs)) return inputs * ((9 * outputs + 15) / 16 * 16);
  if (algorithm != HD_CONV_DIRECT && hd_conv_stored(inputs, outputs))
    return (algorithm == HD_CONV_F4 ? 36 : 16) * hd_conv_plane(inputs, outputs);
  return 9 * inputs * ((outputs + 15) / 16 * 16);
}
