// PNG through libpng's classic interface. The only transforms are the byte order of 16-bit samples (to the host's) and
// the unpacking of 1, 2 and 4-bit samples to bytes: no gamma, no colour conversion, no scaling, no alpha blending.
#ifndef CIMAGES_PNG_H
#define CIMAGES_PNG_H
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  /// Bits of a sample in the file (1, 2, 4, 8, 16), and bytes of a sample as decoded (1 or 2).
  uint8_t file_bits, sample_bytes;
  /// Samples of a pixel as decoded: 1 gray or palette index, 2 gray + alpha, 3 colour, 4 colour + alpha.
  uint8_t channels;
  /// Entries of the palette; 0 where pixels are no indices.
  uint16_t palette_count;
  uint8_t palette[256][3];
} cimages_png_info;

/// The version of libpng that runs, e.g. "1.6.39".
const char *cimages_png_version(void);

/// Reads signature and header, up to the first image data. `max_side` bounds width and height.
bool cimages_png_read_info(
    const uint8_t *bytes, size_t count, uint32_t max_side, cimages_png_info *info, cimages_error *error);

/// Decodes all pixels, row by row, into `pixels` of exactly width * height * channels * sample_bytes bytes.
/// Every checksum must hold and the file must be complete.
bool cimages_png_decode(
    const uint8_t *bytes, size_t count, uint32_t max_side, void *pixels, size_t pixel_bytes, cimages_error *error);

/// Encodes host-order samples (`bits` 8 or 16, `channels` 1 or 3) at a zlib `level` 0–9. The caller frees `*out` with
/// `free`. `software`, where not NULL, is written as the text of that name before the pixels. The bytes depend on these
/// and on the versions of libpng and zlib alone.
bool cimages_png_encode(
    const void *pixels, uint32_t width, uint32_t height, int channels, int bits, int level, const char *software,
    uint8_t **out, size_t *out_count, cimages_error *error);

#endif
