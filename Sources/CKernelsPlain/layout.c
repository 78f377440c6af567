#define HD_ISA plain
#include "../CKernelBodies/layout.inc.h"
