// Philox streams, sixteen blocks at a time. Number i is made of the same words whatever the call's first and n.
#include "isa.h"
#include "range.h"
#include "vmath.h"

typedef uint32_t v16u __attribute__((vector_size(64)));
typedef uint64_t v8u64 __attribute__((vector_size(64)));

/// high:low halves of 32 x 32 -> 64 bit products, for even and odd lanes apart.
HD_INLINE void multiply(v16u a, uint32_t m, v16u *high, v16u *low) {
  v8u64 even = ((v8u64)a & 0xffffffffu) * (uint64_t)m, odd = ((v8u64)a >> 32) * (uint64_t)m;
  *high = (v16u)((even >> 32) | (odd & 0xffffffff00000000u));
  *low = (v16u)((even & 0xffffffffu) | (odd << 32));
}

/// c[k][lane] = word k of block first + lane.
HD_INLINE void sixteen_blocks(uint64_t key, uint64_t high, uint64_t first, v16u c[4]) {
  const v16u lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  v16u zero = {0}, c0 = lane + (uint32_t)first, c1 = zero + (uint32_t)(first >> 32);
  c1 -= (v16u)(c0 < (uint32_t)first);  // carry: a true comparison is -1
  v16u c2 = zero + (uint32_t)high, c3 = zero + (uint32_t)(high >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++, k0 += 0x9e3779b9u, k1 += 0xbb67ae85u) {
    v16u high0, low0, high1, low1;
    multiply(c0, 0xd2511f53u, &high0, &low0);
    multiply(c2, 0xcd9e8d57u, &high1, &low1);
    c0 = high1 ^ c1 ^ k0, c1 = low1;
    c2 = high0 ^ c3 ^ k1, c3 = low0;
  }
  c[0] = c0, c[1] = c1, c[2] = c2, c[3] = c3;
}

/// Lanes of a and b in turn: a0 b0 a1 b1 ...
HD_INLINE void interleave(v16u a, v16u b, v16u *first, v16u *second) {
  *first = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  *second = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

typedef enum { words, uniforms, normals } draw;

/// What one pass makes: 16 blocks are 64 words or 32 normals.
HD_INLINE int pass_length(draw kind) { return kind == normals ? 32 : 64; }

/// [0, 1) in steps of 2^-24.
HD_INLINE v16u uniform_bits(v16u w) { return (v16u)(__builtin_convertvector((v16i)(w >> 8), v16f) * 0x1p-24f); }

/// Box-Muller: sqrt(-2 ln u) cos(2 pi t), u = (a + 1/2) / 2^32 rounded once, t = b / 2^32; at most 6.77 away from 0.
HD_INLINE v16f normal(v16u a, v16u b) {
  v16f upper = __builtin_convertvector((v16i)(a >> 16), v16f);
  v16f lower = __builtin_convertvector((v16i)(a & 0xffffu), v16f);
  v16f u = v16_fma(upper, v16_set(0x1p-16f), v16_fma(lower, v16_set(0x1p-32f), v16_set(0x1p-33f)));
  v16u quadrant = (b + 0x20000000u) >> 30;
  v16f angle = __builtin_convertvector((v16i)(b - (quadrant << 30)), v16f) * 0x1.921fb6p-30f;
  return v16_sqrt(v16_log(u) * -2.0f) * v16_sin_quadrant(angle, (v16i)quadrant + 1);
}

HD_INLINE void pass(draw kind, uint64_t key, uint64_t high, uint64_t block, uint32_t *out) {
  v16u c[4], t[4], y[4];
  sixteen_blocks(key, high, block, c);
  if (kind == normals) {
    interleave((v16u)normal(c[0], c[1]), (v16u)normal(c[2], c[3]), &y[0], &y[1]);
    memcpy(out, y, 2 * sizeof(v16u));
    return;
  }
  if (kind == uniforms)
    for (int k = 0; k < 4; k++) c[k] = uniform_bits(c[k]);
  interleave(c[0], c[2], &t[0], &t[1]);
  interleave(c[1], c[3], &t[2], &t[3]);
  interleave(t[0], t[2], &y[0], &y[1]);
  interleave(t[1], t[3], &y[2], &y[3]);
  memcpy(out, y, sizeof y);
}

typedef struct {
  uint64_t key, high, first;
  uint32_t *out;
} draw_call;

HD_INLINE void fill(draw kind, const draw_call *c, size_t start, size_t n) {
  int length = pass_length(kind), per_block = length / 16;
  uint64_t i = c->first + start, end = i + n;
  uint32_t *out = c->out + start, spare[64];
  while (i < end) {
    uint64_t block = i / per_block, skip = i % per_block, count = end - i;
    if (skip == 0 && count >= (uint64_t)length) {
      count = length;
      pass(kind, c->key, c->high, block, out);
    } else {
      if (count > length - skip) count = length - skip;
      pass(kind, c->key, c->high, block, spare);
      memcpy(out, spare + skip, count * sizeof(uint32_t));
    }
    i += count, out += count;
  }
}

static void words_range(const void *c, size_t start, size_t n) { fill(words, c, start, n); }
static void uniforms_range(const void *c, size_t start, size_t n) { fill(uniforms, c, start, n); }
static void normals_range(const void *c, size_t start, size_t n) { fill(normals, c, start, n); }

enum { draw_grain = 1 << 14 };

void HD_FN(hd_philox_words)(uint64_t key, uint64_t high, uint64_t first, size_t n, uint32_t *out) {
  hd_for_range(n, draw_grain, words_range, &(draw_call){key, high, first, out});
}
void HD_FN(hd_philox_uniform)(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out) {
  hd_for_range(n, draw_grain, uniforms_range, &(draw_call){key, high, first, (uint32_t *)out});
}
void HD_FN(hd_philox_normal)(uint64_t key, uint64_t high, uint64_t first, size_t n, float *out) {
  hd_for_range(n, draw_grain, normals_range, &(draw_call){key, high, first, (uint32_t *)out});
}
