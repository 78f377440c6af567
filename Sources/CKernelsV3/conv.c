#define HD_ISA v3
#include "../CKernels/impl/conv.inc.h"
