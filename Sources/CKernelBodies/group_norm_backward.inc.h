// GroupNorm backward, included by norm.inc.h. With h = x - mean, u = rstd gamma h + beta and du = dy silu'(u):
//   d beta = sum du, d gamma = rstd sum du h,
//   dx = rstd gamma du - rstd sum_g(gamma du) / N - rstd^3 sum_g(gamma du h) / N h.
// The first pass leaves du in dx, or in scratch where dx holds what is to be added to, so that the exponentials are
// computed once.

HD_INLINE v16f load_some(const float *p, size_t n) { return n == 16 ? v16_load(p) : v16_load_n(p, n); }

/// As `channel_statistics`: the sums of du and du h over a block's rows.
HD_INLINE void channel_gradients(int vectors, size_t n, bool silu, int rows, const group_norm_image *m, size_t row,
                                 size_t c, float *out) {
  size_t C = m->call->C;
  const float *x = m->x + row * C + c, *dy = m->dy + row * C + c;
  float *to = m->du + row * C + c;
  v16f sum[4] = {{0}}, product[4] = {{0}}, mean[4], scale[4], beta[4];
  for (int v = 0; v < vectors; v++) {
    mean[v] = load_some(m->mean + c + 16 * v, n);
    scale[v] = load_some(m->scale + c + 16 * v, n);
    beta[v] = load_some(m->call->beta + c + 16 * v, n);
  }
  for (int r = 0; r < rows; r++, x += C, dy += C, to += C)
    for (int v = 0; v < vectors; v++) {
      v16f h = load_some(x + 16 * v, n) - mean[v], du = load_some(dy + 16 * v, n);
      if (silu) {
        v16f u = v16_fma(h, scale[v], beta[v]), s = v16_sigmoid(u);
        du *= s * v16_fma(u, 1.0f - s, v16_set(1));
        v16_store_n(to + 16 * v, du, n);
      }
      sum[v] += du;
      product[v] = v16_fma(du, h, product[v]);
    }
  for (int v = 0; v < vectors; v++) {
    v16_store_n(out + 16 * v, sum[v], n);
    v16_store_n(out + C + 16 * v, product[v], n);
  }
}

HD_INLINE void group_norm_gradient_sums(const group_norm_image *m, bool silu, size_t first, size_t count) {
  size_t C = m->call->C;
  for (size_t block = first; block < first + count; block++) {
    float *out = m->block_sums + block * 2 * C;
    int rows = rows_of(m->call, block);
    size_t c = 0, row = block * block_rows;
    for (; c + 64 <= C; c += 64) channel_gradients(4, 16, silu, rows, m, row, c, out + c);
    for (; c + 16 <= C; c += 16) channel_gradients(1, 16, silu, rows, m, row, c, out + c);
    if (c < C) channel_gradients(1, C - c, silu, rows, m, row, c, out + c);
  }
}

static void group_norm_sums(const void *context, size_t first, size_t count) {
  const group_norm_image *m = context;
  if (m->call->silu) group_norm_gradient_sums(m, true, first, count);
  else group_norm_gradient_sums(m, false, first, count);
}

/// Joins the blocks' sums; dx = scale du + slope h + shift.
static void group_norm_combine(group_norm_image *m, const float *rstd, double *d_beta, double *d_gamma) {
  const group_norm_call *call = m->call;
  size_t C = call->C, width = C / call->groups;
  double elements = (double)call->HW * (double)width;
  for (size_t c = 0; c < C; c++) d_beta[c] = d_gamma[c] = 0;
  for (int k = 0; k < group_norm_blocks(call); k++) {
    const float *sum = m->block_sums + 2 * C * k, *product = sum + C;
    for (size_t c = 0; c < C; c++) d_beta[c] += sum[c], d_gamma[c] += product[c];
  }
  for (int g = 0; g < call->groups; g++) {
    double sum = 0, product = 0, r = rstd[g];
    for (size_t c = g * width; c < (g + 1) * width; c++) {
      sum += d_beta[c] * call->gamma[c];
      product += d_gamma[c] * call->gamma[c];
      d_gamma[c] *= r;
    }
    for (size_t c = g * width; c < (g + 1) * width; c++) {
      m->slope[c] = (float)(-(r * r * r) * product / elements);
      m->shift[c] = (float)(-r * sum / elements);
    }
  }
}

HD_INLINE void group_norm_dx_vector(const group_norm_image *m, size_t c, size_t n, const float *x, const float *du,
                                    const float *addend, float *dx) {
  v16f h = load_some(x + c, n) - load_some(m->mean + c, n);
  v16f line = v16_fma(load_some(m->slope + c, n), h, load_some(m->shift + c, n));
  v16f y = v16_fma(load_some(m->scale + c, n), load_some(du + c, n), line);
  if (addend) y += load_some(addend + c, n);
  if (n == 16) v16_store(dx + c, y);
  else v16_store_n(dx + c, y, n);
}

static void group_norm_dx(const void *context, size_t first, size_t count) {
  const group_norm_image *m = context;
  size_t C = m->call->C, row = first * block_rows, end = (first + count) * block_rows;
  if (end > (size_t)m->call->HW) end = m->call->HW;
  for (; row < end; row++) {
    const float *x = m->x + row * C, *du = (m->call->silu ? m->du : m->dy) + row * C;
    const float *addend = m->addend ? m->addend + row * C : NULL;
    float *dx = m->y + row * C;
    size_t c = 0;
    for (; c + 16 <= C; c += 16) group_norm_dx_vector(m, c, 16, x, du, addend, dx);
    if (c < C) group_norm_dx_vector(m, c, C - c, x, du, addend, dx);
  }
}

static void group_norm_gradients(const void *context, size_t first, size_t count) {
  const group_norm_call *c = context;
  size_t C = c->C, blocks = group_norm_blocks(c), grain = at_least_one(8192 / (C * block_rows));
  for (size_t b = first; b < first + count; b++) {
    group_norm_image m = group_norm_image_of(c, b);
    const float *rstd = c->rstd + b * c->groups;
    group_norm_coefficients(&m, c->mean + b * c->groups, rstd);
    hd_for_range(blocks, grain, group_norm_sums, &m);
    group_norm_combine(&m, rstd, c->sums + 2 * C * b, c->sums + 2 * C * b + C);
    hd_for_range(blocks, grain, group_norm_dx, &m);
  }
}

void HD_FN(hd_group_norm_backward)(int B, int HW, int C, int groups, bool silu, const float *x, const float *gamma,
                                   const float *beta, const float *mean, const float *rstd, const float *dy,
                                   const float *addend, float *dx, float *dgamma, float *dbeta) {
  if (B <= 0 || HW <= 0 || C <= 0) {
    for (int c = 0; c < C; c++) dgamma[c] = dbeta[c] = 0;
    return;
  }
  group_norm_call c = {.B = B, .HW = HW, .C = C, .groups = groups, .silu = silu, .x = x, .gamma = gamma, .beta = beta,
                       .dy = dy, .addend = addend, .y = dx, .mean = (float *)mean, .rstd = (float *)rstd};
  c.sums = hd_scratch(call_slot, (size_t)B * 2 * C * sizeof(double));
  group_norm_run(group_norm_gradients, &c);
  for (int i = 0; i < C; i++) {
    double b_sum = 0, g_sum = 0;
    for (int b = 0; b < B; b++) b_sum += c.sums[(size_t)2 * C * b + i], g_sum += c.sums[(size_t)2 * C * b + C + i];
    dbeta[i] = (float)b_sum, dgamma[i] = (float)g_sum;
  }
}
