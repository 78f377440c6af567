#define HD_ISA v3
#include "../CKernels/impl/attention.inc.h"
