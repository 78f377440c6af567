// Row softmax. Included by attention.inc.h.
#ifndef HD_SOFTMAX_H
#define HD_SOFTMAX_H
#include "attention_blocks.h"

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
#endif
