// Zip archives through libzip. An open archive is for one thread at a time.
#ifndef CIMAGES_ZIP_H
#define CIMAGES_ZIP_H
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cimages_zip cimages_zip;

typedef struct {
  /// As stored, UTF-8; lives as long as the archive is open. NULL for a name with a zero byte or none at all.
  const char *name;
  uint64_t size, compressed_size;
  /// Stored or deflated, and not encrypted.
  bool readable;
  bool is_link;
} cimages_zip_member;

/// Opens for reading. `strict` compares every local header with the directory.
cimages_zip *cimages_zip_open_file(const char *path, bool strict, cimages_error *error);
/// Opens bytes that must outlive the archive.
cimages_zip *cimages_zip_open_bytes(const uint8_t *bytes, size_t count, bool strict, cimages_error *error);
void cimages_zip_close(cimages_zip *zip);

uint64_t cimages_zip_count(cimages_zip *zip);
bool cimages_zip_stat(cimages_zip *zip, uint64_t index, cimages_zip_member *member, cimages_error *error);
/// Reads the first `size` bytes of a member; with `all`, these must be all there are and the checksum must hold.
bool cimages_zip_read(cimages_zip *zip, uint64_t index, void *out, uint64_t size, bool all, cimages_error *error);

/// Writes members, stored, in order, dated 1980-01-01 00:00 in any time zone. The caller frees `*out` with `free`.
bool cimages_zip_write(
    const char *const *names, const void *const *contents, const size_t *sizes, size_t count, uint8_t **out,
    size_t *out_count, cimages_error *error);

#endif
