#if defined(__x86_64__)
#include "../CKernelBodies/v4.h"
#include "../CKernelBodies/table.inc.h"
#pragma clang attribute pop
#endif
