// How fast this core multiplies and adds, at best. Included by gemm.inc.h.
#ifndef HD_FMA_PEAK_H
#define HD_FMA_PEAK_H
#include "isa.h"
#include "microkernel.h"

double HD_FN(hd_fma_peak)(double seconds) {
  // Twenty-four chains of v16f, or as many as fit the registers: enough to hide the latency of any FMA unit.
  v16f acc[hd_tile_accumulators];
  for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_set((float)t);
  const v16f x = v16_set(0.999f), y = v16_set(1e-3f);
  struct timespec begin, now;
  double elapsed, done = 0;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    for (int repeat = 0; repeat < 10000; repeat++) {
      HD_UNROLL for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_fma(acc[t], x, y);
    }
    done += 10000.0 * hd_tile_accumulators * 32;
    clock_gettime(CLOCK_MONOTONIC, &now);
    elapsed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
  } while (elapsed < seconds);
  v16f sum = acc[0];
  for (int t = 1; t < hd_tile_accumulators; t++) sum += acc[t];
  volatile float sink = v16_sum(sum);
  (void)sink;
  return done / elapsed * 1e-9;
}
#endif
