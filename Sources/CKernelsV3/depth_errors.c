#define HD_ISA v3
#include "../CKernels/impl/depth_errors.inc.h"
