#define HD_ISA v3
#include "../CKernels/impl/optimizer.inc.h"
