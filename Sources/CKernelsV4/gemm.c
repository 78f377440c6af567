#define HD_ISA v4
#include "../CKernels/impl/gemm.inc.h"
