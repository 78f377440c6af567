#include "cimages/memory.h"
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>

bool cimages_keep_freed_memory(void) {
  // 32 MiB is the largest size that glibc lets come from its heap instead of a mapping of its own.
  return mallopt(M_MMAP_THRESHOLD, 32 << 20) && mallopt(M_TRIM_THRESHOLD, 512 << 20) && mallopt(M_TOP_PAD, 64 << 20);
}
#else
bool cimages_keep_freed_memory(void) { return false; }
#endif
