// Begins a source of the AVX-512 copy: what follows, up to `#pragma clang attribute pop`, is compiled for x86-64-v4,
// with vectors of 512 bits.
#include "arithmetic.h"
#define HD_ISA v4
#define HD_AVX2
#define HD_AVX512
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,no-prefer-256-bit"), min_vector_width(512))), apply_to = function)
