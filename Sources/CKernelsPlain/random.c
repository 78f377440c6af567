#define HD_ISA plain
#include "../CKernels/impl/random.inc.h"
