// The table of one instruction set's kernels.
#ifndef HD_TABLE_H
#define HD_TABLE_H
#include "include/CKernelInterface.h"
typedef struct {
#define HD_KERNEL(type, name, parameters, arguments) type(*name) parameters;
#include "kernel_list.h"
#undef HD_KERNEL
} hd_kernel_table;
extern const hd_kernel_table hd_kernels_plain, hd_kernels_v3, hd_kernels_v4;
#endif
