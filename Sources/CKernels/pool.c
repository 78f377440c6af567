// The worker pool and per-thread memory. Workers spin briefly for the next job (a training step is thousands of short
// kernels), then sleep.
#define _GNU_SOURCE
#include "impl/parallel.h"
#include "include/ckernels/runtime.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { max_threads = 256, spins = 20000 };

static _Atomic(int) wanted = 0;         // threads per call; 0: not yet read from the environment
static pthread_mutex_t owner = PTHREAD_MUTEX_INITIALIZER;  // one job at a time
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static int started = 0;                 // worker threads that exist (guarded by owner)

static struct {
  void (*task)(int, void *);
  void *context;
  int count;
} job;
static _Atomic(int) next_task, active_limit;
static _Atomic(unsigned) generation;    // raised when a job is posted
static _Atomic(int) running;            // workers that have not left the current job
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

static void take_tasks(void) {
  int i;
  while ((i = atomic_fetch_add(&next_task, 1)) < job.count) job.task(i, job.context);
}

static void *worker(void *argument) {
  int number = (int)(intptr_t)argument;
  unsigned seen = 0;
  inside = true;
  for (;;) {
    int spin = 0;
    while (atomic_load_explicit(&generation, memory_order_acquire) == seen && spin < spins) {
      spin++;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    if (atomic_load_explicit(&generation, memory_order_acquire) == seen) {
      pthread_mutex_lock(&lock);
      while (atomic_load(&generation) == seen) pthread_cond_wait(&wake, &lock);
      pthread_mutex_unlock(&lock);
    }
    seen = atomic_load_explicit(&generation, memory_order_acquire);
    if (number < atomic_load(&active_limit)) take_tasks();
    atomic_fetch_sub_explicit(&running, 1, memory_order_release);
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
  atomic_store(&next_task, 0);
  atomic_store(&active_limit, threads - 1);
  atomic_store(&running, started);
  pthread_mutex_lock(&lock);
  atomic_fetch_add_explicit(&generation, 1, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&lock);
  inside = true;
  take_tasks();
  inside = false;
  while (atomic_load_explicit(&running, memory_order_acquire) > 0) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
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
    size_t rounded = (bytes + 4095) / 4096 * 4096;
    scratch[slot].memory = aligned_alloc(4096, rounded);
    if (!scratch[slot].memory) {
      fprintf(stderr, "error: out of memory: a kernel needs %zu bytes of scratch\n", rounded);
      abort();
    }
    scratch[slot].bytes = rounded;
  }
  return scratch[slot].memory;
}

static _Thread_local void *engine = NULL;
void *hd_thread_local_get(void) { return engine; }
void hd_thread_local_set(void *value) { engine = value; }
