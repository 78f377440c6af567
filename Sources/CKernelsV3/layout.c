#if defined(__x86_64__)
#include "../CKernelBodies/v3.h"
#include "../CKernelBodies/layout.inc.h"
#pragma clang attribute pop
#endif
