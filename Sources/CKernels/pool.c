// The worker pool and per-thread memory. Workers spin briefly for the next job (a training step is thousands of short
// kernels), then sleep.
#define _GNU_SOURCE
#include "../CKernelBodies/parallel.h"
#include "../CKernelInterface/include/ckernels/runtime.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { max_threads = 256, spins = 20000 };

static _Atomic(int) wanted = 0;         // threads per call; 0: not yet read from the environment
static pthread_mutex_t owner = PTHREAD_MUTEX_INITIALIZER;  // one job at a time
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int started = 0;                 // worker threads that exist (guarded by owner)

// The job. Its fields stay as they are until every task is done, so whoever takes a task may read them. A worker that
// wakes late finds another generation or nothing left, and is not waited for: on a busy machine a sleeping worker
// must not hold up a job that the others have finished.
static struct {
  void (*task)(int, void *);
  void *context;
  int count;
} job;
static _Atomic(uint64_t) left;          // generation << 32 | tasks not yet taken
static _Atomic(int) done;               // tasks finished
static _Atomic(int) active_limit;       // workers that may help
static _Thread_local bool inside = false;

int hd_threads(void) {
  int n = atomic_load(&wanted);
  if (n == 0) {
    const char *text = getenv("HAZYDEPTH_THREADS");
    long value = text ? strtol(text, NULL, 10) : 1;
    n = value >= 1 && value <= max_threads ? (int)value : 1;
    atomic_store(&wanted, n);
  }
  return n;
}

void hd_threads_set(int n) { atomic_store(&wanted, n < 1 ? 1 : n > max_threads ? max_threads : n); }

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static inline uint32_t generation_now(void) {
  return (uint32_t)(atomic_load_explicit(&left, memory_order_acquire) >> 32);
}

static void take_tasks(uint32_t generation) {
  uint64_t seen = atomic_load_explicit(&left, memory_order_acquire);
  while ((uint32_t)(seen >> 32) == generation && (uint32_t)seen != 0) {
    if (!atomic_compare_exchange_weak_explicit(&left, &seen, seen - 1, memory_order_acquire, memory_order_acquire))
      continue;
    job.task(job.count - (int)(uint32_t)seen, job.context);
    atomic_fetch_add_explicit(&done, 1, memory_order_release);
    seen = atomic_load_explicit(&left, memory_order_acquire);
  }
}

static void *worker(void *argument) {
  const int number = (int)(intptr_t)argument;
  uint32_t seen = 0;
  inside = true;
  for (;;) {
    for (int spin = 0; generation_now() == seen && spin < spins; spin++) relax();
    if (generation_now() == seen) {
      pthread_mutex_lock(&lock);
      while (generation_now() == seen) pthread_cond_wait(&wake, &lock);
      pthread_mutex_unlock(&lock);
    }
    seen = generation_now();
    if (number < atomic_load_explicit(&active_limit, memory_order_relaxed)) take_tasks(seen);
  }
  return NULL;
}

void hd_parallel_for(int count, void (*task)(int, void *), void *context) {
  int threads = hd_threads();
  if (threads > count) threads = count;
  if (threads <= 1 || inside || pthread_mutex_trylock(&owner) != 0) {
    for (int i = 0; i < count; i++) task(i, context);
    return;
  }
  while (started < threads - 1) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, worker, (void *)(intptr_t)started) != 0) break;
    pthread_detach(thread);
    started++;
  }
  job.task = task, job.context = context, job.count = count;
  atomic_store_explicit(&done, 0, memory_order_relaxed);
  atomic_store_explicit(&active_limit, threads - 1, memory_order_relaxed);
  const uint32_t generation = generation_now() + 1;
  pthread_mutex_lock(&lock);
  atomic_store_explicit(&left, (uint64_t)generation << 32 | (uint32_t)count, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&lock);
  inside = true;
  take_tasks(generation);
  inside = false;
  for (int spin = 0; atomic_load_explicit(&done, memory_order_acquire) < count; spin++) {
    if (spin < spins / 10) relax();
    else sched_yield();  // more threads than free cores: let the one that is wanted run
  }
  pthread_mutex_unlock(&owner);
}

void *hd_scratch(int slot, size_t bytes) {
  static _Thread_local struct {
    void *memory;
    size_t bytes;
  } scratch[8];
  if (scratch[slot].bytes < bytes) {
    free(scratch[slot].memory);
    // Planes of tiles lie in dozens of pages at once: large pages keep them within reach of the translation cache.
    const size_t huge = 2 << 20, page = bytes >= huge / 8 ? huge : 4096, rounded = (bytes + page - 1) / page * page;
    scratch[slot].memory = aligned_alloc(page, rounded);
    if (!scratch[slot].memory) {
      fprintf(stderr, "error: out of memory: a kernel needs %zu bytes of scratch\n", rounded);
      abort();
    }
    if (page == huge) madvise(scratch[slot].memory, rounded, MADV_HUGEPAGE);
    scratch[slot].bytes = rounded;
  }
  return scratch[slot].memory;
}

static _Thread_local void *engine = NULL;
void *hd_thread_local_get(void) { return engine; }
void hd_thread_local_set(void *value) { engine = value; }
