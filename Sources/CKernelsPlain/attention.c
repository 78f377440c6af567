#define HD_ISA plain
#include "../CKernelBodies/attention.inc.h"
