#define HD_ISA v4
#include "../CKernels/impl/depth_errors.inc.h"
