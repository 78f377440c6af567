#ifndef HD_COUNT_H
#define HD_COUNT_H
/// Heap allocations of this process so far.
long hd_allocation_count(void);
#endif
