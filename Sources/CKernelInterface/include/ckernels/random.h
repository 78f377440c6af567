// Philox4x32-10: counter-based, so that any number can be had at once and in any order.
// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
#ifndef CKERNELS_RANDOM_H
#define CKERNELS_RANDOM_H
#include <stddef.h>
#include <stdint.h>

void hd_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
/// Words first..<first+n of the stream `key`: word i is entry i % 4 of the block with 64-bit counter i / 4, whose
/// high counter words are `high` (low, high).
void hd_philox_words(uint64_t key, uint64_t high, uint64_t first, size_t n, uint32_t *out);
/// uniform[i] in [0, 1): the top 24 bits of word i.
void hd_philox_uniform(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out);
/// normal[i]: Box-Muller on words 2i and 2i+1 (2i stays below 2^64) with our own log, sqrt, cos; |z| < 6.8; element i
/// never depends on first or n.
void hd_philox_normal(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out);
#endif
