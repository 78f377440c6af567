// A chunk of one head's queries, forward. Included by attention.inc.h.
#ifndef HD_ATTENTION_FORWARD_H
#define HD_ATTENTION_FORWARD_H
#include "attention_blocks.h"

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
  const size_t copied = padded != D ? Nk * padded : 0;
  float *scores = hd_scratch(3, (ld * attention_keys + ld * padded * 2 + copied) * sizeof(float));
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
#endif
