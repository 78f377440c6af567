#if defined(__x86_64__)
#include "../CKernels/impl/v4.h"
#include "../CKernels/impl/random.inc.h"
#pragma clang attribute pop
#endif
