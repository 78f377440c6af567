// Runs every kernel on inputs made of whole numbers and prints a digest of its result's bits, a line each: two builds
// of this file, for two machines, must print the same.   digests [threads]
#include "CKernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#pragma clang fp contract(off)  // in the inputs made here; the kernels say it themselves

/// The same numbers everywhere: multiples of 2^-22 in [-2, 2), by a 64-bit linear congruential generator.
static uint64_t state = 2463534242u;
static uint32_t draw(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 40);
}
static float *numbers(size_t n) {
  float *x = malloc((n + 16) * sizeof *x);
  for (size_t i = 0; i < n + 16; i++) x[i] = (float)((int)draw() - (1 << 23)) * 0x1p-22f;
  return x;
}
static float *zeros(size_t n) { return calloc(n + 16, sizeof(float)); }

/// FNV-1a over the bytes.
static void show(const char *name, const char *what, const void *bytes, size_t size) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < size; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
  printf("%-32s %-24s %016llx\n", name, what, (unsigned long long)hash);
}
static void floats(const char *name, const char *what, const float *x, size_t n) { show(name, what, x, n * sizeof *x); }

static void products(void) {
  const size_t sizes[][3] = {{1, 40, 33}, {5, 3, 17}, {33, 47, 65}, {70, 130, 90}, {4, 300, 128}};
  for (int s = 0; s < 5; s++) {
    const size_t M = sizes[s][0], N = sizes[s][1], K = sizes[s][2];
    char what[64];
    for (int t = 0; t < 4; t++) {
      const bool ta = t & 1, tb = t & 2;
      float *a = numbers(M * K), *b = numbers(K * N), *c = numbers(M * N), *packed = zeros(hd_gemm_packed_size(N, K));
      const hd_epilogue epilogue = {numbers(N), numbers(M * N), N, t == 3};
      snprintf(what, sizeof what, "%zux%zux%zu %s%s", M, N, K, ta ? "T" : "N", tb ? "T" : "N");
      hd_gemm(ta, tb, M, N, K, a, ta ? M : K, b, tb ? K : N, c, N, &epilogue);
      floats("hd_gemm", what, c, M * N);
      hd_gemm_pack(tb, N, K, b, tb ? K : N, packed);
      floats("hd_gemm_pack", what, packed, hd_gemm_packed_size(N, K));
      hd_gemm_prepacked(ta, M, N, K, a, ta ? M : K, packed, c, N, NULL);
      floats("hd_gemm_prepacked", what, c, M * N);
    }
  }
  float *c = zeros(7 * 20 * 30), *sums = zeros(37);
  hd_gemm_batched(7, false, true, 20, 30, 15, numbers(7 * 300), 15, 300, numbers(7 * 450), 15, 450, c, 30, 600, false);
  floats("hd_gemm_batched", "7 of 20x30x15", c, 7 * 600);
  hd_column_sums(700, 37, numbers(700 * 37), 37, sums, false);
  floats("hd_column_sums", "700x37", sums, 37);
}

static void convolution(hd_conv3x3 s, const char *shape) {
  static const char *const forms[] = {"direct", "F2", "F4"};
  const size_t inputs = (size_t)s.B * s.H * s.W * s.Cin, weights = (size_t)9 * s.Cin * s.Cout;
  const size_t outputs = (size_t)s.B * hd_conv3x3_out_height(&s) * hd_conv3x3_out_width(&s) * s.Cout;
  float *x = numbers(inputs), *w = numbers(weights), *dy = numbers(outputs);
  float *y = zeros(outputs), *dx = zeros(inputs), *dw = zeros(weights);
  const hd_conv_epilogue epilogue = {numbers(s.Cout), numbers((size_t)s.B * s.Cout), numbers(outputs)};
  for (int algorithm = HD_CONV_DIRECT; algorithm <= (s.stride == 1 ? HD_CONV_F4 : HD_CONV_DIRECT); algorithm++) {
    char what[64];
    snprintf(what, sizeof what, "%s %s", shape, forms[algorithm]);
    const size_t ahead = hd_conv3x3_packed_size(s.Cin, s.Cout, HD_CONV_FORWARD, algorithm);
    const size_t back = hd_conv3x3_packed_size(s.Cin, s.Cout, HD_CONV_BACKWARD_DATA, algorithm);
    float *packed = zeros(ahead), *packed_back = zeros(back);
    hd_conv3x3_pack(s.Cin, s.Cout, HD_CONV_FORWARD, algorithm, w, packed);
    hd_conv3x3_pack(s.Cin, s.Cout, HD_CONV_BACKWARD_DATA, algorithm, w, packed_back);
    floats("hd_conv3x3_pack", what, packed, ahead);
    hd_conv3x3_forward(&s, algorithm, x, packed, &epilogue, y);
    floats("hd_conv3x3_forward", what, y, outputs);
    hd_conv3x3_forward_once(&s, algorithm, x, w, NULL, y);
    floats("hd_conv3x3_forward_once", what, y, outputs);
    hd_conv3x3_backward_data(&s, algorithm, dy, packed_back, dx);
    floats("hd_conv3x3_backward_data", what, dx, inputs);
    hd_conv3x3_backward_data_once(&s, algorithm, dy, w, dx);
    floats("hd_conv3x3_backward_data_once", what, dx, inputs);
    hd_conv3x3_backward_weights(&s, algorithm, x, dy, dw);
    floats("hd_conv3x3_backward_weights", what, dw, weights);
  }
}

static void convolutions(void) {
  convolution((hd_conv3x3){2, 7, 9, 5, 19, 1, 1, 1, 1, 1, false, 0, 0}, "7x9 5>19");
  convolution((hd_conv3x3){1, 8, 6, 20, 3, 1, 1, 1, 1, 1, false, 0, 0}, "8x6 20>3");
  convolution((hd_conv3x3){1, 9, 8, 16, 16, 2, 0, 0, 1, 1, false, 0, 0}, "9x8 16>16 /2");
  convolution((hd_conv3x3){1, 5, 4, 8, 8, 1, 1, 1, 1, 1, true, 10, 7}, "5x4 8>8 up");
  convolution((hd_conv3x3){1, 4, 4, 176, 160, 1, 1, 1, 1, 1, false, 0, 0}, "4x4 176>160");
  float *columns = zeros(6 * 7 * 9 * 4), *dx = zeros(6 * 7 * 4);
  hd_im2col(1, 6, 7, 4, 3, 3, 1, 1, 1, 6, 7, numbers(6 * 7 * 4), columns);
  floats("hd_im2col", "6x7x4 3x3", columns, 6 * 7 * 36);
  hd_col2im(1, 6, 7, 4, 3, 3, 1, 1, 1, 6, 7, numbers(6 * 7 * 36), dx);
  floats("hd_col2im", "6x7x4 3x3", dx, 6 * 7 * 4);
}

static void attention(void) {
  const hd_attention shapes[] = {{2, 3, 17, 24, 8, 24, 24, 24, 24, 0.35f, false},
                                 {1, 2, 70, 70, 24, 48, 48, 48, 48, 0.2f, true},
                                 {1, 1, 130, 300, 40, 40, 40, 40, 40, 0.16f, false}};
  for (int i = 0; i < 3; i++) {
    const hd_attention s = shapes[i];
    const size_t width = s.ldq, q = s.B * s.Nq * width, k = s.B * s.Nk * width, rows = s.B * s.heads * s.Nq;
    float *Q = numbers(q), *K = numbers(k), *V = numbers(k), *o = zeros(q), *sums = zeros(rows), *d_o = numbers(q);
    float *dq = zeros(q), *dk = zeros(k), *dv = zeros(k);
    char what[64];
    snprintf(what, sizeof what, "%dx%d of %d", s.Nq, s.Nk, s.D);
    hd_attention_forward(&s, Q, K, V, o, sums);
    floats("hd_attention_forward", what, o, q);
    floats("hd_attention_forward", "its sums", sums, rows);
    hd_attention_backward(&s, Q, K, V, o, sums, d_o, dq, dk, dv);
    floats("hd_attention_backward", "dq", dq, q);
    floats("hd_attention_backward", "dk", dk, k);
    floats("hd_attention_backward", "dv", dv, k);
  }
  float *y = zeros(9 * 37), *dx = zeros(9 * 37);
  hd_softmax_forward(9, 37, numbers(9 * 37), y);
  floats("hd_softmax_forward", "9x37", y, 9 * 37);
  hd_softmax_backward(9, 37, y, numbers(9 * 37), dx);
  floats("hd_softmax_backward", "9x37", dx, 9 * 37);
}

static void norms(void) {
  enum { B = 2, HW = 35, C = 24, n = B * HW * C };
  for (int silu = 0; silu < 2; silu++) {
    float *x = numbers(n), *gamma = numbers(C), *beta = numbers(C);
    float *y = zeros(n), *mean = zeros(B * 4), *rstd = zeros(B * 4);
    float *dx = zeros(n), *d_gamma = zeros(C), *d_beta = zeros(C);
    hd_group_norm_forward(B, HW, C, 4, 1e-5f, silu, x, gamma, beta, y, mean, rstd);
    floats("hd_group_norm_forward", silu ? "silu" : "plain", y, n);
    floats("hd_group_norm_forward", "rstd", rstd, B * 4);
    hd_group_norm_backward(B, HW, C, 4, silu, x, gamma, beta, mean, rstd, numbers(n), numbers(n), dx, d_gamma, d_beta);
    floats("hd_group_norm_backward", silu ? "silu" : "plain", dx, n);
    floats("hd_group_norm_backward", "d gamma", d_gamma, C);
    floats("hd_group_norm_backward", "d beta", d_beta, C);
  }
  float *x = numbers(11 * 37), *gamma = numbers(37), *y = zeros(11 * 37), *mean = zeros(11), *rstd = zeros(11);
  float *dx = zeros(11 * 37), *d_gamma = zeros(37), *d_beta = zeros(37);
  hd_layer_norm_forward(11, 37, 1e-5f, x, gamma, numbers(37), y, mean, rstd);
  floats("hd_layer_norm_forward", "11x37", y, 11 * 37);
  hd_layer_norm_backward(11, 37, x, gamma, mean, rstd, numbers(11 * 37), dx, d_gamma, d_beta);
  floats("hd_layer_norm_backward", "dx", dx, 11 * 37);
  floats("hd_layer_norm_backward", "d gamma", d_gamma, 37);
  floats("hd_layer_norm_backward", "d beta", d_beta, 37);
}

static void elementwise(void) {
  enum { n = 1003 };
  float *x = numbers(n), *dy = numbers(n), *positive = zeros(n), *y = zeros(n), *wide = zeros(n);
  for (int i = 0; i < n; i++) positive[i] = x[i] * x[i] + 0x1p-20f, wide[i] = x[i] * 45;
  for (int op = HD_NEG; op <= HD_COS; op++) {
    const bool from_above = op == HD_SQRT || op == HD_LOG || op == HD_RECIPROCAL;
    char what[64];
    snprintf(what, sizeof what, "op %d", op);
    hd_unary(op, n, from_above ? positive : wide, y);
    floats("hd_unary", what, y, n);
    hd_unary_backward(op, n, from_above ? positive : wide, dy, y);
    floats("hd_unary_backward", what, y, n);
  }
  for (int op = HD_ADD; op <= HD_MIN; op++) {
    char what[64];
    snprintf(what, sizeof what, "op %d", op);
    hd_binary(op, n, dy, positive, y);
    floats("hd_binary", what, y, n);
    hd_binary_broadcast(op, (size_t[]){2, 3, 4, 5, 7}, dy, (size_t[]){420, 140, 35, 7, 1}, positive,
                        (size_t[]){0, 7, 0, 0, 1}, y);
    floats("hd_binary_broadcast", what, y, 840);
  }
  hd_affine(n, 1.7f, x, -0.3f, y);
  floats("hd_affine", "", y, n);
  hd_axpy(n, 0.37f, x, y);
  floats("hd_axpy", "", y, n);
  hd_clamp(n, -0.5f, 1.25f, x, y);
  floats("hd_clamp", "", y, n);
  hd_clamp_backward(n, -0.5f, 1.25f, x, dy, y);
  floats("hd_clamp_backward", "", y, n);
  hd_fill(n, 0.1f, y);
  floats("hd_fill", "", y, n);
  float *gated = numbers(9 * 74), *d_gated = zeros(9 * 74);
  hd_geglu_forward(9, 37, gated, y);
  floats("hd_geglu_forward", "9x37", y, 9 * 37);
  hd_geglu_backward(9, 37, gated, dy, d_gated);
  floats("hd_geglu_backward", "9x37", d_gated, 9 * 74);
}

static void layouts(void) {
  float *x = numbers(840), *y = zeros(3360), *dx = zeros(840);
  hd_copy_strided((size_t[]){2, 3, 4, 5, 7}, x, (size_t[]){420, 140, 35, 7, 1}, y, (size_t[]){1, 2, 6, 24, 120}, false);
  floats("hd_copy_strided", "turned", y, 840);
  const int32_t rows[] = {3, 0, 3, 11, 7};
  hd_gather_rows(5, 37, rows, x, y);
  floats("hd_gather_rows", "5x37", y, 5 * 37);
  hd_scatter_add_rows(5, 37, rows, numbers(5 * 37), x);
  floats("hd_scatter_add_rows", "5x37", x, 840);
  hd_upsample_nearest(1, 5, 4, 21, 9, 8, x, y);
  floats("hd_upsample_nearest", "5x4 > 9x8", y, 9 * 8 * 21);
  hd_upsample_nearest_backward(1, 5, 4, 21, 9, 8, y, dx);
  floats("hd_upsample_nearest_backward", "5x4 > 9x8", dx, 420);
  const int32_t start[] = {0, 0, 1, 2, 2};
  float *weight = numbers(10);
  hd_resample_axis(3, 4, 5, 21, 2, start, weight, x, y);
  floats("hd_resample_axis", "4 > 5", y, 3 * 5 * 21);
  hd_resample_axis_backward(3, 4, 5, 21, 2, start, weight, y, dx);
  floats("hd_resample_axis_backward", "4 > 5", dx, 3 * 4 * 21);
  uint16_t halves[840], all[0x7c00];
  hd_float_to_half(840, x, halves);
  show("hd_float_to_half", "", halves, sizeof halves);
  for (int i = 0; i < 0x7c00; i++) all[i] = (uint16_t)i;
  float *widened = zeros(0x7c00);
  hd_half_to_float(0x7c00, all, widened);
  floats("hd_half_to_float", "every finite half >= 0", widened, 0x7c00);
  hd_bfloat_to_float(840, halves, y);
  floats("hd_bfloat_to_float", "", y, 840);
}

static void sums(void) {
  enum { n = 9001 };
  float *x = numbers(n), *y = numbers(n), *out = zeros(840);
  const double results[] = {hd_sum(n, x),     hd_dot(n, x, y), hd_sum_squares(n, x),
                            hd_sum_abs(n, x), hd_max(n, x),    hd_min(n, x)};
  const char *names[] = {"hd_sum", "hd_dot", "hd_sum_squares", "hd_sum_abs", "hd_max", "hd_min"};
  for (int i = 0; i < 6; i++) show(names[i], "", &results[i], sizeof(double));
  x[5] = x[8000] = INFINITY;
  const uint64_t count = hd_count_nonfinite(n, x);
  show("hd_count_nonfinite", "", &count, sizeof count);
  for (unsigned axes = 1; axes < 32; axes += 5) {
    char what[64];
    snprintf(what, sizeof what, "axes %u", axes);
    memset(out, 0, 840 * sizeof *out);
    hd_sum_axes((size_t[]){2, 3, 4, 5, 7}, axes, y, out, false);
    floats("hd_sum_axes", what, out, 840);
  }
}

static void updates(void) {
  enum { n = 515 };
  const hd_adamw o = {1e-3f, 0.01f, 0.9f, 0.999f, 1e-8f, 0.5f, 1 - 0.9 * 0.9, 1 - 0.999 * 0.999};
  float *p = numbers(n), *g = numbers(n), *m = zeros(n), *v = zeros(n), *shadow = numbers(n);
  uint16_t m16[n] = {0}, v16[n] = {0};
  for (int step = 0; step < 3; step++) hd_adamw_step(&o, n, p, g, m, v);
  floats("hd_adamw_step", "p", p, n), floats("hd_adamw_step", "m", m, n), floats("hd_adamw_step", "v", v, n);
  for (uint32_t step = 0; step < 3; step++) hd_adamw_step_bfloat(&o, n, p, g, m16, v16, step);
  floats("hd_adamw_step_bfloat", "p", p, n);
  show("hd_adamw_step_bfloat", "m", m16, sizeof m16), show("hd_adamw_step_bfloat", "v", v16, sizeof v16);
  hd_ema_step(n, 0.99f, p, shadow);
  floats("hd_ema_step", "", shadow, n);
}

static void streams(void) {
  uint32_t words[515];
  float *x = zeros(515);
  hd_philox_words(7, 11, 0xfffffffdu, 515, words);
  show("hd_philox_words", "", words, sizeof words);
  hd_philox_uniform(7, 11, 3, 515, x);
  floats("hd_philox_uniform", "", x, 515);
  hd_philox_normal(7, 11, 3, 515, x);
  floats("hd_philox_normal", "", x, 515);
}

static void depths(void) {
  enum { n = 5001 };
  float *g = numbers(n), *p = numbers(n);
  double *g64 = malloc(n * sizeof *g64), *p64 = malloc(n * sizeof *p64);
  for (int i = 0; i < n; i++) {
    g64[i] = 45 + 20 * (double)g[i], p64[i] = 45 + 20 * (double)p[i];
    g[i] = 30 + 25 * g[i], p[i] = 35 + 22 * p[i];
  }
  const hd_depth_rule rule = {1e-3, 80, 1e-3, 80, 80, 0.05, {1.01, 1.05, 1.1, 1.25, 1.5625, 1.953125}};
  hd_depth_sums result;
  memset(&result, 0, sizeof result);
  hd_depth_errors(n, g, p, NULL, &rule, &result);
  show("hd_depth_errors", "", &result, sizeof result);
  memset(&result, 0, sizeof result);
  hd_depth_errors_f64(n, g64, p64, &rule, &result);
  show("hd_depth_errors_f64", "", &result, sizeof result);
}

static void scalars(void) {
  static const struct {
    const char *name;
    double (*of)(double);
  } functions[] = {{"hd_exp_f64", hd_exp_f64},   {"hd_log_f64", hd_log_f64}, {"hd_sin_f64", hd_sin_f64},
                   {"hd_cos_f64", hd_cos_f64},   {"hd_tan_f64", hd_tan_f64}, {"hd_tanh_f64", hd_tanh_f64},
                   {"hd_erf_f64", hd_erf_f64}};
  double x[500], y[500];
  for (int i = 0; i < 500; i++) x[i] = ((int)draw() - (1 << 23)) * 0x1p-15;
  for (int f = 0; f < 7; f++) {
    for (int i = 0; i < 500; i++) y[i] = functions[f].of(f == 1 ? x[i] * x[i] + 0x1p-30 : x[i]);
    show(functions[f].name, "", y, sizeof y);
  }
  for (int i = 0; i < 500; i++) y[i] = hd_pow_f64(x[i] * x[i] + 0x1p-30, x[499 - i] * 0x1p-4);
  show("hd_pow_f64", "", y, sizeof y);
  for (int i = 0; i < 500; i++) y[i] = hd_atan2_f64(x[i], x[499 - i]);
  show("hd_atan2_f64", "", y, sizeof y);
}

int main(int argc, char **argv) {
  if (argc > 1) hd_threads_set(atoi(argv[1]));
  fprintf(stderr, "%s, %d threads\n", hd_isa_name(hd_isa_current()), hd_threads());
  products();
  convolutions();
  attention();
  norms();
  elementwise();
  layouts();
  sums();
  updates();
  streams();
  depths();
  scalars();
  return 0;
}
