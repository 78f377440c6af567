#define HD_ISA v3
#include "../CKernels/impl/reduce.inc.h"
