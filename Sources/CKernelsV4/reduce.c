#define HD_ISA v4
#include "../CKernels/impl/reduce.inc.h"
