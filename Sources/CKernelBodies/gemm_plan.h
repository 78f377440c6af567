// A matrix product cut into blocks: what each block reads, keeps and writes. Included by gemm.inc.h.
#ifndef HD_GEMM_PLAN_H
#define HD_GEMM_PLAN_H
#include "isa.h"
#include "microkernel.h"
#include "pack.h"
#include "parallel.h"

enum {
  gemm_K_whole = 768,              // K up to this is not cut
  gemm_K_block = 512,              // else into about this: 128 KiB for a panel of 64 lanes, in L2
  gemm_K_late = 160,               // where 64 lanes are packed as they come: 40 KiB, in L1
  gemm_block_floats = 64 * 1024,   // rows x K of a task's block: 256 KiB, in L2 beside the panel
  gemm_rows_most = 480,
  gemm_lanes_most = 1024,          // lanes of one task
  gemm_chunk_floats = 4 << 20,     // a packed operand kept at once: 16 MiB
  gemm_a_block = 24,               // rows of a packed columns-form block: divisible by every tile height
  gemm_few_rows = 48,              // with fewer rows packing the other operand does not pay
  gemm_parallel_work = 1 << 20,    // multiply-adds below which threads cost more than they save
};

typedef struct {
  size_t rows, lanes, K;
  hd_a_form form;
  const float *a;
  size_t lda;
  const float *b;     // whole groups of 16 lanes, or all when packed
  size_t b_step, b_group;
  bool tail;          // read in place with a partial last group, which is packed block by block
  float *c;
  size_t ldc;
  bool flipped;       // rows are C's columns
  hd_epilogue epilogue;
  size_t row_block, row_tasks, lane_block;
  size_t K_block;
  bool pack_a;        // columns-form rows, block by block
  bool pack_b;        // lanes stored over k (b [lanes, K], row stride b_step), block by block
} gemm_plan;

HD_INLINE size_t gemm_min(size_t a, size_t b) { return a < b ? a : b; }
HD_INLINE size_t gemm_up(size_t n, size_t step) { return (n + step - 1) / step * step; }

/// sums[l] = chain over k of a[k * a_step] b[l][k], for 16 lanes stored over k: transposed four steps at a time in
/// registers, since one row is too little work to pack for. With `count` < 16, the rows behind the last are not read.
HD_INLINE v16f gemm_one_row_group(size_t count, size_t K, const float *a, size_t a_step, const float *b, size_t ldb) {
  v16f sum = v16_set(0);
  size_t k = 0;
  for (; k + 4 <= K; k += 4) {
    v16f x[4];
    HD_UNROLL for (size_t r = 0; r < 4; r++) {
      const float *row[4];
      HD_UNROLL for (size_t g = 0; g < 4; g++)
        row[g] = b + (count == 16 ? r + 4 * g : gemm_min(r + 4 * g, count - 1)) * ldb + k;
      x[r] = v16_load_quarters(row[0], row[1], row[2], row[3]);
    }
    v16_transpose_quarters(x);
    HD_UNROLL for (size_t r = 0; r < 4; r++) sum = v16_fma(v16_set(a[(k + r) * a_step]), x[r], sum);
  }
  for (; k < K; k++) {
    v16f x = v16_set(0);
    for (size_t l = 0; l < count; l++) x[l] = b[l * ldb + k];
    sum = v16_fma(v16_set(a[k * a_step]), x, sum);
  }
  return sum;
}
static void gemm_one_row(size_t lanes, size_t K, const float *a, size_t a_step, const float *b, size_t ldb,
                         float *sums) {
  size_t l = 0;
  for (; l + 16 <= lanes; l += 16) v16_store(sums + l, gemm_one_row_group(16, K, a, a_step, b + l * ldb, ldb));
  if (l < lanes) v16_store(sums + l, gemm_one_row_group(lanes - l, K, a, a_step, b + l * ldb, ldb));
}

/// C[m][n] = T[n][m] + bias[n] + addend[m][n] + old C, for a block of C: T [columns][rows], row stride ldt.
static void gemm_store_flipped(size_t rows, size_t columns, const float *t, size_t ldt, const float *bias,
                               const float *addend, size_t ld_addend, bool accumulate, float *c, size_t ldc) {
  if (columns < 4) {  // too few to fill vectors
    for (size_t m = 0; m < rows; m++)
      for (size_t n = 0; n < columns; n++) {
        float y = t[n * ldt + m];
        if (bias) y += bias[n];
        if (addend) y += addend[m * ld_addend + n];
        if (accumulate) y += c[m * ldc + n];
        c[m * ldc + n] = y;
      }
    return;
  }
  for (size_t n = 0; n < columns; n += 16) {
    const size_t width = gemm_min(columns - n, 16);
    const v16f b = bias ? v16_load_n(bias + n, width) : v16_set(0);
    for (size_t m = 0; m < rows; m += 16) {
      const size_t height = gemm_min(rows - m, 16);
      v16f x[16];
      for (size_t j = 0; j < 16; j++) x[j] = j < width ? v16_load(t + (n + j) * ldt + m) : v16_set(0);
      v16_transpose(x);
      for (size_t i = 0; i < height; i++) {
        float *to = c + (m + i) * ldc + n;
        v16f y = x[i];
        if (bias) y += b;
        if (addend) y += v16_load_n(addend + (m + i) * ld_addend + n, width);
        if (accumulate) y += v16_load_n(to, width);
        v16_store_n(to, y, width);
      }
    }
  }
}

/// Columns-form rows, K steps of them, into blocks [K][24] that are K * 24 apart. Reads each step's rows in one sweep.
static void gemm_pack_a(size_t rows, size_t K, const float *a, size_t lda, float *packed) {
  const size_t whole = rows / gemm_a_block, rest = rows % gemm_a_block;
  for (size_t k = 0; k < K; k++, a += lda, packed += gemm_a_block) {
    const float *from = a;
    float *to = packed;
    for (size_t r = 0; r < whole; r++, from += gemm_a_block, to += K * gemm_a_block) {
      v16_store(to, v16_load(from));
      memcpy(to + 16, from + 16, 8 * sizeof(float));
    }
    for (size_t r = 0; r < rest; r++) to[r] = from[r];
  }
}

/// One block of rows and lanes, over all of K.
static void gemm_task(int index, void *context) {
  const gemm_plan *p = context;
  const size_t row = (size_t)index % p->row_tasks * p->row_block, rows = gemm_min(p->rows - row, p->row_block);
  const size_t lane = (size_t)index / p->row_tasks * p->lane_block, lanes = gemm_min(p->lanes - lane, p->lane_block);
  const size_t last = p->tail && lane + lanes == p->lanes ? lanes % 16 : 0;  // lanes taken from the tail
  const hd_epilogue *e = &p->epilogue;
  float *c = p->flipped ? p->c + lane * p->ldc + row : p->c + row * p->ldc + lane;

  // Sums between blocks of K wait in C itself unless its old value is still needed.
  float *sums = c;
  size_t ld_sums = p->ldc;
  if (p->flipped || (e->accumulate && p->K_block < p->K)) {
    ld_sums = gemm_up(lanes, 16) + 16;  // no power of two: rows must not share cache sets
    sums = hd_scratch(2, rows * ld_sums * sizeof(float));
  }
  float *packed = NULL;
  if (p->pack_a || p->pack_b)
    packed = hd_scratch(1, (p->pack_a ? gemm_up(rows, gemm_a_block) : gemm_up(lanes, 16)) * (p->K_block + 1) *
                               sizeof(float));

  size_t k = 0;
  do {  // at least once: K = 0 leaves what the epilogue adds
    const size_t K = gemm_min(p->K - k, p->K_block);
    hd_tile_in in = {.a = p->form == hd_a_rows ? p->a + row * p->lda + k : p->a + k * p->lda + row, .lda = p->lda,
                     .b_step = p->b_step, .b_group = p->b_group, .K = K, .segments = 1};
    if (p->pack_a) {
      gemm_pack_a(rows, K, in.a, p->lda, packed);
      in.a = packed, in.lda = gemm_a_block, in.a_block = gemm_a_block, in.a_block_stride = K * gemm_a_block;
    }
    hd_tile_out out = {.c = sums, .ldc = ld_sums, .start = k ? sums : NULL, .ld_start = ld_sums};
    if (k + K >= p->K && !p->flipped) {
      out.c = c, out.ldc = p->ldc, out.accumulate = e->accumulate;
      if (e->bias) out.bias = e->bias + lane;
      if (e->addend) out.addend = e->addend + row * e->ld_addend + lane, out.ld_addend = e->ld_addend;
    }
    if (p->pack_b && p->rows == 1) {
      gemm_one_row(lanes, K, in.a, p->form == hd_a_rows ? 1 : p->lda, p->b + lane * p->b_step, p->b_step, packed);
      in.K = 0, out.start = packed;  // the sums are there; what is left is what the epilogue adds
      hd_tile_product(p->form, 1, lanes, &in, &out);
    } else if (p->pack_b) {
      for (size_t l = 0; l < lanes; l += 16)
        hd_pack_rows(gemm_min(lanes - l, 16), K, p->b + (lane + l) * p->b_step + k, p->b_step, packed + l * K);
      in.b = packed, in.b_step = 16, in.b_group = 16 * K;
      hd_tile_product(p->form, rows, lanes, &in, &out);
    } else if (lanes > last) {
      in.b = p->b + lane / 16 * p->b_group + k * p->b_step;
      hd_tile_product(p->form, rows, lanes - last, &in, &out);
    }
    if (last) {
      float *tail = hd_scratch(0, 16 * K * sizeof(float));
      hd_pack_columns(last, K, p->b + k * p->b_step + lane + lanes - last, p->b_step, tail);
      in.b = tail, in.b_step = 16;
      out.c += lanes - last;
      if (out.start) out.start += lanes - last;
      if (out.bias) out.bias += lanes - last;
      if (out.addend) out.addend += lanes - last;
      hd_tile_product(p->form, rows, last, &in, &out);
    }
    k += K;
  } while (k < p->K);

  if (p->flipped)
    gemm_store_flipped(lanes, rows, sums, ld_sums, e->bias ? e->bias + row : NULL,
                       e->addend ? e->addend + lane * e->ld_addend + row : NULL, e->ld_addend, e->accumulate, c,
                       p->ldc);
}

/// Cuts the product into blocks and runs them.
static void gemm_run(gemm_plan *p) {
  p->K_block = p->pack_b && p->rows > 1 ? gemm_min(p->K, gemm_K_late) : p->K;
  if (p->K > gemm_K_whole && !p->pack_b) {
    const size_t blocks = (p->K + gemm_K_block - 1) / gemm_K_block;
    p->K_block = gemm_up((p->K + blocks - 1) / blocks, 16);
  }
  p->pack_a = p->form == hd_a_columns && !p->pack_b && p->rows > gemm_a_block && p->lda > 128 && p->lanes > 96;
  p->row_block = gemm_min(gemm_rows_most, gemm_block_floats / (p->K_block + 1) / 48 * 48 + 48);
  p->lane_block = p->pack_b && p->rows > 1 ? 64 : gemm_lanes_most;
  const double work = (double)p->rows * (double)p->lanes * (double)p->K;
  const size_t threads = work < gemm_parallel_work ? 1 : (size_t)hd_threads();
  if (threads > 1) {
    // Three tasks or so per thread, by rows; by lanes too where rows are few.
    const size_t share = gemm_up((p->rows + 3 * threads - 1) / (3 * threads), gemm_a_block);
    p->row_block = gemm_min(p->row_block, share);
    const size_t row_tasks = (p->rows + p->row_block - 1) / p->row_block;
    if (row_tasks < 2 * threads) {
      const size_t parts = (2 * threads + row_tasks - 1) / row_tasks;
      p->lane_block = gemm_min(p->lane_block, gemm_up((p->lanes + parts - 1) / parts, 64));
    }
  }
  p->row_tasks = (p->rows + p->row_block - 1) / p->row_block;
  const int tasks = (int)(p->row_tasks * ((p->lanes + p->lane_block - 1) / p->lane_block));
  if (threads > 1) {
    hd_parallel_for(tasks, gemm_task, p);
  } else {
    for (int i = 0; i < tasks; i++) gemm_task(i, p);
  }
}
#endif
