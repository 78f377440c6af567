#define HD_ISA v4
#include "../CKernels/impl/conv.inc.h"
