#define HD_ISA v3
#include "../CKernels/impl/gemm.inc.h"
