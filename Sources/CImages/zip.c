#if !__has_include(<zip.h>)
#error "libzip is missing: apt install libzip-dev"
#endif
#include "cimages/zip.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

// `struct cimages_zip` is never defined: a `cimages_zip *` is a `zip_t *`.

static void describe(zip_error_t *fault, cimages_error *error) {
  snprintf(error->message, sizeof error->message, "%s", zip_error_strerror(fault));
}

static void describe_archive(zip_t *zip, cimages_error *error) { describe(zip_get_error(zip), error); }

// ## Reading

static cimages_zip *open_source(zip_source_t *from, bool strict, zip_error_t *fault, cimages_error *error) {
  zip_t *zip = from ? zip_open_from_source(from, ZIP_RDONLY | (strict ? ZIP_CHECKCONS : 0), fault) : NULL;
  if (!zip) {
    describe(fault, error);
    if (from) zip_source_free(from);
  }
  zip_error_fini(fault);
  return (cimages_zip *)zip;
}

cimages_zip *cimages_zip_open_file(const char *path, bool strict, cimages_error *error) {
  zip_error_t fault;
  zip_error_init(&fault);
  return open_source(zip_source_file_create(path, 0, 0, &fault), strict, &fault, error);
}

cimages_zip *cimages_zip_open_bytes(const uint8_t *bytes, size_t count, bool strict, cimages_error *error) {
  zip_error_t fault;
  zip_error_init(&fault);
  return open_source(zip_source_buffer_create(bytes, count, 0, &fault), strict, &fault, error);
}

void cimages_zip_close(cimages_zip *zip) { zip_discard((zip_t *)zip); }

uint64_t cimages_zip_count(cimages_zip *zip) {
  zip_int64_t count = zip_get_num_entries((zip_t *)zip, 0);
  return count > 0 ? (uint64_t)count : 0;
}

bool cimages_zip_stat(cimages_zip *handle, uint64_t index, cimages_zip_member *member, cimages_error *error) {
  zip_t *zip = (zip_t *)handle;
  zip_stat_t stat;
  const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD
                              | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip_stat_index(zip, index, 0, &stat) != 0) {
    describe_archive(zip, error);
    return false;
  }
  if ((stat.valid & needed) != needed) {
    snprintf(error->message, sizeof error->message, "member %llu lacks a name or a size", (unsigned long long)index);
    return false;
  }
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  zip_file_get_external_attributes(zip, index, 0, &system, &attributes);
  member->name = stat.name;
  member->size = stat.size;
  member->compressed_size = stat.comp_size;
  member->readable = (stat.comp_method == ZIP_CM_STORE || stat.comp_method == ZIP_CM_DEFLATE)
                     && stat.encryption_method == ZIP_EM_NONE;
  // Unix writers keep the file mode in the upper half.
  member->is_link = S_ISLNK(attributes >> 16);
  return true;
}

bool cimages_zip_read(
    cimages_zip *handle, uint64_t index, void *out, uint64_t size, bool all, cimages_error *error) {
  zip_t *zip = (zip_t *)handle;
  zip_file_t *file = zip_fopen_index(zip, index, 0);
  if (!file) {
    describe_archive(zip, error);
    return false;
  }
  uint64_t done = 0;
  zip_int64_t got = 1;
  while (done < size && got > 0) {
    uint64_t chunk = size - done < (1u << 20) ? size - done : (1u << 20);
    got = zip_fread(file, (char *)out + done, chunk);
    if (got > 0) done += (uint64_t)got;
  }
  // libzip compares the checksum when it is asked for more at the end.
  char beyond;
  if (all && got >= 0 && done == size) {
    got = zip_fread(file, &beyond, 1);
    if (got > 0) snprintf(error->message, sizeof error->message, "a member is longer than it declares");
  }
  bool complete = done == size && (all ? got == 0 : got >= 0);
  if (got < 0) {
    describe(zip_file_get_error(file), error);
  } else if (done < size) {
    snprintf(error->message, sizeof error->message, "a member is shorter than it declares");
  }
  zip_fclose(file);
  return complete;
}

// ## Writing

static bool add_members(
    zip_t *zip, const char *const *names, const void *const *contents, const size_t *sizes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    zip_source_t *member = zip_source_buffer(zip, contents[i], sizes[i], 0);
    if (!member) return false;
    zip_int64_t index = zip_file_add(zip, names[i], member, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(member);
      return false;
    }
    const zip_uint16_t new_year_1980 = (1 << 5) | 1;
    if (zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0
        || zip_file_set_dostime(zip, (zip_uint64_t)index, 0, new_year_1980, 0) != 0)
      return false;
  }
  return true;
}

/// Copies the finished archive out of its source.
static bool take(zip_source_t *archive, uint8_t **out, size_t *out_count) {
  zip_stat_t stat;
  if (zip_source_stat(archive, &stat) != 0 || !(stat.valid & ZIP_STAT_SIZE)) return false;
  uint8_t *bytes = malloc(stat.size ? stat.size : 1);
  if (!bytes || zip_source_open(archive) != 0) {
    free(bytes);
    return false;
  }
  bool whole = zip_source_read(archive, bytes, stat.size) == (zip_int64_t)stat.size;
  zip_source_close(archive);
  if (!whole) {
    free(bytes);
    return false;
  }
  *out = bytes;
  *out_count = stat.size;
  return true;
}

bool cimages_zip_write(
    const char *const *names, const void *const *contents, const size_t *sizes, size_t count, uint8_t **out,
    size_t *out_count, cimages_error *error) {
  zip_error_t fault;
  zip_error_init(&fault);
  zip_source_t *archive = zip_source_buffer_create(NULL, 0, 0, &fault);
  if (archive) zip_source_keep(archive);  // `zip_close` gives one reference back, this one is ours
  zip_t *zip = archive ? zip_open_from_source(archive, ZIP_TRUNCATE, &fault) : NULL;
  bool done = false;
  if (!zip) {
    describe(&fault, error);
    if (archive) zip_source_free(archive);
  } else if (!add_members(zip, names, contents, sizes, count) || zip_close(zip) != 0) {
    describe_archive(zip, error);
    zip_discard(zip);
  } else if (!take(archive, out, out_count)) {
    describe(zip_source_error(archive), error);
  } else {
    done = true;
  }
  if (archive) zip_source_free(archive);
  zip_error_fini(&fault);
  return done;
}
