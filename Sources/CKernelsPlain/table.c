#define HD_ISA plain
#include "../CKernelBodies/table.inc.h"
