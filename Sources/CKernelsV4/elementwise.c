#define HD_ISA v4
#include "../CKernels/impl/elementwise.inc.h"
