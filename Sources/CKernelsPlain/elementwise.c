#define HD_ISA plain
#include "../CKernels/impl/elementwise.inc.h"
