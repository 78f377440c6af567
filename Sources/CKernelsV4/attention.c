#define HD_ISA v4
#include "../CKernels/impl/attention.inc.h"
