// Splits a call over the worker pool. Small calls run in the caller at the cost of one comparison.
#ifndef HD_RANGE_H
#define HD_RANGE_H
#include "parallel.h"
#include "../CKernelInterface/include/ckernels/runtime.h"
#include "vector.h"

typedef void (*hd_range_body)(const void *context, size_t first, size_t count);
typedef struct {
  hd_range_body body;
  const void *context;
  size_t n, grain;
} hd_range;

static inline void hd_range_task(int i, void *context) {
  const hd_range *r = context;
  size_t first = (size_t)i * r->grain, left = r->n - first;
  r->body(r->context, first, left < r->grain ? left : r->grain);
}

/// body(context, first, count) over 0..<n in pieces of `grain` on the pool; one piece where n <= grain or one thread is
/// allowed. Only for work whose result does not depend on the cut.
HD_INLINE void hd_for_range(size_t n, size_t grain, hd_range_body body, const void *context) {
  if (n == 0) return;
  if (n <= grain || hd_threads() == 1) {
    body(context, 0, n);
    return;
  }
  while (n / grain >= (1u << 20)) grain *= 2;
  hd_range range = {body, context, n, grain};
  hd_parallel_for((int)((n + grain - 1) / grain), hd_range_task, &range);
}
#endif
