#define HD_ISA plain
#include "../CKernels/impl/reduce.inc.h"
