// Attention over blocks of queries and keys, and row softmax.
//
// Scores are computed transposed, [keys][queries]: keys are the rows of a tile product and need no packing, queries
// are its lanes (packed once per block). So softmax runs down columns, sixteen queries at a time with no sum across
// lanes, and P^T is the columns-form operand of P V and the rows-form operand of dV = P^T dO.
//
// Forward, the softmax is online over blocks of 256 keys in ascending order; the block is part of the arithmetic.
// Backward, scores are computed again from the saved log-sum-exp; dq is one chain of fused multiply-adds over ascending
// keys, dk and dv over ascending queries, whichever task computes them.
#include "attention_backward.h"
#include "attention_forward.h"
#include "softmax.h"

void HD_FN(hd_attention_forward)(const hd_attention *s, const float *q, const float *k, const float *v, float *o,
                                 float *log_sum_exp) {
  attention_job job = {.s = s, .q = q, .k = k, .v = v, .o_out = o, .log_sum_exp_out = log_sum_exp,
                       .block = attention_block((size_t)s->D)};
  attention_run(&job, attention_forward_task, (size_t)s->Nq, job.block, &job.queries_per_chunk);
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
