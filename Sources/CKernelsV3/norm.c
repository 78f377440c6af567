#define HD_ISA v3
#include "../CKernels/impl/norm.inc.h"
