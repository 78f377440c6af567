// Register-tile inner products: the one inner loop of matrix products, convolution and attention.
//
// A tile is `rows` x `groups * 16` of C, held in registers while k runs upwards:
//
//     acc[i][j] = fma(broadcast A(i, k), B[k][16 lanes of group j], acc[i][j])
//
// Every element is one chain of fused multiply-adds over ascending k, from zero or from a start value. So its bits
// depend neither on the tile's size and place, nor on the vector width, nor on which operand is broadcast, nor on where
// k is cut into blocks (a later block starts from the sums of the one before).
//
// ## Operands
// A comes in three forms, none of which needs packing:
// - `hd_a_rows`: A(i, k) = a[i * lda + k], rows contiguous over k (activations, [N, K] weights);
// - `hd_a_pointers`: A(i, k) = a_rows[i][k], rows at any address (pixels of an image, a zero page);
// - `hd_a_columns`: A(i, k) = a[k * lda + i], the outer-product form (weight gradients over pixels).
// B(k, 16 j ... 16 j + 15) = b[k * b_step + j * b_group]:
// - packed panels [K][16]: b_step = 16, b_group = the panel stride (16 K, or more). The layout is the same for every
//   instruction set; columns beyond N are zero;
// - in place, a [K, N] matrix with row stride ldb: b_step = ldb, b_group = 16. Whole groups are read, so N must be a
//   multiple of 16 or the memory behind the last row readable.
// Columns-form A may be packed into blocks of `a_block` rows, `a_block_stride` floats apart (`a_block` 0: not blocked).
// `segments` > 1 walks several stretches of K steps as one chain, A and B moving on by a_segment and b_segment floats:
// the three rows of a 3x3 window (K = 3 Cin, a_segment = one image row) are three segments.
//
// ## What a caller uses
// `hd_tile_product` walks a whole small product M x N over the tiles that suit N: 6x64, 8x48, 12x32 and 12x16 with
// AVX-512 (up to 24 accumulators of 32 registers), 6x16 with AVX2 (12 of 16). Columns go outermost, so a panel of 64
// columns stays in cache while the rows pass: keep M * K below some 64 Ki floats and K below some 512 for the best
// speed. `hd_tile_rows(groups)` and `hd_tile_run` are for callers with tile loops of their own.
#ifndef HD_MICROKERNEL_H
#define HD_MICROKERNEL_H
#include "vector.h"

typedef enum { hd_a_rows, hd_a_pointers, hd_a_columns } hd_a_form;

/// The operands of a tile, or of a product of tiles.
typedef struct {
  const float *a;              // rows and columns forms
  size_t lda;
  const float *const *a_rows;  // pointers form
  size_t a_block, a_block_stride;
  const float *b;
  size_t b_step, b_group;
  size_t K;                    // steps per segment
  size_t segments;             // 1 for an ordinary product
  size_t a_segment, b_segment;
} hd_tile_in;

/// Where the sums go, and what is added to a finished sum: bias, then addend, then the old C. NULL, false: nothing.
typedef struct {
  float *c;
  size_t ldc;
  const float *start;   // sums to go on from, row stride ld_start (may be c itself), NULL: zero
  size_t ld_start;
  const float *bias;    // by column
  const float *addend;  // row stride ld_addend
  size_t ld_addend;
  bool accumulate;
} hd_tile_out;

#if defined(HD_AVX512)
enum { hd_tile_groups = 4, hd_tile_accumulators = 24 };
#else
enum { hd_tile_groups = 1, hd_tile_accumulators = 6 };
#endif

/// The tallest tile that is `groups` (1...hd_tile_groups) groups wide.
HD_INLINE size_t hd_tile_rows(size_t groups) {
#if defined(HD_AVX512)
  return groups == 4 ? 6 : groups == 3 ? 8 : 12;
#else
  (void)groups;
  return 6;
#endif
}

#define HD_UNROLL _Pragma("clang loop unroll(full)")

/// One tile; R, G and the form are constants once inlined. `columns` of the 16 G are stored (more than 16 (G - 1)).
HD_INLINE void hd_tile(const int R, const int G, const hd_a_form form, const hd_tile_in *in, const hd_tile_out *out,
                       size_t columns) {
  v16f acc[hd_tile_accumulators];
  const size_t last = columns - 16 * (size_t)(G - 1);  // columns of the last group
  const bool whole = last >= 16;
  if (out->start == NULL) {
    HD_UNROLL for (int t = 0; t < R * G; t++) acc[t] = v16_set(0);
  } else {
    HD_UNROLL for (int i = 0; i < R; i++) {
      const float *row = out->start + (size_t)i * out->ld_start;
      HD_UNROLL for (int j = 0; j < G - 1; j++) acc[i * G + j] = v16_load(row + 16 * j);
      acc[i * G + G - 1] = whole ? v16_load(row + 16 * (G - 1)) : v16_load_n(row + 16 * (G - 1), last);
    }
  }

  const size_t K = in->K, lda = in->lda, b_step = in->b_step, b_group = in->b_group;
  for (size_t segment = 0; segment < in->segments; segment++) {
    const float *b = in->b + segment * in->b_segment;
    const float *a = form == hd_a_pointers ? NULL : in->a + segment * in->a_segment;
    const float *row[12];
    if (form == hd_a_pointers)
      HD_UNROLL for (int i = 0; i < R; i++) row[i] = in->a_rows[i] + segment * in->a_segment;
#pragma clang loop unroll(disable)
    for (size_t k = 0; k < K; k++) {
      v16f bk[4];
      HD_UNROLL for (int j = 0; j < G; j++) bk[j] = v16_load(b + (size_t)j * b_group);
      HD_UNROLL for (int i = 0; i < R; i++) {
        const v16f x = v16_set(form == hd_a_rows ? a[(size_t)i * lda + k] : form == hd_a_columns ? a[i] : row[i][k]);
        HD_UNROLL for (int j = 0; j < G; j++) acc[i * G + j] = v16_fma(x, bk[j], acc[i * G + j]);
      }
      b += b_step;
      if (form == hd_a_columns) a += lda;
    }
  }

  if (out->bias) {
    HD_UNROLL for (int j = 0; j < G; j++) {
      const v16f bias = j < G - 1 || whole ? v16_load(out->bias + 16 * j) : v16_load_n(out->bias + 16 * j, last);
      HD_UNROLL for (int i = 0; i < R; i++) acc[i * G + j] += bias;
    }
  }
#define HD_ADD_ROWS(base, ld)                                                                                      \
  HD_UNROLL for (int i = 0; i < R; i++) {                                                                          \
    const float *row = (base) + (size_t)i * (ld);                                                                  \
    HD_UNROLL for (int j = 0; j < G - 1; j++) acc[i * G + j] += v16_load(row + 16 * j);                            \
    acc[i * G + G - 1] += whole ? v16_load(row + 16 * (G - 1)) : v16_load_n(row + 16 * (G - 1), last);             \
  }
  if (out->addend) HD_ADD_ROWS(out->addend, out->ld_addend)
  if (out->accumulate) HD_ADD_ROWS(out->c, out->ldc)
#undef HD_ADD_ROWS
  HD_UNROLL for (int i = 0; i < R; i++) {
    float *row = out->c + (size_t)i * out->ldc;
    HD_UNROLL for (int j = 0; j < G - 1; j++) v16_store(row + 16 * j, acc[i * G + j]);
    if (whole) v16_store(row + 16 * (G - 1), acc[i * G + G - 1]);
    else v16_store_n(row + 16 * (G - 1), acc[i * G + G - 1], last);
  }
}

// The tile sizes that exist. Remainders of rows are made up of the smaller heights.
#if defined(HD_AVX512)
#define HD_TILE_SIZES(X, form)                                                                                  \
  X(form, 12, 1) X(form, 8, 1) X(form, 4, 1) X(form, 2, 1) X(form, 1, 1)                                        \
  X(form, 12, 2) X(form, 8, 2) X(form, 4, 2) X(form, 2, 2) X(form, 1, 2)                                        \
  X(form, 8, 3) X(form, 4, 3) X(form, 2, 3) X(form, 1, 3)                                                       \
  X(form, 6, 4) X(form, 4, 4) X(form, 2, 4) X(form, 1, 4)
#else
#define HD_TILE_SIZES(X, form) X(form, 6, 1) X(form, 4, 1) X(form, 2, 1) X(form, 1, 1)
#endif

#define HD_TILE_FUNCTION(form, R, G)                                                                     \
  static __attribute__((noinline, unused)) void form##_##R##_##G(const hd_tile_in *in, const hd_tile_out *out, \
                                                                 size_t columns) {                       \
    hd_tile(R, G, form, in, out, columns);                                                               \
  }
HD_TILE_SIZES(HD_TILE_FUNCTION, hd_a_rows)
HD_TILE_SIZES(HD_TILE_FUNCTION, hd_a_pointers)
HD_TILE_SIZES(HD_TILE_FUNCTION, hd_a_columns)
#undef HD_TILE_FUNCTION

/// Runs the tallest existing tile of at most `rows` (>= 1) rows and `groups` groups; returns its rows.
HD_INLINE size_t hd_tile_run(hd_a_form form, size_t rows, size_t groups, const hd_tile_in *in, const hd_tile_out *out,
                             size_t columns) {
#define HD_TILE_CASE(form, R, G)          \
  if (groups == (G) && rows >= (R)) {     \
    form##_##R##_##G(in, out, columns);   \
    return R;                             \
  }
  if (form == hd_a_rows) {
    HD_TILE_SIZES(HD_TILE_CASE, hd_a_rows)
  } else if (form == hd_a_columns) {
    HD_TILE_SIZES(HD_TILE_CASE, hd_a_columns)
  } else {
    HD_TILE_SIZES(HD_TILE_CASE, hd_a_pointers)
  }
#undef HD_TILE_CASE
  return 0;
}

/// C[M,N] = A B (+ what `out` adds) by the calling thread; M, N >= 1. The operands' and the result's pointers are those
/// of row 0, column 0.
static __attribute__((unused)) void hd_tile_product(hd_a_form form, size_t M, size_t N, const hd_tile_in *in,
                                                    const hd_tile_out *out) {
  for (size_t n = 0; n < N;) {
    const size_t left = (N - n + 15) / 16, groups = left < hd_tile_groups ? left : hd_tile_groups;
    const size_t columns = N - n < 16 * groups ? N - n : 16 * groups;
    hd_tile_in i = *in;
    i.b += n / 16 * in->b_group;
    hd_tile_out o = *out;
    o.c += n;
    if (o.start) o.start += n;
    if (o.bias) o.bias += n;
    if (o.addend) o.addend += n;
    for (size_t m = 0; m < M;) {
      const size_t in_block = in->a_block ? in->a_block - m % in->a_block : M;
      const size_t rows = hd_tile_run(form, M - m < in_block ? M - m : in_block, groups, &i, &o, columns);
      m += rows;
      if (rows == in_block) i.a += in->a_block_stride - in->a_block;
      if (form == hd_a_rows) i.a += rows * i.lda;
      else if (form == hd_a_columns) i.a += rows;
      else i.a_rows += rows;
      o.c += rows * o.ldc;
      if (o.start) o.start += rows * o.ld_start;
      if (o.addend) o.addend += rows * o.ld_addend;
    }
    n += 16 * groups;
  }
}
#endif
