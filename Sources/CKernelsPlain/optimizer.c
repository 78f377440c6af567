#define HD_ISA plain
#include "../CKernels/impl/optimizer.inc.h"
