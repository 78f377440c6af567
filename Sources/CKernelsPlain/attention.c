#define HD_ISA plain
#include "../CKernels/impl/attention.inc.h"
