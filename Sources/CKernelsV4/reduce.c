#if defined(__x86_64__)
#include "../CKernelBodies/v4.h"
#include "../CKernelBodies/reduce.inc.h"
#pragma clang attribute pop
#endif
