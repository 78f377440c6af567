#if !__has_include(<jpeglib.h>)
#error "libjpeg-turbo is missing: apt install libjpeg62-turbo-dev"
#endif
#include "cimages/jpeg.h"
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  cimages_error *error;
} handler;

typedef struct {
  struct jpeg_progress_mgr base;
  int max_scans;
} monitor;

static void on_error(j_common_ptr jpeg) {
  handler *on = (handler *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  on->base.format_message(jpeg, text);
  strncpy(on->error->message, text, sizeof on->error->message - 1);
  on->error->message[sizeof on->error->message - 1] = 0;
  longjmp(on->escape, 1);
}

// Level -1 is damage the library works around by inventing pixels; higher levels are traces.
static void on_message(j_common_ptr jpeg, int level) {
  if (level < 0) on_error(jpeg);
}

static void on_output(j_common_ptr jpeg) { (void)jpeg; }

static void on_progress(j_common_ptr jpeg) {
  j_decompress_ptr reader = (j_decompress_ptr)jpeg;
  handler *on = (handler *)jpeg->err;
  int limit = ((monitor *)jpeg->progress)->max_scans;
  if (!jpeg->is_decompressor || reader->input_scan_number <= limit) return;
  snprintf(on->error->message, sizeof on->error->message, "more than %d scans", limit);
  longjmp(on->escape, 1);
}

static void set_up(j_decompress_ptr jpeg, handler *on, cimages_error *error) {
  jpeg->err = jpeg_std_error(&on->base);
  on->base.error_exit = on_error;
  on->base.emit_message = on_message;
  on->base.output_message = on_output;
  on->error = error;
}

/// Reads the header and says what comes; errors jump.
static void read_header(j_decompress_ptr jpeg, const uint8_t *bytes, size_t count, cimages_jpeg_info *info) {
  jpeg_mem_src(jpeg, bytes, count);
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->num_components == 1) {
    jpeg->out_color_space = JCS_GRAYSCALE;
  } else if (jpeg->num_components == 3) {
    jpeg->out_color_space = JCS_RGB;
  } else {
    ERREXIT1(jpeg, JERR_COMPONENT_COUNT, jpeg->num_components);
  }
  info->width = jpeg->image_width;
  info->height = jpeg->image_height;
  info->channels = (uint8_t)jpeg->num_components;
  info->progressive = jpeg_has_multiple_scans(jpeg);
}

bool cimages_jpeg_read_info(const uint8_t *bytes, size_t count, cimages_jpeg_info *info, cimages_error *error) {
  struct jpeg_decompress_struct jpeg;
  handler on;
  memset(&jpeg, 0, sizeof jpeg);
  set_up(&jpeg, &on, error);
  if (setjmp(on.escape)) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  read_header(&jpeg, bytes, count, info);
  jpeg_destroy_decompress(&jpeg);
  return true;
}

bool cimages_jpeg_decode(
    const uint8_t *bytes, size_t count, int max_scans, uint8_t *pixels, size_t pixel_bytes, cimages_error *error) {
  struct jpeg_decompress_struct jpeg;
  handler on;
  monitor watch = {.base = {.progress_monitor = on_progress}, .max_scans = max_scans};
  memset(&jpeg, 0, sizeof jpeg);
  set_up(&jpeg, &on, error);
  if (setjmp(on.escape)) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg.progress = &watch.base;
  cimages_jpeg_info info;
  read_header(&jpeg, bytes, count, &info);
  jpeg.dct_method = JDCT_ISLOW;
  jpeg.do_fancy_upsampling = TRUE;
  jpeg_start_decompress(&jpeg);
  size_t row = (size_t)info.width * info.channels;
  if (jpeg.output_width != info.width || jpeg.output_components != info.channels || row * info.height != pixel_bytes)
    ERREXIT(&jpeg, JERR_BAD_BUFFER_MODE);
  while (jpeg.output_scanline < info.height) {
    JSAMPROW rows[4];
    JDIMENSION wanted = info.height - jpeg.output_scanline;
    if (wanted > 4) wanted = 4;
    for (JDIMENSION i = 0; i < wanted; i++) rows[i] = pixels + (jpeg.output_scanline + i) * row;
    jpeg_read_scanlines(&jpeg, rows, wanted);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return true;
}
