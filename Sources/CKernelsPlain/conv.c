#define HD_ISA plain
#include "../CKernelBodies/conv.inc.h"
