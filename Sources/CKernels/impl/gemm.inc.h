// Matrix products over the register tiles of microkernel.h.
//
// Of the two operands, one is broadcast element by element ("rows") and one is read sixteen lanes at a time ("lanes").
// The rows operand is never packed while its rows are contiguous over k. The lanes operand is packed into panels, or read
// in place where few rows pass over it. Which operand takes which part, the blocking and the threads are free choices:
// every element of C is the same chain of fused multiply-adds (see microkernel.h).
#define _POSIX_C_SOURCE 200809L
#include "isa.h"
#include "microkernel.h"
#include "pack.h"
#include "parallel.h"
#include <time.h>

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

/// C[m][n] = T[n][m] + bias[n] + addend[m][n] + old C, for a block of C: T [columns][rows], row stride ldt.
static void gemm_store_flipped(size_t rows, size_t columns, const float *t, size_t ldt, const float *bias,
                               const float *addend, size_t ld_addend, bool accumulate, float *c, size_t ldc) {
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
    packed = hd_scratch(1, (p->pack_a ? gemm_up(rows, gemm_a_block) : gemm_up(lanes, 16)) * p->K_block * sizeof(float));

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
    if (p->pack_b) {
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
  p->K_block = p->pack_b ? gemm_min(p->K, gemm_K_late) : p->K;
  if (p->K > gemm_K_whole && !p->pack_b) {
    const size_t blocks = (p->K + gemm_K_block - 1) / gemm_K_block;
    p->K_block = gemm_up((p->K + blocks - 1) / blocks, 16);
  }
  p->pack_a = p->form == hd_a_columns && !p->pack_b && p->rows > gemm_a_block && p->lda > 128 && p->lanes > 96;
  p->row_block = gemm_min(gemm_rows_most, gemm_block_floats / (p->K_block + 1) / 48 * 48 + 48);
  p->lane_block = p->pack_b ? 64 : gemm_lanes_most;
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

typedef struct {
  bool by_rows;  // stored [N, K]
  size_t N, K;
  const float *b;
  size_t ldb;
  float *packed;
} gemm_packing;

static void gemm_pack_panel(int index, void *context) {
  const gemm_packing *p = context;
  const size_t n = (size_t)index * 16, columns = gemm_min(p->N - n, 16);
  float *panel = p->packed + n * p->K;
  if (p->by_rows) hd_pack_rows(columns, p->K, p->b + n * p->ldb, p->ldb, panel);
  else hd_pack_columns(columns, p->K, p->b + n, p->ldb, panel);
}

void HD_FN(hd_gemm_pack)(bool tb, size_t N, size_t K, const float *B, size_t ldb, float *packed) {
  gemm_packing p = {.by_rows = tb, .N = N, .K = K, .b = B, .ldb = ldb, .packed = packed};
  const int panels = (int)((N + 15) / 16);
  if (N * K >= 1 << 17) {
    hd_parallel_for(panels, gemm_pack_panel, &p);
  } else {
    for (int i = 0; i < panels; i++) gemm_pack_panel(i, &p);
  }
}

/// The lanes operand is read in place: it is not worth packing for so few rows, or its own rows lie close together.
HD_INLINE bool gemm_in_place(size_t rows, size_t lanes, hd_a_form form, size_t ldb) {
  return rows <= gemm_few_rows || (form == hd_a_columns ? ldb <= 1024 : ldb <= 128 && lanes % 16 == 0);
}

/// Runs p with its rows operand set, and the lanes operand stored [lanes, K] (by_rows) or [K, lanes].
static void gemm_product(gemm_plan *p, bool by_rows, const float *b, size_t ldb) {
  if (by_rows && p->rows <= gemm_few_rows) {
    p->pack_b = true;
    p->b = b, p->b_step = ldb;
    gemm_run(p);
    return;
  }
  if (!by_rows && gemm_in_place(p->rows, p->lanes, p->form, ldb)) {
    p->b = b, p->b_step = ldb, p->b_group = 16;
    p->tail = p->lanes % 16 != 0;
    gemm_run(p);
    return;
  }
  const size_t all = p->lanes, chunk = gemm_min(all, gemm_up(gemm_chunk_floats / (p->K + 1) + 1, 64));
  float *packed = hd_scratch(0, gemm_up(chunk, 16) * p->K * sizeof(float));
  const hd_epilogue whole = p->epilogue;
  float *c = p->c;
  for (size_t lane = 0; lane < all; lane += chunk) {
    p->lanes = gemm_min(all - lane, chunk);
    HD_FN(hd_gemm_pack)(by_rows, p->lanes, p->K, by_rows ? b + lane * ldb : b + lane, ldb, packed);
    p->b = packed, p->b_step = 16, p->b_group = 16 * p->K;
    p->c = p->flipped ? c + lane * p->ldc : c + lane;
    if (whole.bias && !p->flipped) p->epilogue.bias = whole.bias + lane;
    if (whole.addend) p->epilogue.addend = whole.addend + (p->flipped ? lane * whole.ld_addend : lane);
    gemm_run(p);
  }
}

/// Cycles, roughly, of a product of `rows` against `lanes` with its packing, as measured on one AVX-512 machine.
static double gemm_cost(size_t rows, size_t lanes, size_t K, hd_a_form form, bool by_rows, size_t ldb) {
  const double packing = by_rows ? 0.22 * (double)gemm_up(K, 16) : gemm_in_place(rows, lanes, form, ldb) ? 0 : 0.12 * (double)K;
  return (double)K * (double)rows * (double)gemm_up(lanes, 16) / (lanes > 16 ? 32 : 28) + packing * (double)lanes;
}

void HD_FN(hd_gemm)(bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *B,
                    size_t ldb, float *C, size_t ldc, const hd_epilogue *epilogue) {
  if (M == 0 || N == 0) return;
  gemm_plan p = {.K = K, .c = C, .ldc = ldc};
  if (epilogue) p.epilogue = *epilogue;
  // Either operand may be the one that is broadcast: C^T = op(B)^T op(A)^T.
  p.flipped = gemm_cost(N, M, K, tb ? hd_a_rows : hd_a_columns, !ta, lda) + 0.3 * (double)M * (double)N <
              gemm_cost(M, N, K, ta ? hd_a_columns : hd_a_rows, tb, ldb);
  if (p.flipped) {
    p.rows = N, p.lanes = M, p.form = tb ? hd_a_rows : hd_a_columns, p.a = B, p.lda = ldb;
    gemm_product(&p, !ta, A, lda);
  } else {
    p.rows = M, p.lanes = N, p.form = ta ? hd_a_columns : hd_a_rows, p.a = A, p.lda = lda;
    gemm_product(&p, tb, B, ldb);
  }
}

void HD_FN(hd_gemm_prepacked)(bool ta, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *packed,
                              float *C, size_t ldc, const hd_epilogue *epilogue) {
  if (M == 0 || N == 0) return;
  gemm_plan p = {.rows = M, .lanes = N, .K = K, .form = ta ? hd_a_columns : hd_a_rows, .a = A, .lda = lda,
                 .b = packed, .b_step = 16, .b_group = 16 * K, .c = C, .ldc = ldc};
  if (epilogue) p.epilogue = *epilogue;
  gemm_run(&p);
}

typedef struct {
  bool ta, tb;
  size_t M, N, K;
  const float *a, *b;
  float *c;
  size_t lda, ldb, ldc, stride_a, stride_b, stride_c;
  hd_epilogue epilogue;
} gemm_batch;

static void gemm_batch_task(int index, void *context) {
  const gemm_batch *b = context;
  const size_t i = (size_t)index;
  HD_FN(hd_gemm)(b->ta, b->tb, b->M, b->N, b->K, b->a + i * b->stride_a, b->lda, b->b + i * b->stride_b, b->ldb,
                 b->c + i * b->stride_c, b->ldc, &b->epilogue);
}

void HD_FN(hd_gemm_batched)(size_t count, bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda,
                            size_t stride_a, const float *B, size_t ldb, size_t stride_b, float *C, size_t ldc,
                            size_t stride_c, bool accumulate) {
  if (count > 1 && !ta && stride_b == 0 && stride_a == M * lda && stride_c == M * ldc) {
    M *= count;  // one tall product
    count = 1;
  }
  gemm_batch b = {.ta = ta, .tb = tb, .M = M, .N = N, .K = K, .a = A, .b = B, .c = C, .lda = lda, .ldb = ldb,
                  .ldc = ldc, .stride_a = stride_a, .stride_b = stride_b, .stride_c = stride_c,
                  .epilogue = {.accumulate = accumulate}};
  const double work = (double)count * (double)M * (double)N * (double)K;
  if (work >= gemm_parallel_work && count >= (size_t)hd_threads()) {
    hd_parallel_for((int)count, gemm_batch_task, &b);
  } else {
    for (size_t i = 0; i < count; i++) gemm_batch_task((int)i, &b);
  }
}

// Sums over rows: in blocks of 256 rows, four chains by row modulo 4 combined as (0 + 1) + (2 + 3), blocks in ascending
// order. The blocks do not depend on the threads.
enum { sum_block = 256 };

typedef struct {
  size_t M, N;
  const float *a;
  size_t lda;
  float *partial;
  size_t ld;
} column_sums;

static void column_sums_task(int index, void *context) {
  const column_sums *s = context;
  const size_t first = (size_t)index * sum_block, rows = gemm_min(s->M - first, sum_block);
  float *partial = s->partial + (size_t)index * s->ld;
  for (size_t j = 0; j < s->N; j += 16) {
    const float *a = s->a + first * s->lda + j;
    const size_t n = gemm_min(s->N - j, 16);
    v16f sum[4] = {v16_set(0), v16_set(0), v16_set(0), v16_set(0)};
    size_t i = 0;
    if (n == 16)
      for (; i + 4 <= rows; i += 4) HD_UNROLL for (size_t r = 0; r < 4; r++) sum[r] += v16_load(a + (i + r) * s->lda);
    else
      for (; i + 4 <= rows; i += 4)
        HD_UNROLL for (size_t r = 0; r < 4; r++) sum[r] += v16_load_n(a + (i + r) * s->lda, n);
    for (; i < rows; i++) sum[i % 4] += v16_load_n(a + i * s->lda, n);
    v16_store(partial + j, (sum[0] + sum[1]) + (sum[2] + sum[3]));
  }
}

void HD_FN(hd_column_sums)(size_t M, size_t N, const float *A, size_t lda, float *out, bool accumulate) {
  const size_t blocks = (M + sum_block - 1) / sum_block, ld = gemm_up(N, 16);
  column_sums s = {.M = M, .N = N, .a = A, .lda = lda, .ld = ld};
  s.partial = hd_scratch(0, blocks * ld * sizeof(float));
  if (M * N >= 1 << 17) {
    hd_parallel_for((int)blocks, column_sums_task, &s);
  } else {
    for (size_t i = 0; i < blocks; i++) column_sums_task((int)i, &s);
  }
  for (size_t j = 0; j < N; j += 16) {
    const size_t n = gemm_min(N - j, 16);
    v16f sum = v16_set(0);
    for (size_t i = 0; i < blocks; i++) sum += v16_load(s.partial + i * ld + j);
    if (accumulate) sum += v16_load_n(out + j, n);
    v16_store_n(out + j, sum, n);
  }
}

double HD_FN(hd_fma_peak)(double seconds) {
  // Twenty-four chains of v16f, or as many as fit the registers: enough to hide the latency of any FMA unit.
  v16f acc[hd_tile_accumulators];
  for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_set((float)t);
  const v16f x = v16_set(0.999f), y = v16_set(1e-3f);
  struct timespec begin, now;
  double elapsed, done = 0;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    for (int repeat = 0; repeat < 10000; repeat++) {
      HD_UNROLL for (int t = 0; t < hd_tile_accumulators; t++) acc[t] = v16_fma(acc[t], x, y);
    }
    done += 10000.0 * hd_tile_accumulators * 32;
    clock_gettime(CLOCK_MONOTONIC, &now);
    elapsed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
  } while (elapsed < seconds);
  v16f sum = acc[0];
  for (int t = 1; t < hd_tile_accumulators; t++) sum += acc[t];
  volatile float sink = v16_sum(sum);
  (void)sink;
  return done / elapsed * 1e-9;
}
