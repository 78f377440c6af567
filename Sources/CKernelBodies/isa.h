// Included by each instruction set's target after it has defined HD_ISA (plain, v3 or v4): names functions so that the
// three copies can live in one program, and declares the table through which they are called.
#ifndef HD_ISA_H
#define HD_ISA_H
#include "arithmetic.h"
#include "../CKernelInterface/include/CKernelInterface.h"
#define HD_PASTE2(a, b) a##_##b
#define HD_PASTE(a, b) HD_PASTE2(a, b)
/// The name of this instruction set's copy of a kernel.
#define HD_FN(name) HD_PASTE(name, HD_ISA)
#define HD_KERNEL(type, name, parameters, arguments) type HD_FN(name) parameters;
#include "../CKernelInterface/kernel_list.h"
#undef HD_KERNEL
#endif
