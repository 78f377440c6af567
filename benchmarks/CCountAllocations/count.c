// Counts heap allocations of the whole process by standing in front of glibc's allocator.
#include "count.h"
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Atomic(long) count;

long hd_allocation_count(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

static void add(void) { atomic_fetch_add_explicit(&count, 1, memory_order_relaxed); }

void *malloc(size_t n) { return add(), __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return add(), __libc_calloc(n, size); }
void *realloc(void *p, size_t n) { return add(), __libc_realloc(p, n); }
void *memalign(size_t alignment, size_t n) { return add(), __libc_memalign(alignment, n); }
void *aligned_alloc(size_t alignment, size_t n) { return add(), __libc_memalign(alignment, n); }
int posix_memalign(void **out, size_t alignment, size_t n) {
  void *p = (add(), __libc_memalign(alignment, n));
  if (!p) return ENOMEM;
  *out = p;
  return 0;
}
