#define HD_ISA v3
#include "../CKernels/impl/random.inc.h"
