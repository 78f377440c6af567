// Attention over blocks of queries and keys, and row softmax.
//
// Scores are computed transposed, [keys][queries]: keys are the rows of a tile product and need no packing, queries
// are its lanes (packed once per block). So softmax runs down columns, sixteen queries at a time with no sum across
// lanes, and P^T is the columns-form operand of P V and the rows-form operand of dV = P^T dO.
//
// Forward, the softmax is online over blocks of 256 keys in ascending order; the block is part of the arithmetic.
// Backward, scores are computed again from the saved log-sum-exp; dq is one chain of fused multiply-adds over ascending
// keys, dk and dv over ascending queries, whichever task computes them.
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

/// One step of the online softmax for sixteen queries: scores become exp(score - top), the top and the sum move on, and
/// what was summed so far is to be multiplied by the result.
static v16f attention_softmax_step(size_t keys, float *scores, size_t ld, v16f *top, v16f *sum) {
  v16f t[4] = {*top, *top, *top, *top};
  size_t j = 0;
  for (; j + 4 <= keys; j += 4)
    HD_UNROLL for (size_t r = 0; r < 4; r++) t[r] = attention_max(v16_load(scores + (j + r) * ld), t[r]);
  for (; j < keys; j++) t[0] = attention_max(v16_load(scores + j * ld), t[0]);
  const v16f m = attention_max(attention_max(t[0], t[1]), attention_max(t[2], t[3]));
  const v16f factor = v16_exp(*top - m);
  v16f total = *sum * factor;
  for (j = 0; j < keys; j++) {
    const v16f p = v16_exp(v16_load(scores + j * ld) - m);
    v16_store(scores + j * ld, p);
    total += p;
  }
  *top = m, *sum = total;
  return factor;
}

static void attention_forward_task(int index, void *context) {
  const attention_job *job = context;
  const hd_attention *s = job->s;
  const size_t head = (size_t)(index / job->chunks), chunk = (size_t)(index % job->chunks);
  const size_t batch = head / (size_t)s->heads, D = (size_t)s->D, padded = attention_up(D);
  const size_t column = head % (size_t)s->heads * D, Nq = (size_t)s->Nq, Nk = (size_t)s->Nk;
  const float *k = job->k + batch * Nk * s->ldk + column, *v = job->v + batch * Nk * s->ldv + column;

  const size_t ld = job->block;
  float *scores = hd_scratch(3, (ld * attention_keys + ld * padded * 2 + (padded != D ? Nk * padded : 0)) * sizeof(float));
  float *panels = scores + ld * attention_keys, *sums = panels + ld * padded, *copy = sums + ld * padded;
  size_t ld_v;
  const float *values = attention_lanes(Nk, D, v, s->ldv, copy, &ld_v);

  const size_t end = attention_min(Nq, (chunk + 1) * (size_t)job->queries_per_chunk);
  for (size_t first = chunk * (size_t)job->queries_per_chunk; first < end; first += ld) {
    const size_t queries = attention_min(end - first, ld), groups = (queries + 15) / 16;
    attention_pack(queries, D, job->q + (batch * Nq + first) * s->ldq + column, s->ldq, s->scale, panels);
    v16f top[attention_queries / 16], sum[attention_queries / 16];
    for (size_t g = 0; g < groups; g++) top[g] = v16_set(-INFINITY), sum[g] = v16_set(0);

    for (size_t key = 0; key < Nk; key += attention_keys) {
      if (s->causal && key >= first + queries) break;
      const size_t keys = attention_min(Nk - key, attention_keys);
      attention_scores(keys, queries, D, k + key * s->ldk, s->ldk, panels, scores, ld);
      if (s->causal) attention_mask(key, keys, first, queries, scores, ld);
      for (size_t g = 0; g < groups; g++) {
        const v16f factor = attention_softmax_step(keys, scores + 16 * g, ld, &top[g], &sum[g]);
        if (key == 0) continue;
        for (size_t i = 16 * g; i < attention_min(queries, 16 * g + 16); i++) {
          const v16f f = v16_set(factor[i % 16]);
          for (size_t d = 0; d < padded; d += 16)
            v16_store(sums + i * padded + d, v16_load(sums + i * padded + d) * f);
        }
      }
      const hd_tile_in in = {.a = scores, .lda = ld, .b = values + key * ld_v, .b_step = ld_v, .b_group = 16,
                             .K = keys, .segments = 1};
      const hd_tile_out out = {.c = sums, .ldc = padded, .start = key ? sums : NULL, .ld_start = padded};
      hd_tile_product(hd_a_columns, queries, padded, &in, &out);
    }

    for (size_t g = 0; g < groups; g++) {
      const v16f share = 1.0f / sum[g];
      for (size_t i = 16 * g; i < attention_min(queries, 16 * g + 16); i++) {
        float *o = job->o_out + (batch * Nq + first + i) * s->ldo + column;
        const v16f f = v16_set(share[i % 16]);
        for (size_t d = 0; d < D; d += 16)
          v16_store_n(o + d, v16_load(sums + i * padded + d) * f, attention_min(D - d, 16));
      }
      if (job->log_sum_exp_out)
        v16_store_n(job->log_sum_exp_out + head * Nq + first + 16 * g, top[g] + v16_log(sum[g]),
                    attention_min(queries - 16 * g, 16));
    }
  }
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

void HD_FN(hd_attention_forward)(const hd_attention *s, const float *q, const float *k, const float *v, float *o,
                                 float *log_sum_exp) {
  attention_job job = {.s = s, .q = q, .k = k, .v = v, .o_out = o, .log_sum_exp_out = log_sum_exp,
                       .block = attention_block((size_t)s->D)};
  attention_run(&job, attention_forward_task, (size_t)s->Nq, job.block, &job.queries_per_chunk);
}

/// x . y by four times sixteen partial sums.
static float attention_dot(size_t D, const float *x, const float *y) {
  v16f sum[4] = {v16_set(0), v16_set(0), v16_set(0), v16_set(0)};
  size_t d = 0;
  for (; d + 64 <= D; d += 64)
    HD_UNROLL for (size_t r = 0; r < 4; r++) sum[r] = v16_fma(v16_load(x + d + 16 * r), v16_load(y + d + 16 * r), sum[r]);
  for (; d + 16 <= D; d += 16) sum[0] = v16_fma(v16_load(x + d), v16_load(y + d), sum[0]);
  if (d < D) sum[1] = v16_fma(v16_load_n(x + d, D - d), v16_load_n(y + d, D - d), sum[1]);
  return v16_sum((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

static void attention_backward_task(int index, void *context) {
  const attention_job *job = context;
  const hd_attention *s = job->s;
  const size_t head = (size_t)(index / job->chunks), chunk = (size_t)(index % job->chunks);
  const size_t batch = head / (size_t)s->heads, D = (size_t)s->D, padded = attention_up(D);
  const size_t column = head % (size_t)s->heads * D, Nq = (size_t)s->Nq, Nk = (size_t)s->Nk;
  const float *k = job->k + batch * Nk * s->ldk + column, *v = job->v + batch * Nk * s->ldv + column;
  // Chunks are of queries where dq is wanted alone, of keys where dk and dv are; a whole head has one chunk.
  const bool by_keys = job->wants_kv;
  const size_t query_begin = by_keys ? 0 : chunk * (size_t)job->queries_per_chunk;
  const size_t query_end = by_keys ? Nq : attention_min(Nq, query_begin + (size_t)job->queries_per_chunk);
  const size_t key_begin = by_keys ? chunk * (size_t)job->keys_per_chunk : 0;
  const size_t key_end = by_keys ? attention_min(Nk, key_begin + (size_t)job->keys_per_chunk) : Nk;

  const size_t ld = job->block;
  const size_t copied = padded != D ? (Nk + 2 * ld) * padded : 0;
  float *p = hd_scratch(3, (2 * ld * attention_keys + 2 * ld * padded + copied) * sizeof(float));
  float *ds = p + ld * attention_keys, *q_panels = ds + ld * attention_keys, *g_panels = q_panels + ld * padded;
  float *k_copy = g_panels + ld * padded, *q_copy = k_copy + Nk * padded, *g_copy = q_copy + ld * padded;
  size_t ld_k, ld_q, ld_g;
  const float *k_lanes = attention_lanes(Nk, D, k, s->ldk, k_copy, &ld_k);
  if (job->wants_kv)
    for (size_t j = key_begin; j < key_end; j++) {
      memset(job->dk + (batch * Nk + j) * s->ldk + column, 0, D * sizeof(float));
      memset(job->dv + (batch * Nk + j) * s->ldv + column, 0, D * sizeof(float));
    }

  for (size_t first = query_begin; first < query_end; first += ld) {
    const size_t queries = attention_min(query_end - first, ld), groups = (queries + 15) / 16;
    const float *q = job->q + (batch * Nq + first) * s->ldq + column;
    const float *o = job->o + (batch * Nq + first) * s->ldo + column;
    const float *g = job->d_o + (batch * Nq + first) * s->ldo + column;
    attention_pack(queries, D, q, s->ldq, s->scale, q_panels);
    attention_pack(queries, D, g, s->ldo, 1, g_panels);
    const float *q_lanes = attention_lanes(queries, D, q, s->ldq, q_copy, &ld_q);
    const float *g_lanes = attention_lanes(queries, D, g, s->ldo, g_copy, &ld_g);
    float normalizer[attention_queries] = {0}, delta[attention_queries] = {0};
    for (size_t i = 0; i < queries; i++) {
      normalizer[i] = job->log_sum_exp[head * Nq + first + i];
      delta[i] = attention_dot(D, o + i * s->ldo, g + i * s->ldo);
    }

    for (size_t key = key_begin; key < key_end; key += attention_keys) {
      if (s->causal && key >= first + queries) break;
      const size_t keys = attention_min(key_end - key, attention_keys);
      attention_scores(keys, queries, D, k + key * s->ldk, s->ldk, q_panels, p, ld);
      attention_scores(keys, queries, D, v + key * s->ldv, s->ldv, g_panels, ds, ld);
      if (s->causal) attention_mask(key, keys, first, queries, p, ld);
      for (size_t i = 0; i < 16 * groups; i += 16) {
        const v16f lse = v16_load(normalizer + i), mean = v16_load(delta + i);
        for (size_t at = i; at < keys * ld; at += ld) {
          const v16f x = v16_exp(v16_load(p + at) - lse);
          v16_store(p + at, x);
          v16_store(ds + at, x * (v16_load(ds + at) - mean) * s->scale);
        }
      }
      if (job->wants_kv) {
        hd_tile_in in = {.a = p, .lda = ld, .b = g_lanes, .b_step = ld_g, .b_group = 16, .K = queries, .segments = 1};
        float *dv = job->dv + (batch * Nk + key) * s->ldv + column;
        hd_tile_out out = {.c = dv, .ldc = s->ldv, .start = dv, .ld_start = s->ldv};
        hd_tile_product(hd_a_rows, keys, D, &in, &out);
        float *dk = job->dk + (batch * Nk + key) * s->ldk + column;
        in.a = ds, in.b = q_lanes, in.b_step = ld_q;
        out.c = dk, out.ldc = s->ldk, out.start = dk, out.ld_start = s->ldk;
        hd_tile_product(hd_a_rows, keys, D, &in, &out);
      }
      if (job->wants_q) {
        const hd_tile_in in = {.a = ds, .lda = ld, .b = k_lanes + key * ld_k, .b_step = ld_k, .b_group = 16,
                               .K = keys, .segments = 1};
        float *dq = job->dq + (batch * Nq + first) * s->ldq + column;
        const hd_tile_out out = {.c = dq, .ldc = s->ldq, .start = key ? dq : NULL, .ld_start = s->ldq};
        hd_tile_product(hd_a_columns, queries, D, &in, &out);
      }
    }
  }
}

void HD_FN(hd_attention_backward)(const hd_attention *s, const float *q, const float *k, const float *v,
                                  const float *o, const float *log_sum_exp, const float *d_o, float *dq, float *dk,
                                  float *dv) {
  attention_job job = {.s = s, .q = q, .k = k, .v = v, .o = o, .log_sum_exp = log_sum_exp, .d_o = d_o,
                       .dq = dq, .dk = dk, .dv = dv, .queries_per_chunk = s->Nq, .keys_per_chunk = s->Nk,
                       .block = attention_block((size_t)s->D)};
  // A whole head costs five products of scores' size, its dq and its dk, dv apart three and four. Apart they can be cut
  // further, which pays where heads would leave threads idle.
  const int heads = s->B * s->heads, threads = hd_threads(), rounds = (heads + threads - 1) / threads;
  if (rounds * threads * 5 <= heads * 7) {
    job.wants_q = job.wants_kv = true;
    attention_run(&job, attention_backward_task, (size_t)s->Nk, (size_t)s->Nk, &job.keys_per_chunk);
    return;
  }
  job.wants_kv = true;
  attention_run(&job, attention_backward_task, (size_t)s->Nk, attention_keys, &job.keys_per_chunk);
  job.wants_kv = false, job.wants_q = true;
  attention_run(&job, attention_backward_task, (size_t)s->Nq, job.block, &job.queries_per_chunk);
}

typedef struct {
  size_t M, N;
  const float *x, *dy;
  float *y;
} softmax_job;
enum { softmax_rows = 64 };  // of a task

/// The last n < 16 entries of a row, minus infinity behind them.
HD_INLINE v16f softmax_tail(const float *row, size_t n) {
  return v16_select(attention_lane < (int32_t)n, v16_load_n(row, n), v16_set(-INFINITY));
}

HD_INLINE float softmax_largest(v16f x) {
  float t[16];
  v16_store(t, x);
  for (int step = 8; step > 0; step /= 2)
    for (int i = 0; i < step; i++) t[i] = t[i] > t[i + step] ? t[i] : t[i + step];
  return t[0];
}

static void softmax_forward_task(int index, void *context) {
  const softmax_job *job = context;
  const size_t N = job->N, rest = N % 16, whole = N - rest;
  const size_t begin = (size_t)index * softmax_rows, end = attention_min(job->M, begin + softmax_rows);
  for (size_t i = begin; i < end; i++) {
    const float *x = job->x + i * N;
    float *y = job->y + i * N;
    v16f t = v16_set(-INFINITY), sum = v16_set(0);
    for (size_t j = 0; j < whole; j += 16) t = attention_max(v16_load(x + j), t);
    if (rest) t = attention_max(softmax_tail(x + whole, rest), t);
    const float top = softmax_largest(t);
    for (size_t j = 0; j < whole; j += 16) {
      const v16f p = v16_exp(v16_load(x + j) - top);
      sum += p;
      v16_store(y + j, p);
    }
    if (rest) {
      const v16f p = v16_exp(softmax_tail(x + whole, rest) - top);
      sum += p;
      v16_store_n(y + whole, p, rest);
    }
    const float share = 1.0f / v16_sum(sum);
    for (size_t j = 0; j < whole; j += 16) v16_store(y + j, v16_load(y + j) * share);
    if (rest) v16_store_n(y + whole, v16_load_n(y + whole, rest) * share, rest);
  }
}

static void softmax_backward_task(int index, void *context) {
  const softmax_job *job = context;
  const size_t N = job->N, rest = N % 16, whole = N - rest;
  const size_t begin = (size_t)index * softmax_rows, end = attention_min(job->M, begin + softmax_rows);
  for (size_t i = begin; i < end; i++) {
    const float *y = job->x + i * N, *dy = job->dy + i * N;
    float *dx = job->y + i * N;
    const float dot = attention_dot(N, y, dy);
    for (size_t j = 0; j < whole; j += 16) v16_store(dx + j, v16_load(y + j) * (v16_load(dy + j) - dot));
    if (rest)
      v16_store_n(dx + whole, v16_load_n(y + whole, rest) * (v16_load_n(dy + whole, rest) - dot), rest);
  }
}

static void softmax_run(softmax_job *job, void (*task)(int, void *)) {
  const int tasks = (int)((job->M + softmax_rows - 1) / softmax_rows);
  if (job->M * job->N >= 1 << 16) {
    hd_parallel_for(tasks, task, job);
  } else {
    for (int i = 0; i < tasks; i++) task(i, job);
  }
}

void HD_FN(hd_softmax_forward)(size_t M, size_t N, const float *x, float *y) {
  softmax_job job = {.M = M, .N = N, .x = x, .y = y};
  softmax_run(&job, softmax_forward_task);
}

void HD_FN(hd_softmax_backward)(size_t M, size_t N, const float *y, const float *dy, float *dx) {
  softmax_job job = {.M = M, .N = N, .x = y, .dy = dy, .y = dx};
  softmax_run(&job, softmax_backward_task);
}
