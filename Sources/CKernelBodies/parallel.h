// The worker pool. Tasks are numbered; which thread runs one never changes a result.
#ifndef HD_PARALLEL_H
#define HD_PARALLEL_H
#include <stddef.h>
/// Runs task(i, context) for i in 0..<count on up to hd_threads() threads and returns when all are done. A call from
/// inside a task, or while another thread holds the pool, runs serially in the caller.
void hd_parallel_for(int count, void (*task)(int i, void *context), void *context);
/// 64-byte aligned scratch of the calling thread, slot 0...7, grown when needed and kept: no allocation in the steady
/// state. Contents are undefined; a nested use of a slot overwrites it.
/// Slots 0-2 belong to hd_gemm*, 3 and 4 to attention; convolution, which calls no other kernel inside, takes 0-4.
void *hd_scratch(int slot, size_t bytes);
#endif
