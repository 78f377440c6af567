// Begins a source of the AVX2 copy: what follows, up to `#pragma clang attribute pop`, is compiled for x86-64-v3.
#include "arithmetic.h"
#define HD_ISA v3
#define HD_AVX2
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
