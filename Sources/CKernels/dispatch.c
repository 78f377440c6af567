// Picks the instruction set once and sends every kernel call to its table.
#include "../CKernelInterface/table.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

hd_isa hd_isa_best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return HD_ISA_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return HD_ISA_V3;
#endif
  return HD_ISA_PLAIN;
}

const char *hd_isa_name(hd_isa isa) { return isa == HD_ISA_V4 ? "v4" : isa == HD_ISA_V3 ? "v3" : "plain"; }

static const hd_kernel_table *table_of(hd_isa isa) {
#if defined(__x86_64__)
  if (isa == HD_ISA_V4) return &hd_kernels_v4;
  if (isa == HD_ISA_V3) return &hd_kernels_v3;
#endif
  (void)isa;
  return &hd_kernels_plain;
}

static _Atomic(int) current = -1;

static hd_isa resolve(void) {
  hd_isa best = hd_isa_best(), isa = best;
  const char *name = getenv("HAZYDEPTH_ISA");
  if (name && *name) {
    int found = 0;
    for (int i = HD_ISA_PLAIN; i <= HD_ISA_V4; i++)
      if (strcmp(name, hd_isa_name((hd_isa)i)) == 0) isa = (hd_isa)i, found = 1;
    if (!found || isa > best) {
      fprintf(stderr, "error: HAZYDEPTH_ISA=%s: expected plain, v3 or v4, and at most %s on this CPU\n", name,
              hd_isa_name(best));
      exit(78);
    }
  }
  return isa;
}

hd_isa hd_isa_current(void) {
  int isa = atomic_load_explicit(&current, memory_order_acquire);
  if (isa < 0) {
    isa = (int)resolve();
    atomic_store_explicit(&current, isa, memory_order_release);
  }
  return (hd_isa)isa;
}

bool hd_isa_force(hd_isa isa) {
  if (isa > hd_isa_best()) return false;
  atomic_store_explicit(&current, (int)isa, memory_order_release);
  return true;
}

#define HD_KERNEL(type, name, parameters, arguments) \
  type name parameters { return table_of(hd_isa_current())->name arguments; }
#include "../CKernelInterface/kernel_list.h"
