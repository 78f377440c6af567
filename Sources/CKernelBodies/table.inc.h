// This instruction set's table.
#include "isa.h"
#include "../CKernelInterface/table.h"
const hd_kernel_table HD_FN(hd_kernels) = {
#define HD_KERNEL(type, name, parameters, arguments) .name = HD_FN(name),
#include "../CKernelInterface/kernel_list.h"
#undef HD_KERNEL
};
