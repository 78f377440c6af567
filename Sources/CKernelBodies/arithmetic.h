// Before any function of a kernel: the system's headers, and arithmetic as it is written.
#ifndef HD_ARITHMETIC_H
#define HD_ARITHMETIC_H
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
// A product and a sum are fused only where the source says so: the same bits on every instruction set. Said here and
// not by a flag: SwiftPM refuses a package with compiler flags of its own as a dependency.
#pragma clang fp contract(off)
#endif
