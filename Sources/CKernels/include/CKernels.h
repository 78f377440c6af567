// The kernels' public face. Every function runs the best instruction set the CPU has (or the one forced), with the
// same bits on each: all accumulate in one fixed order with explicit fused multiply-adds.
#ifndef CKERNELS_H
#define CKERNELS_H
#include "CKernelInterface.h"
#endif
