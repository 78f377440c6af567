// One head, or a chunk of its queries or keys, backward. Included by attention.inc.h.
#ifndef HD_ATTENTION_BACKWARD_H
#define HD_ATTENTION_BACKWARD_H
#include "attention_blocks.h"

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
#endif
