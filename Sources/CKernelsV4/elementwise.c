#if defined(__x86_64__)
#include "../CKernels/impl/v4.h"
#include "../CKernels/impl/elementwise.inc.h"
#pragma clang attribute pop
#endif
