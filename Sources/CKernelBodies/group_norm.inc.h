// GroupNorm forward, included by norm.inc.h. Two passes over an image: statistics, then y. Within a block, each channel
// is centred on its own mean before it is squared, and the blocks are combined in Float64: constant input gives a
// variance of exactly 0, and a large mean costs nothing.

typedef struct {
  int B, HW, C, groups;
  float eps;
  bool silu;
  const float *x, *gamma, *beta, *dy, *addend;
  float *y, *mean, *rstd;  // backward: y is dx
  double *sums;            // backward: [B, 2, C], each image's d beta and d gamma
} group_norm_call;

/// One image on its way: what its blocks have summed, and each channel's coefficients.
typedef struct {
  const group_norm_call *call;
  const float *x, *dy, *addend;
  float *y, *du;         // backward: y is dx
  float *block_sums;  // forward [blocks, 3, C]: centre, sum and sum of squares about it; backward [blocks, 2, C]
  float *mean, *scale;   // [C]: the group's mean, rstd * gamma
  float *slope, *shift;  // [C]: backward, see `group_norm_combine`
  double *sum, *centre;  // [C]
} group_norm_image;

HD_INLINE int group_norm_blocks(const group_norm_call *c) { return (c->HW + block_rows - 1) / block_rows; }

HD_INLINE int rows_of(const group_norm_call *c, size_t block) {
  int left = c->HW - (int)block * block_rows;
  return left < block_rows ? left : block_rows;
}

/// Gives an image its scratch: [C] doubles, [C] floats, then the block sums.
static group_norm_image group_norm_image_of(const group_norm_call *call, size_t b) {
  size_t C = call->C, first = b * call->HW * C;
  group_norm_image m = {.call = call, .x = call->x + first, .y = call->y + first};
  if (call->dy) m.dy = call->dy + first;
  const bool inPlace = call->dy && call->silu && call->addend == call->y;  // du must not overwrite what is added to
  if (call->addend) m.addend = call->addend + first;
  const size_t sums = C * (2 * sizeof(double) + (4 + 3 * (size_t)group_norm_blocks(call)) * sizeof(float));
  m.sum = hd_scratch(image_slot, sums + (inPlace ? call->HW * C * sizeof(float) : 0));
  m.centre = m.sum + C;
  m.mean = (float *)(m.centre + C);
  m.scale = m.mean + C, m.slope = m.scale + C, m.shift = m.slope + C, m.block_sums = m.shift + C;
  m.du = inPlace ? (float *)((char *)m.sum + sums) : m.y;
  return m;
}

/// `vectors` neighbouring vectors of channels over the rows of a block; n < 16 valid lanes only if vectors is 1.
HD_INLINE void channel_statistics(int vectors, size_t n, int rows, size_t C, const float *x, float *out) {
  v16f first[4], sum[4] = {{0}}, centre[4], rest[4] = {{0}}, square[4] = {{0}};
  for (int v = 0; v < vectors; v++) first[v] = n == 16 ? v16_load(x + 16 * v) : v16_load_n(x, n);
  for (int r = 1; r < rows; r++)
    for (int v = 0; v < vectors; v++)
      sum[v] += (n == 16 ? v16_load(x + r * C + 16 * v) : v16_load_n(x + r * C, n)) - first[v];
  for (int v = 0; v < vectors; v++) centre[v] = first[v] + sum[v] / (float)rows;
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) {
      v16f d = (n == 16 ? v16_load(x + r * C + 16 * v) : v16_load_n(x + r * C, n)) - centre[v];
      rest[v] += d;
      square[v] = v16_fma(d, d, square[v]);
    }
  for (int v = 0; v < vectors; v++) {
    v16_store_n(out + 16 * v, centre[v], n);
    v16_store_n(out + C + 16 * v, rest[v], n);
    v16_store_n(out + 2 * C + 16 * v, square[v], n);
  }
}

static void group_norm_statistics(const void *context, size_t first, size_t count) {
  const group_norm_image *m = context;
  size_t C = m->call->C;
  for (size_t block = first; block < first + count; block++) {
    const float *x = m->x + block * block_rows * C;
    float *out = m->block_sums + block * 3 * C;
    int rows = rows_of(m->call, block);
    size_t c = 0;
    for (; c + 64 <= C; c += 64) channel_statistics(4, 16, rows, C, x + c, out + c);
    for (; c + 16 <= C; c += 16) channel_statistics(1, 16, rows, C, x + c, out + c);
    if (c < C) channel_statistics(1, C - c, rows, C, x + c, out + c);
  }
}

/// Joins the blocks' sums: first the group means, then the squares about them.
static void group_norm_finish(group_norm_image *m, float *mean, float *rstd) {
  const group_norm_call *call = m->call;
  size_t C = call->C, width = C / call->groups;
  int blocks = group_norm_blocks(call);
  double elements = (double)call->HW * (double)width;
  for (size_t c = 0; c < C; c++) m->sum[c] = 0;
  for (int k = 0; k < blocks; k++) {
    const float *centre = m->block_sums + 3 * C * k, *rest = centre + C;
    double rows = rows_of(call, k);
    for (size_t c = 0; c < C; c++) m->sum[c] += rows * centre[c] + rest[c];
  }
  for (size_t g = 0; g < C; g += width) {
    double total = 0;
    for (size_t c = g; c < g + width; c++) total += m->sum[c];
    for (size_t c = g; c < g + width; c++) m->centre[c] = total / elements;
  }
  for (size_t c = 0; c < C; c++) m->sum[c] = 0;
  for (int k = 0; k < blocks; k++) {
    const float *centre = m->block_sums + 3 * C * k, *rest = centre + C, *square = rest + C;
    double rows = rows_of(call, k);
    for (size_t c = 0; c < C; c++) {
      double d = centre[c] - m->centre[c];
      m->sum[c] += square[c] + d * (2 * (double)rest[c] + rows * d);
    }
  }
  for (int g = 0; g < call->groups; g++) {
    double total = 0;
    for (size_t c = g * width; c < (g + 1) * width; c++) total += m->sum[c];
    mean[g] = (float)m->centre[g * width];
    rstd[g] = (float)(1 / __builtin_elementwise_sqrt(total / elements + call->eps));
  }
}

/// Spreads a group's figures over its channels.
static void group_norm_coefficients(group_norm_image *m, const float *mean, const float *rstd) {
  size_t width = m->call->C / m->call->groups;
  for (int g = 0; g < m->call->groups; g++)
    for (size_t c = g * width; c < (g + 1) * width; c++) {
      m->mean[c] = mean[g];
      m->scale[c] = rstd[g] * m->call->gamma[c];
    }
}

HD_INLINE void group_norm_apply_rows(const group_norm_image *m, size_t rows, bool silu, const float *x, float *y) {
  size_t C = m->call->C;
  const float *beta = m->call->beta;
  for (size_t r = 0; r < rows; r++, x += C, y += C) {
    size_t c = 0;
    for (; c + 16 <= C; c += 16) {
      v16f u = v16_fma(v16_load(x + c) - v16_load(m->mean + c), v16_load(m->scale + c), v16_load(beta + c));
      v16_store(y + c, silu ? v16_silu(u) : u);
    }
    size_t n = C - c;
    if (n) {
      v16f d = v16_load_n(x + c, n) - v16_load_n(m->mean + c, n);
      v16f u = v16_fma(d, v16_load_n(m->scale + c, n), v16_load_n(beta + c, n));
      v16_store_n(y + c, silu ? v16_silu(u) : u, n);
    }
  }
}

static void group_norm_apply(const void *context, size_t first, size_t count) {
  const group_norm_image *m = context;
  size_t C = m->call->C, row = first * block_rows, end = (first + count) * block_rows;
  if (end > (size_t)m->call->HW) end = m->call->HW;
  if (m->call->silu) group_norm_apply_rows(m, end - row, true, m->x + row * C, m->y + row * C);
  else group_norm_apply_rows(m, end - row, false, m->x + row * C, m->y + row * C);
}

static void group_norm_images(const void *context, size_t first, size_t count) {
  const group_norm_call *c = context;
  size_t blocks = group_norm_blocks(c), grain = at_least_one(8192 / ((size_t)c->C * block_rows));
  for (size_t b = first; b < first + count; b++) {
    group_norm_image m = group_norm_image_of(c, b);
    float *mean = c->mean + b * c->groups, *rstd = c->rstd + b * c->groups;
    hd_for_range(blocks, grain, group_norm_statistics, &m);
    group_norm_finish(&m, mean, rstd);
    group_norm_coefficients(&m, mean, rstd);
    hd_for_range(blocks, grain, group_norm_apply, &m);
  }
}

/// Images side by side where there are enough of them, else the blocks of one after the other.
HD_INLINE void group_norm_run(hd_range_body images, const group_norm_call *c) {
  if (c->B >= hd_threads()) hd_for_range(c->B, at_least_one(8192 / ((size_t)c->HW * c->C)), images, c);
  else images(c, 0, c->B);
}

void HD_FN(hd_group_norm_forward)(int B, int HW, int C, int groups, float eps, bool silu, const float *x,
                                  const float *gamma, const float *beta, float *y, float *mean, float *rstd) {
  if (B <= 0 || HW <= 0 || C <= 0) return;
  group_norm_call c = {.B = B, .HW = HW, .C = C, .groups = groups, .eps = eps, .silu = silu, .x = x, .gamma = gamma,
                       .beta = beta, .y = y, .mean = mean, .rstd = rstd};
  group_norm_run(group_norm_images, &c);
}
