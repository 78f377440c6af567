#define HD_ISA plain
#include "../CKernels/impl/layout.inc.h"
