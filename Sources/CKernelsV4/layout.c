#define HD_ISA v4
#include "../CKernels/impl/layout.inc.h"
