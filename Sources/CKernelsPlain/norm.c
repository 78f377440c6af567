#define HD_ISA plain
#include "../CKernels/impl/norm.inc.h"
