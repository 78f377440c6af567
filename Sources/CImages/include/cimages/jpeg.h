// JPEG reading through libjpeg-turbo: gray or colour, 8 bits. Damage that the library would paint over is an error.
#ifndef CIMAGES_JPEG_H
#define CIMAGES_JPEG_H
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  /// 1 gray, 3 colour (as decoded: red, green, blue).
  uint8_t channels;
  /// Several scans: the decoder keeps all coefficients.
  bool progressive;
} cimages_jpeg_info;

/// Reads up to the first scan.
bool cimages_jpeg_read_info(const uint8_t *bytes, size_t count, cimages_jpeg_info *info, cimages_error *error);

/// Decodes all pixels into `pixels` of exactly width * height * channels bytes, with the accurate integer transform and
/// smooth chroma, which give the same bytes with and without SIMD. More than `max_scans` scans are refused: each costs
/// a pass over the whole picture.
bool cimages_jpeg_decode(
    const uint8_t *bytes, size_t count, int max_scans, uint8_t *pixels, size_t pixel_bytes, cimages_error *error);

#endif
