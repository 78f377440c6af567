#define HD_ISA plain
#include "../CKernelBodies/gemm.inc.h"
