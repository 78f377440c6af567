// Matrix products over the register tiles of microkernel.h.
//
// Of the two operands, one is broadcast element by element ("rows") and one is read sixteen lanes at a time ("lanes").
// The rows operand is never packed while its rows are contiguous over k. The lanes operand is packed into panels, or
// read in place where few rows pass over it. Which operand takes which part, the blocking and the threads are free
// choices: every element of C is the same chain of fused multiply-adds (see microkernel.h).
#include "column_sums.h"
#include "fma_peak.h"
#include "gemm_plan.h"

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
  const double packing = by_rows                                  ? 0.22 * (double)gemm_up(K, 16)
                         : gemm_in_place(rows, lanes, form, ldb) ? 0
                                                                 : 0.12 * (double)K;
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
