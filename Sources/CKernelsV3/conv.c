#if defined(__x86_64__)
#include "../CKernels/impl/v3.h"
#include "../CKernels/impl/conv.inc.h"
#pragma clang attribute pop
#endif
