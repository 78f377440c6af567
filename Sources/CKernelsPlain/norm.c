#define HD_ISA plain
#include "../CKernelBodies/norm.inc.h"
