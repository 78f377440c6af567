// Sums over any of five axes, included by reduce.inc.h. Every output is a Float64 sum over its entries in ascending
// order, where a run along the innermost axis enters as 16 lanes and one tree.

/// Five axes as alternating kept and summed ones, neighbours of a kind joined; axis 4 is the innermost.
typedef struct {
  size_t dims[5];
  bool summed[5];
  const float *x;
  float *y;
  size_t kept;  // outputs
  bool accumulate;
} axes_call;

static void join_axes(const size_t dims[5], unsigned axes, axes_call *c) {
  int top = 5;
  for (int a = 4; a >= 0; a--) {
    bool summed = axes >> a & 1;
    if (dims[a] == 1) continue;
    if (top < 5 && c->summed[top] == summed) c->dims[top] *= dims[a];
    else c->dims[--top] = dims[a], c->summed[top] = summed;
  }
  while (top > 0) {
    bool summed = top < 5 && !c->summed[top];
    c->dims[--top] = 1, c->summed[top] = summed;
  }
  c->kept = 1;
  for (int a = 0; a < 5; a++) c->kept *= c->summed[a] ? 1 : c->dims[a];
}

typedef double v16d __attribute__((vector_size(128)));

/// The Float64 sum of a run: 16 lanes, then the tree of `v16_sum`.
HD_INLINE double run_sum(size_t n, const float *x) {
  v16d acc = {0};
  for (size_t i = 0; i < n; i += 16)
    acc += __builtin_convertvector(load_some(x + i, n - i < 16 ? n - i : 16), v16d);
  for (int step = 8; step > 0; step /= 2)
    for (int i = 0; i < step; i++) acc[i] += acc[i + step];
  return acc[0];
}

HD_INLINE void put(const axes_call *c, float *y, double sum) { *y = c->accumulate ? *y + (float)sum : (float)sum; }

/// [kept, summed]: one run per output.
static void sum_trailing(const void *context, size_t first, size_t count) {
  const axes_call *c = context;
  size_t n = c->dims[4];
  for (size_t o = first; o < first + count; o++) put(c, c->y + o, run_sum(n, c->x + o * n));
}

/// [kept, summed, kept]: columns of 16, so that outputs are vectors. Numbered over (outer kept, column block).
static void sum_columns(const void *context, size_t first, size_t count) {
  const axes_call *c = context;
  size_t rows = c->dims[3], width = c->dims[4], columns = (width + 31) / 32;
  for (size_t o = first; o < first + count; o++) {
    size_t j = o % columns * 32, n = width - j < 32 ? width - j : 32, low = n < 16 ? n : 16, high = n - low;
    const float *x = c->x + o / columns * rows * width + j;
    float *y = c->y + o / columns * width + j;
    v16d a = {0}, b = {0};
    if (high == 16)
      for (size_t r = 0; r < rows; r++) {
        a += __builtin_convertvector(v16_load(x + r * width), v16d);
        b += __builtin_convertvector(v16_load(x + r * width + 16), v16d);
      }
    else
      for (size_t r = 0; r < rows; r++) {
        a += __builtin_convertvector(load_some(x + r * width, low), v16d);
        if (high) b += __builtin_convertvector(load_some(x + r * width + 16, high), v16d);
      }
    for (size_t i = 0; i < low; i++) put(c, y + i, a[i]);
    for (size_t i = 0; i < high; i++) put(c, y + 16 + i, b[i]);
  }
}

/// Any pattern: one pass over x into Float64 accumulators.
static void sum_any(const axes_call *c) {
  const size_t *d = c->dims;
  size_t step[5], stride = 1;  // of the outputs
  for (int a = 4; a >= 0; a--) step[a] = c->summed[a] ? 0 : stride, stride *= c->summed[a] ? 1 : d[a];
  double *sums = hd_scratch(0, c->kept * sizeof(double));
  for (size_t o = 0; o < c->kept; o++) sums[o] = 0;
  const float *x = c->x;
  for (size_t i = 0; i < d[0]; i++)
    for (size_t j = 0; j < d[1]; j++)
      for (size_t k = 0; k < d[2]; k++)
        for (size_t l = 0; l < d[3]; l++, x += d[4]) {
          double *to = sums + i * step[0] + j * step[1] + k * step[2] + l * step[3];
          if (c->summed[4]) *to += run_sum(d[4], x);
          else
            for (size_t m = 0; m < d[4]; m++) to[m] += x[m];
        }
  for (size_t o = 0; o < c->kept; o++) put(c, c->y + o, sums[o]);
}

void HD_FN(hd_sum_axes)(const size_t dims[5], unsigned axes, const float *x, float *y, bool accumulate) {
  axes_call c = {.x = x, .y = y, .accumulate = accumulate};
  join_axes(dims, axes, &c);
  const size_t *d = c.dims;
  if (d[0] * d[1] * d[2] == 1 && c.summed[4])
    hd_for_range(d[3], 16384 / (d[4] + 1) + 1, sum_trailing, &c);
  else if (d[0] * d[1] == 1 && !c.summed[4])
    hd_for_range(d[2] * ((d[4] + 31) / 32), 1024 / (d[3] + 1) + 1, sum_columns, &c);
  else
    sum_any(&c);
}
