#define HD_ISA plain
#include "../CKernels/impl/gemm.inc.h"
