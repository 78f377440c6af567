#define HD_ISA plain
#include "../CKernelBodies/optimizer.inc.h"
