#define HD_ISA v3
#include "../CKernels/impl/layout.inc.h"
