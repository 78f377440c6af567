#define HD_ISA v4
#include "../CKernels/impl/table.inc.h"
