#define HD_ISA v4
#include "../CKernels/impl/optimizer.inc.h"
