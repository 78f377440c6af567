#include "cimages/exr.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef CIMAGES_OPENEXR
#include <OpenEXR/openexr.h>

bool cimages_exr_available(void) { return true; }

static bool fail(cimages_error *error, const char *message) {
  if (!error->message[0]) snprintf(error->message, sizeof error->message, "%s", message);
  return false;
}

// ## Reading

typedef struct {
  const uint8_t *bytes;
  size_t count;
  cimages_error *error;
} source;

static int64_t read_bytes(
    exr_const_context_t file, void *user, void *out, uint64_t size, uint64_t offset, exr_stream_error_func_ptr_t report) {
  (void)file;
  (void)report;
  source *from = user;
  // The header is read ahead in blocks, so that a short read at the end is no fault.
  if (offset > from->count) return -1;
  uint64_t there = size < from->count - offset ? size : from->count - offset;
  memcpy(out, from->bytes + offset, there);
  return (int64_t)there;
}

static int64_t size_of(exr_const_context_t file, void *user) {
  (void)file;
  return (int64_t)((source *)user)->count;
}

// The first message is the closest to the cause.
static void keep_message(exr_const_context_t file, exr_result_t code, const char *message) {
  void *user = NULL;
  (void)code;
  if (file && exr_get_user_data(file, &user) == EXR_ERR_SUCCESS && user) fail(((source *)user)->error, message);
}

static bool start(exr_context_t *file, source *from, uint32_t max_side) {
  exr_context_initializer_t settings = EXR_DEFAULT_CONTEXT_INITIALIZER;
  settings.error_handler_fn = keep_message;
  settings.user_data = from;
  settings.read_fn = read_bytes;
  settings.size_fn = size_of;
  settings.max_image_width = settings.max_image_height = (int)max_side;
  settings.max_tile_width = settings.max_tile_height = (int)max_side;
  settings.flags = EXR_CONTEXT_FLAG_STRICT_HEADER | EXR_CONTEXT_FLAG_DISABLE_CHUNK_RECONSTRUCTION;
  return exr_start_read(file, "memory", &settings) == EXR_ERR_SUCCESS || fail(from->error, "no readable EXR header");
}

/// Floats or halves, one at every pixel.
static bool is_plain(const exr_attr_chlist_entry_t *entry) {
  return entry->pixel_type != EXR_PIXEL_UINT && entry->x_sampling == 1 && entry->y_sampling == 1;
}

/// What the header promises, if it is a kind that is read here.
static bool inspect(
    exr_context_t file, cimages_exr_info *info, exr_attr_box2i_t *window, const exr_attr_chlist_t **list,
    cimages_error *error) {
  int parts = 0;
  exr_storage_t storage;
  exr_compression_t compression;
  const exr_attr_chlist_t *channels = NULL;
  if (exr_get_count(file, &parts) || parts != 1) return fail(error, "more than one part");
  if (exr_get_storage(file, 0, &storage) || storage != EXR_STORAGE_SCANLINE)
    return fail(error, "not made of scan lines");
  if (exr_get_compression(file, 0, &compression) || compression > EXR_COMPRESSION_PIZ)
    return fail(error, "compressed with losses, expected none, RLE, ZIP or PIZ");
  if (exr_get_data_window(file, 0, window) || exr_get_channels(file, 0, &channels) || channels->num_channels < 1)
    return fail(error, "no data window or channels");
  int64_t width = (int64_t)window->max.x - window->min.x + 1, height = (int64_t)window->max.y - window->min.y + 1;
  if (width < 1 || height < 1 || width > INT32_MAX / 4 || height > INT32_MAX) return fail(error, "an empty data window");
  info->channel_count = channels->num_channels;
  *list = channels;
  info->width = (uint32_t)width;
  info->height = (uint32_t)height;
  return true;
}

static bool list_names(const exr_attr_chlist_t *channels, char *names, size_t size, cimages_error *error) {
  for (int c = 0; c < channels->num_channels; c++) {
    size_t length = strlen(channels->entries[c].name.str) + 2;
    if (length > size) return fail(error, "more names of channels than any picture of depth has");
    names[0] = is_plain(&channels->entries[c]) ? 'f' : 'u';
    memcpy(names + 1, channels->entries[c].name.str, length - 1);
    names += length;
    size -= length;
  }
  return true;
}

bool cimages_exr_read_info(
    const uint8_t *bytes, size_t count, uint32_t max_side, cimages_exr_info *info, char *names, size_t names_size,
    cimages_error *error) {
  source from = {bytes, count, error};
  exr_context_t file = NULL;
  exr_attr_box2i_t window;
  const exr_attr_chlist_t *channels = NULL;
  bool done = start(&file, &from, max_side) && inspect(file, info, &window, &channels, error) &&
              list_names(channels, names, names_size, error);
  exr_finish(&file);
  return done;
}

bool cimages_exr_decode(
    const uint8_t *bytes, size_t count, uint32_t max_side, int wanted_channel, float *values, size_t value_count,
    cimages_error *error) {
  source from = {bytes, count, error};
  exr_context_t file = NULL;
  exr_attr_box2i_t window;
  cimages_exr_info info;
  const exr_attr_chlist_t *channels = NULL;
  exr_decode_pipeline_t pipeline = EXR_DECODE_PIPELINE_INITIALIZER;
  bool started = false, done = false;
  int32_t lines = 0;
  if (!start(&file, &from, max_side) || !inspect(file, &info, &window, &channels, error)) goto end;
  if (wanted_channel < 0 || wanted_channel >= channels->num_channels || !is_plain(&channels->entries[wanted_channel])) {
    fail(error, "no such channel of floats");
    goto end;
  }
  if (value_count != (size_t)info.width * info.height || exr_get_scanlines_per_chunk(file, 0, &lines) || lines < 1) {
    fail(error, "the decoded size differs from the header's");
    goto end;
  }
  for (int64_t y = window.min.y; y <= window.max.y; y += lines) {
    exr_chunk_info_t chunk;
    if (exr_read_scanline_chunk_info(file, 0, (int)y, &chunk)) goto end;
    int64_t expected = window.max.y - y + 1 < lines ? window.max.y - y + 1 : lines;
    if (chunk.start_y != y || chunk.height != expected) {
      fail(error, "a chunk of other lines than its place says");
      goto end;
    }
    if (started ? exr_decoding_update(file, 0, &chunk, &pipeline) : exr_decoding_initialize(file, 0, &chunk, &pipeline))
      goto end;
    for (int c = 0; c < pipeline.channel_count; c++) {
      exr_coding_channel_info_t *channel = &pipeline.channels[c];
      bool wanted = c == wanted_channel;
      channel->decode_to_ptr = wanted ? (uint8_t *)(values + (size_t)(y - window.min.y) * info.width) : NULL;
      channel->user_data_type = wanted ? EXR_PIXEL_FLOAT : channel->data_type;
      channel->user_bytes_per_element = wanted ? 4 : channel->bytes_per_element;
      channel->user_pixel_stride = channel->user_bytes_per_element;
      channel->user_line_stride = (int32_t)info.width * channel->user_bytes_per_element;
    }
    if (!started && exr_decoding_choose_default_routines(file, 0, &pipeline)) goto end;
    started = true;
    if (exr_decoding_run(file, 0, &pipeline)) goto end;
  }
  done = true;
end:
  if (!done) fail(error, "damaged pixels");
  if (file) exr_decoding_destroy(file, &pipeline);
  exr_finish(&file);
  return done;
}

// ## Writing

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
} sink;

// The chunks come first, the table of their places between header and chunks last: bytes not yet written are 0.
static int64_t write_bytes(
    exr_const_context_t file, void *user, const void *data, uint64_t size, uint64_t offset,
    exr_stream_error_func_ptr_t report) {
  (void)file, (void)report;
  sink *to = user;
  size_t end = (size_t)(offset + size);
  if (to->capacity < end) {
    size_t capacity = end + end / 2 + 4096;
    uint8_t *grown = realloc(to->bytes, capacity);
    if (!grown) return -1;
    memset(grown + to->capacity, 0, capacity - to->capacity);
    to->bytes = grown;
    to->capacity = capacity;
  }
  memcpy(to->bytes + offset, data, size);
  if (to->count < end) to->count = end;
  return (int64_t)size;
}

// Contexts that write report with their lock held, so that nothing about them can be asked here: OpenEXR 3.1 hangs. The
// code that comes back says what failed.
static void stay_silent(exr_const_context_t file, exr_result_t code, const char *message) {
  (void)file, (void)code, (void)message;
}

// A chunk as long as its pixels is read as if it was not compressed, but OpenEXR 3.1 writes the compressed bytes where
// they happen to have just that length: they are replaced by the pixels.
static exr_result_t write_chunk(exr_encode_pipeline_t *pipeline) {
  if (pipeline->compressed_bytes == pipeline->packed_bytes)
    memcpy(pipeline->compressed_buffer, pipeline->packed_buffer, pipeline->packed_bytes);
  return exr_write_scanline_chunk(
      (exr_context_t)pipeline->context, 0, pipeline->chunk.start_y, pipeline->compressed_buffer,
      pipeline->compressed_bytes);
}

/// One part of scan lines with the attributes that every file must have and no others.
static exr_result_t write_header(
    exr_context_t file, const char *const *names, int channels, uint32_t width, uint32_t height) {
  int part = 0;
  exr_result_t code = exr_add_part(file, NULL, EXR_STORAGE_SCANLINE, &part);
  if (!code)
    code = exr_initialize_required_attr_simple(file, part, (int32_t)width, (int32_t)height, EXR_COMPRESSION_ZIP);
  // What is linear to the eye matters to lossy compression only.
  for (int c = 0; c < channels && !code; c++)
    code = exr_add_channel(file, part, names[c], EXR_PIXEL_FLOAT, EXR_PERCEPTUALLY_LOGARITHMIC, 1, 1);
  return code ? code : exr_write_header(file);
}

static exr_result_t write_pixels(
    exr_context_t file, const float *values, int channels, uint32_t width, uint32_t height) {
  exr_encode_pipeline_t pipeline = EXR_ENCODE_PIPELINE_INITIALIZER;
  int32_t lines = 0;
  exr_result_t code = exr_get_scanlines_per_chunk(file, 0, &lines);
  for (uint32_t y = 0; y < height && !code; y += (uint32_t)lines) {
    exr_chunk_info_t chunk;
    if ((code = exr_write_scanline_chunk_info(file, 0, (int)y, &chunk))) break;
    code = y == 0 ? exr_encoding_initialize(file, 0, &chunk, &pipeline)
                  : exr_encoding_update(file, 0, &chunk, &pipeline);
    if (code) break;
    for (int c = 0; c < channels; c++) {
      exr_coding_channel_info_t *channel = &pipeline.channels[c];
      channel->encode_from_ptr = (const uint8_t *)(values + ((size_t)c * height + y) * width);
      channel->user_data_type = EXR_PIXEL_FLOAT;
      channel->user_bytes_per_element = channel->user_pixel_stride = 4;
      channel->user_line_stride = (int32_t)width * 4;
    }
    if (y == 0) {
      if ((code = exr_encoding_choose_default_routines(file, 0, &pipeline))) break;
      pipeline.write_fn = write_chunk;
    }
    code = exr_encoding_run(file, 0, &pipeline);
  }
  exr_encoding_destroy(file, &pipeline);
  return code;
}

bool cimages_exr_encode(
    const float *values, const char *const *names, int channels, uint32_t width, uint32_t height, int level,
    uint8_t **out, size_t *out_count, cimages_error *error) {
  sink to = {NULL, 0, 0};
  exr_context_t file = NULL;
  exr_context_initializer_t settings = EXR_DEFAULT_CONTEXT_INITIALIZER;
  settings.error_handler_fn = stay_silent;
  settings.user_data = &to;
  settings.write_fn = write_bytes;
  settings.zip_level = level;
  exr_result_t code = exr_start_write(&file, "memory", EXR_WRITE_FILE_DIRECTLY, &settings);
  if (!code) code = write_header(file, names, channels, width, height);
  if (!code) code = write_pixels(file, values, channels, width, height);
  // Closing writes the table of chunks.
  exr_result_t closed = exr_finish(&file);
  if (!code) code = closed;
  if (code) {
    free(to.bytes);
    return fail(error, exr_get_error_code_as_string(code));
  }
  *out = to.bytes;
  *out_count = to.count;
  return true;
}

#else

static bool missing(cimages_error *error) {
  snprintf(error->message, sizeof error->message, "OpenEXR was missing when this was built: apt install libopenexr-dev");
  return false;
}

bool cimages_exr_available(void) { return false; }

bool cimages_exr_read_info(
    const uint8_t *bytes, size_t count, uint32_t max_side, cimages_exr_info *info, char *names, size_t names_size,
    cimages_error *error) {
  (void)bytes, (void)count, (void)max_side, (void)info, (void)names, (void)names_size;
  return missing(error);
}

bool cimages_exr_decode(
    const uint8_t *bytes, size_t count, uint32_t max_side, int channel, float *values, size_t value_count,
    cimages_error *error) {
  (void)bytes, (void)count, (void)max_side, (void)channel, (void)values, (void)value_count;
  return missing(error);
}

bool cimages_exr_encode(
    const float *values, const char *const *names, int channels, uint32_t width, uint32_t height, int level,
    uint8_t **out, size_t *out_count, cimages_error *error) {
  (void)values, (void)names, (void)channels, (void)width, (void)height, (void)level, (void)out, (void)out_count;
  return missing(error);
}

#endif
