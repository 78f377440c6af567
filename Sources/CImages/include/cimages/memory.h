#ifndef CIMAGES_MEMORY_H
#define CIMAGES_MEMORY_H
#include <stdbool.h>

/// Makes the process keep freed memory for its next allocations instead of handing it back to the system; false where
/// the C library has no such setting.
bool cimages_keep_freed_memory(void);

#endif
