#define HD_ISA plain
#include "../CKernels/impl/depth_errors.inc.h"
