#define HD_ISA v3
#include "../CKernels/impl/table.inc.h"
