// LayerNorm, included by norm.inc.h. A row is summed in 16 lanes and one tree; the gradients of gamma and beta over
// blocks of rows in Float32 and over blocks in Float64.

typedef struct {
  size_t M, C;
  float eps;
  const float *x, *gamma, *beta, *dy;
  float *y, *mean, *rstd;  // backward: y is dx
  float *block_sums;       // backward: [blocks, 2, C], d gamma and d beta
} layer_norm_call;

/// The sums of x - centre, and of its square, over a row.
HD_INLINE void row_sums(const float *x, size_t C, float centre, bool squares, float *sum, float *square) {
  v16f s = {0}, q = {0};
  size_t c = 0;
  for (; c + 16 <= C; c += 16) {
    v16f d = v16_load(x + c) - centre;
    s += d;
    if (squares) q = v16_fma(d, d, q);
  }
  if (c < C) {
    v16f d = keep_first(v16_load_n(x + c, C - c) - centre, C - c);
    s += d;
    if (squares) q = v16_fma(d, d, q);
  }
  *sum = v16_sum(s);
  if (squares) *square = v16_sum(q);
}

HD_INLINE void layer_norm_vector(const layer_norm_call *k, size_t c, size_t n, float mean, float rstd, const float *x,
                                 float *y) {
  v16f h = (load_some(x + c, n) - mean) * rstd;
  h = v16_fma(h, load_some(k->gamma + c, n), load_some(k->beta + c, n));
  if (n == 16) v16_store(y + c, h);
  else v16_store_n(y + c, h, n);
}

static void layer_norm_rows(const void *context, size_t first, size_t count) {
  const layer_norm_call *k = context;
  size_t C = k->C;
  double inverse = 1 / (double)C;
  for (size_t i = first; i < first + count; i++) {
    const float *x = k->x + i * C;
    float sum, square, centre;
    row_sums(x, C, x[0], false, &sum, &square);
    centre = x[0] + sum * (float)inverse;  // exact for a constant row
    row_sums(x, C, centre, true, &sum, &square);
    double rest = sum * inverse, variance = square * inverse - rest * rest;
    if (variance < 0) variance = 0;  // rounding; NaN stays
    float mean = k->mean[i] = (float)(centre + rest);
    float rstd = k->rstd[i] = (float)(1 / __builtin_elementwise_sqrt(variance + k->eps));
    size_t c = 0;
    for (; c + 16 <= C; c += 16) layer_norm_vector(k, c, 16, mean, rstd, x, k->y + i * C);
    if (c < C) layer_norm_vector(k, c, C - c, mean, rstd, x, k->y + i * C);
  }
}

void HD_FN(hd_layer_norm_forward)(size_t M, int C, float eps, const float *x, const float *gamma, const float *beta,
                                  float *y, float *mean, float *rstd) {
  if (C <= 0) return;
  layer_norm_call k = {.M = M, .C = C, .eps = eps, .x = x, .gamma = gamma, .beta = beta, .y = y, .mean = mean,
                       .rstd = rstd};
  hd_for_range(M, 16384 / C + 1, layer_norm_rows, &k);
}

/// dx of one row, and its part of d gamma and d beta.
HD_INLINE void layer_norm_row_gradient(const layer_norm_call *k, size_t i, float *d_gamma, float *d_beta) {
  size_t C = k->C;
  const float *x = k->x + i * C, *dy = k->dy + i * C;
  float *dx = k->y + i * C, mean = k->mean[i], rstd = k->rstd[i];
  v16f sum = {0}, product = {0};
  for (size_t c = 0; c < C; c += 16) {
    size_t n = C - c < 16 ? C - c : 16;
    v16f d = load_some(dy + c, n), h = (load_some(x + c, n) - mean) * rstd, g = d * load_some(k->gamma + c, n);
    sum += g;
    product = v16_fma(g, h, product);
    v16_store_n(d_gamma + c, v16_fma(d, h, load_some(d_gamma + c, n)), n);
    v16_store_n(d_beta + c, d + load_some(d_beta + c, n), n);
  }
  float shift = v16_sum(sum) / (float)C, slope = v16_sum(product) / (float)C;
  for (size_t c = 0; c < C; c += 16) {
    size_t n = C - c < 16 ? C - c : 16;
    v16f h = (load_some(x + c, n) - mean) * rstd, g = load_some(dy + c, n) * load_some(k->gamma + c, n);
    v16_store_n(dx + c, (v16_fma(v16_set(-slope), h, g) - shift) * rstd, n);
  }
}

static void layer_norm_gradient_blocks(const void *context, size_t first, size_t count) {
  const layer_norm_call *k = context;
  size_t C = k->C;
  for (size_t block = first; block < first + count; block++) {
    float *sums = k->block_sums + block * 2 * C;
    size_t end = (block + 1) * block_rows;
    memset(sums, 0, 2 * C * sizeof(float));
    for (size_t i = block * block_rows; i < end && i < k->M; i++) layer_norm_row_gradient(k, i, sums, sums + C);
  }
}

void HD_FN(hd_layer_norm_backward)(size_t M, int C, const float *x, const float *gamma, const float *mean,
                                   const float *rstd, const float *dy, float *dx, float *dgamma, float *dbeta) {
  if (C <= 0) return;
  layer_norm_call k = {.M = M, .C = C, .x = x, .gamma = gamma, .dy = dy, .y = dx, .mean = (float *)mean,
                       .rstd = (float *)rstd};
  size_t blocks = (M + block_rows - 1) / block_rows, width = 2 * (size_t)C;
  double *total = hd_scratch(call_slot, width * sizeof(double) + blocks * width * sizeof(float));
  k.block_sums = (float *)(total + width);
  hd_for_range(blocks, at_least_one(16384 / ((size_t)C * block_rows)), layer_norm_gradient_blocks, &k);
  for (size_t c = 0; c < width; c++) total[c] = 0;
  for (size_t b = 0; b < blocks; b++)
    for (size_t c = 0; c < width; c++) total[c] += k.block_sums[b * width + c];
  for (int c = 0; c < C; c++) dgamma[c] = (float)total[c], dbeta[c] = (float)total[C + c];
}
