#define HD_ISA v3
#include "../CKernels/impl/elementwise.inc.h"
