// Instruction set, threads, scratch memory.
#ifndef CKERNELS_RUNTIME_H
#define CKERNELS_RUNTIME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { HD_ISA_PLAIN = 0, HD_ISA_V3 = 1, HD_ISA_V4 = 2 } hd_isa;

/// The best instruction set this CPU runs.
hd_isa hd_isa_best(void);
/// The one in use: the best, or a lower one forced by `HAZYDEPTH_ISA=plain|v3|v4` or `hd_isa_force`.
hd_isa hd_isa_current(void);
/// Forces an instruction set for the whole process; false (and no change) where the CPU cannot run it.
bool hd_isa_force(hd_isa isa);
const char *hd_isa_name(hd_isa isa);

/// Threads that one kernel call may use (default 1, or `HAZYDEPTH_THREADS`). Results never depend on it.
void hd_threads_set(int n);
int hd_threads(void);

/// An opaque pointer per thread, for the tensor engine.
void *hd_thread_local_get(void);
void hd_thread_local_set(void *value);

/// Float32 multiply-adds that one core does in a tight loop for about `seconds`, in GFLOP/s (2 per multiply-add).
double hd_fma_peak(double seconds);
#endif
