#define HD_ISA plain
#include "../CKernels/impl/conv.inc.h"
