// What the two passes of attention share: blocks, packing, scores, masks, tasks. Included by attention.inc.h.
#ifndef HD_ATTENTION_BLOCKS_H
#define HD_ATTENTION_BLOCKS_H
#include "isa.h"
#include "microkernel.h"
#include "pack.h"
#include "parallel.h"
#include "vmath.h"

enum {
  attention_queries = 192,            // of a block, at most
  attention_keys = 256,               // of a block
  attention_parallel_work = 1 << 19,  // multiply-adds below which threads cost more than they save
};

typedef struct {
  const hd_attention *s;
  const float *q, *k, *v;
  const float *o, *log_sum_exp, *d_o;           // backward
  float *o_out, *log_sum_exp_out;               // forward
  float *dq, *dk, *dv;
  size_t block;                                 // queries of a block
  int chunks, queries_per_chunk, keys_per_chunk;  // a head's work is cut into chunks of queries or of keys
  bool wants_q, wants_kv;
} attention_job;

HD_INLINE size_t attention_min(size_t a, size_t b) { return a < b ? a : b; }
HD_INLINE size_t attention_up(size_t n) { return (n + 15) / 16 * 16; }
/// Queries of a block. Wide heads take more, so that the sums of dk and dv, far larger than a cache, pass less often.
HD_INLINE size_t attention_block(size_t D) { return D > 128 ? attention_queries : 64; }
HD_INLINE v16f attention_max(v16f a, v16f b) { return v16_select(a > b, a, b); }
static const v16i attention_lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// `rows` of D floats as a lanes operand: in place where D fills whole groups, else copied to `copy` with zeros behind.
static const float *attention_lanes(size_t rows, size_t D, const float *x, size_t ld, float *copy, size_t *ld_lanes) {
  const size_t padded = attention_up(D);
  *ld_lanes = ld;
  if (padded == D) return x;
  *ld_lanes = padded;
  for (size_t i = 0; i < rows; i++)
    for (size_t d = 0; d < padded; d += 16)
      v16_store(copy + i * padded + d, v16_load_n(x + i * ld + d, attention_min(D - d, 16)));
  return copy;
}

/// A block of rows as panels [D][16], times `scale`.
static void attention_pack(size_t rows, size_t D, const float *x, size_t ld, float scale, float *panels) {
  for (size_t i = 0; i < rows; i += 16) hd_pack_rows(attention_min(rows - i, 16), D, x + i * ld, ld, panels + i * D);
  if (scale != 1)
    for (size_t t = 0; t < attention_up(rows) * D; t += 16) v16_store(panels + t, v16_load(panels + t) * scale);
}

/// out [keys][queries] = rows of k times packed queries, row stride ld.
static void attention_scores(size_t keys, size_t queries, size_t D, const float *k, size_t ldk, const float *panels,
                             float *out, size_t ld) {
  const hd_tile_in in = {.a = k, .lda = ldk, .b = panels, .b_step = 16, .b_group = 16 * D, .K = D, .segments = 1};
  const hd_tile_out to = {.c = out, .ldc = ld};
  hd_tile_product(hd_a_rows, keys, attention_up(queries), &in, &to);
}

/// Query i sees keys 0...i: minus infinity elsewhere.
static void attention_mask(size_t first_key, size_t keys, size_t first_query, size_t queries, float *scores,
                           size_t ld) {
  for (size_t j = first_key > first_query ? 0 : first_query + 1 - first_key; j < keys; j++)
    for (size_t g = 0; g < queries; g += 16) {
      float *at = scores + j * ld + g;
      const v16i hidden = attention_lane + (int32_t)(first_query + g) < (int32_t)(first_key + j);
      v16_store(at, v16_select(hidden, v16_set(-INFINITY), v16_load(at)));
    }
}

/// x . y by four times sixteen partial sums.
static float attention_dot(size_t D, const float *x, const float *y) {
  v16f sum[4] = {v16_set(0), v16_set(0), v16_set(0), v16_set(0)};
  size_t d = 0;
  for (; d + 64 <= D; d += 64)
    HD_UNROLL for (size_t r = 0; r < 64; r += 16)
      sum[r / 16] = v16_fma(v16_load(x + d + r), v16_load(y + d + r), sum[r / 16]);
  for (; d + 16 <= D; d += 16) sum[0] = v16_fma(v16_load(x + d), v16_load(y + d), sum[0]);
  if (d < D) sum[1] = v16_fma(v16_load_n(x + d, D - d), v16_load_n(y + d, D - d), sum[1]);
  return v16_sum((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

static void attention_run(attention_job *job, void (*task)(int, void *), size_t rows, size_t block, int *per_chunk) {
  const hd_attention *s = job->s;
  const size_t heads = (size_t)s->B * (size_t)s->heads;
  const double work = (double)heads * s->Nq * s->Nk * s->D;
  const size_t threads = work < attention_parallel_work ? 1 : (size_t)hd_threads();
  // Whole heads where there are plenty; else three tasks or so per thread.
  size_t chunks = threads == 1 || heads >= 4 * threads ? 1 : (3 * threads + heads - 1) / heads;
  *per_chunk = (int)((rows + chunks * block - 1) / (chunks * block) * block);
  if (*per_chunk == 0) return;
  job->chunks = (int)((rows + (size_t)*per_chunk - 1) / (size_t)*per_chunk);
  const int tasks = job->chunks * (int)heads;
  if (threads > 1) {
    hd_parallel_for(tasks, task, job);
  } else {
    for (int i = 0; i < tasks; i++) task(i, job);
  }
}
#endif
