// The packed form of a matrix product's right operand: panels of 16 columns, [K][16] each, zeros behind the last column.
#include "include/ckernels/gemm.h"

size_t hd_gemm_packed_size(size_t N, size_t K) { return (N + 15) / 16 * 16 * K; }
