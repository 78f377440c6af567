#define HD_ISA plain
#include "../CKernelBodies/elementwise.inc.h"
