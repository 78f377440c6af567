#define HD_ISA plain
#include "../CKernelBodies/depth_errors.inc.h"
