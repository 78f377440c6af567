#define HD_ISA v4
#include "../CKernels/impl/random.inc.h"
