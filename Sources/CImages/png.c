#if !__has_include(<png.h>)
#error "libpng is missing: apt install libpng-dev"
#endif
#include "cimages/png.h"
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

const char *cimages_png_version(void) { return png_get_libpng_ver(NULL); }

static void on_error(png_structp png, png_const_charp message) {
  cimages_error *error = png_get_error_ptr(png);
  if (error) {
    strncpy(error->message, message, sizeof error->message - 1);
    error->message[sizeof error->message - 1] = 0;
  }
  png_longjmp(png, 1);
}

// Warnings speak of ancillary chunks we do not use.
static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// ## Reading

typedef struct {
  const uint8_t *next;
  size_t left;
} source;

static void read_from_memory(png_structp png, png_bytep out, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->left) png_error(png, "the file ends early");
  memcpy(out, from->next, count);
  from->next += count;
  from->left -= count;
}

/// Everything up to the first image data; returns with the reader at the pixels. Errors jump.
static void read_header(png_structp png, png_infop head, source *from, uint32_t max_side, cimages_png_info *info) {
  png_set_read_fn(png, from, read_from_memory);
  png_set_user_limits(png, max_side, max_side);
  // Chunks that say nothing about the samples are skipped unread (compressed text and profiles can be bombs); what is
  // kept is small.
  static const png_byte skipped[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0"
                                    "sRGB\0sTER\0tEXt\0tIME\0zTXt\0tRNS";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped, (int)(sizeof skipped / 5));
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(png, 0);
  png_read_info(png, head);

  int bits = png_get_bit_depth(png, head);
  memset(info, 0, sizeof *info);
  info->width = png_get_image_width(png, head);
  info->height = png_get_image_height(png, head);
  info->channels = png_get_channels(png, head);
  info->file_bits = (uint8_t)bits;
  info->sample_bytes = bits == 16 ? 2 : 1;
  if (png_get_color_type(png, head) == PNG_COLOR_TYPE_PALETTE) {
    png_colorp colours = NULL;
    int count = 0;
    png_get_PLTE(png, head, &colours, &count);
    if (count < 1 || count > 256) png_error(png, "no usable palette");
    info->palette_count = (uint16_t)count;
    for (int i = 0; i < count; i++) {
      info->palette[i][0] = colours[i].red;
      info->palette[i][1] = colours[i].green;
      info->palette[i][2] = colours[i].blue;
    }
  }
}

// A reader and its head; NULL, with the reason, if libpng does not start. The caller sets the jump.
static png_structp start_reading(png_infop *head, cimages_error *error) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
  if (png) *head = png_create_info_struct(png);
  if (png && *head) return png;
  png_destroy_read_struct(&png, NULL, NULL);
  strcpy(error->message, "libpng did not start (out of memory, or another version than compiled with)");
  return NULL;
}

bool cimages_png_read_info(
    const uint8_t *bytes, size_t count, uint32_t max_side, cimages_png_info *info, cimages_error *error) {
  source from = {bytes, count};
  png_infop head = NULL;
  png_structp png = start_reading(&head, error);
  if (!png) return false;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &head, NULL);
    return false;
  }
  read_header(png, head, &from, max_side, info);
  png_destroy_read_struct(&png, &head, NULL);
  return true;
}

bool cimages_png_decode(
    const uint8_t *bytes, size_t count, uint32_t max_side, void *pixels, size_t pixel_bytes, cimages_error *error) {
  source from = {bytes, count};
  png_infop head = NULL;
  png_structp png = start_reading(&head, error);
  if (!png) return false;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &head, NULL);
    return false;
  }
  cimages_png_info info;
  read_header(png, head, &from, max_side, &info);
  if (info.file_bits < 8) png_set_packing(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (info.file_bits == 16) png_set_swap(png);
#endif
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, head);
  size_t row = png_get_rowbytes(png, head);
  if (row != (size_t)info.width * info.channels * info.sample_bytes || row * info.height != pixel_bytes)
    png_error(png, "the decoded size differs from the header's");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < info.height; y++) png_read_row(png, (png_bytep)pixels + y * row, NULL);
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &head, NULL);
  return true;
}

// ## Writing

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} sink;

static void write_to_memory(png_structp png, png_bytep data, size_t count) {
  sink *to = png_get_io_ptr(png);
  if (to->capacity - to->count < count) {
    size_t capacity = to->capacity + to->capacity / 2 + count + 4096;
    uint8_t *grown = realloc(to->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    to->bytes = grown;
    to->capacity = capacity;
  }
  memcpy(to->bytes + to->count, data, count);
  to->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

bool cimages_png_encode(
    const void *pixels, uint32_t width, uint32_t height, int channels, int bits, int level, const char *software,
    uint8_t **out, size_t *out_count, cimages_error *error) {
  sink to = {NULL, 0, 0};
  sink *volatile kept = &to;  // read after the jump
  png_infop head = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, on_error, on_warning);
  if (png) head = png_create_info_struct(png);
  if (!head) {
    png_destroy_write_struct(&png, NULL);
    strcpy(error->message, "libpng did not start (out of memory, or another version than compiled with)");
    return false;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &head);
    free(kept->bytes);
    return false;
  }
  png_set_write_fn(png, &to, write_to_memory, flush_nothing);
  png_set_compression_level(png, level);
  png_set_IHDR(
      png, head, width, height, bits, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (software) {
    png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE, .key = "Software", .text = (char *)software};
    png_set_text(png, head, &text, 1);
  }
  png_write_info(png, head);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (bits == 16) png_set_swap(png);
#endif
  size_t row = (size_t)width * (size_t)channels * (size_t)(bits / 8);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, (png_const_bytep)pixels + y * row);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &head);
  *out = to.bytes;
  *out_count = to.count;
  return true;
}
