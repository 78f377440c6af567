#define HD_ISA plain
#include "../CKernelBodies/random.inc.h"
