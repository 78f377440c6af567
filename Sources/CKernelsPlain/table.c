#define HD_ISA plain
#include "../CKernels/impl/table.inc.h"
