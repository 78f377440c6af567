#define HD_ISA plain
#include "../CKernelBodies/reduce.inc.h"
