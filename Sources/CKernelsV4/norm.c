#define HD_ISA v4
#include "../CKernels/impl/norm.inc.h"
