// OpenEXR pictures of floats, through OpenEXRCore where it was there at compile time: a channel read, any written.
#ifndef CIMAGES_EXR_H
#define CIMAGES_EXR_H
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  int channel_count;
} cimages_exr_info;

/// Whether this was compiled with OpenEXRCore; without, the others say that it is missing.
bool cimages_exr_available(void);

/// Reads the header of a file of scan lines in one part, compressed without loss (or not at all). `names` takes the channels
/// one after the other, each ended by a zero: `f` for floats at every pixel, `u` for others, then the name.
bool cimages_exr_read_info(
    const uint8_t *bytes, size_t count, uint32_t max_side, cimages_exr_info *info, char *names, size_t names_size,
    cimages_error *error);

/// Decodes one channel of floats (its place among the names), row by row from the top left, into exactly width * height
/// floats.
bool cimages_exr_decode(
    const uint8_t *bytes, size_t count, uint32_t max_side, int channel, float *values, size_t value_count,
    cimages_error *error);

/// Encodes float channels as one part of scan lines in chunks of 16, by ZIP (lossless) at a zlib `level` 0–9. `values` are
/// planes [channels, height, width] from the top left, whose `names` must come in the order of their bytes. The caller
/// frees `*out` with `free`. The bytes depend on the arguments and on the versions of OpenEXR and zlib alone: no
/// attribute tells time or origin.
bool cimages_exr_encode(
    const float *values, const char *const *names, int channels, uint32_t width, uint32_t height, int level,
    uint8_t **out, size_t *out_count, cimages_error *error);

#endif
