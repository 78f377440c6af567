// Every kernel that exists once per instruction set: HD_KERNEL(result, name, (parameters), (arguments)).
// No include guard: each reader defines HD_KERNEL first.

// gemm
HD_KERNEL(void, hd_gemm, (bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *B, size_t ldb, float *C, size_t ldc, const hd_epilogue *epilogue), (ta, tb, M, N, K, A, lda, B, ldb, C, ldc, epilogue))
HD_KERNEL(void, hd_gemm_batched, (size_t count, bool ta, bool tb, size_t M, size_t N, size_t K, const float *A, size_t lda, size_t stride_a, const float *B, size_t ldb, size_t stride_b, float *C, size_t ldc, size_t stride_c, bool accumulate), (count, ta, tb, M, N, K, A, lda, stride_a, B, ldb, stride_b, C, ldc, stride_c, accumulate))
HD_KERNEL(void, hd_gemm_pack, (bool tb, size_t N, size_t K, const float *B, size_t ldb, float *packed), (tb, N, K, B, ldb, packed))
HD_KERNEL(void, hd_gemm_prepacked, (bool ta, size_t M, size_t N, size_t K, const float *A, size_t lda, const float *packed, float *C, size_t ldc, const hd_epilogue *epilogue), (ta, M, N, K, A, lda, packed, C, ldc, epilogue))
HD_KERNEL(void, hd_column_sums, (size_t M, size_t N, const float *A, size_t lda, float *out, bool accumulate), (M, N, A, lda, out, accumulate))
HD_KERNEL(double, hd_fma_peak, (double seconds), (seconds))

// conv
HD_KERNEL(void, hd_conv3x3_pack, (int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm, const float *w, float *packed), (Cin, Cout, pass, algorithm, w, packed))
HD_KERNEL(void, hd_conv3x3_forward, (const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *packed, const hd_conv_epilogue *epilogue, float *y), (s, algorithm, x, packed, epilogue, y))
HD_KERNEL(void, hd_conv3x3_forward_once, (const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *w, const hd_conv_epilogue *epilogue, float *y), (s, algorithm, x, w, epilogue, y))
HD_KERNEL(void, hd_conv3x3_backward_data, (const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy, const float *packed, float *dx), (s, algorithm, dy, packed, dx))
HD_KERNEL(void, hd_conv3x3_backward_data_once, (const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy, const float *w, float *dx), (s, algorithm, dy, w, dx))
HD_KERNEL(void, hd_conv3x3_backward_weights, (const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *dy, float *dw), (s, algorithm, x, dy, dw))
HD_KERNEL(void, hd_im2col, (int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW, const float *x, float *columns), (B, H, W, C, KH, KW, stride, pad_top, pad_left, OH, OW, x, columns))
HD_KERNEL(void, hd_col2im, (int B, int H, int W, int C, int KH, int KW, int stride, int pad_top, int pad_left, int OH, int OW, const float *columns, float *dx), (B, H, W, C, KH, KW, stride, pad_top, pad_left, OH, OW, columns, dx))

// attention
HD_KERNEL(void, hd_attention_forward, (const hd_attention *s, const float *q, const float *k, const float *v, float *o, float *log_sum_exp), (s, q, k, v, o, log_sum_exp))
HD_KERNEL(void, hd_attention_backward, (const hd_attention *s, const float *q, const float *k, const float *v, const float *o, const float *log_sum_exp, const float *d_o, float *dq, float *dk, float *dv), (s, q, k, v, o, log_sum_exp, d_o, dq, dk, dv))
HD_KERNEL(void, hd_softmax_forward, (size_t M, size_t N, const float *x, float *y), (M, N, x, y))
HD_KERNEL(void, hd_softmax_backward, (size_t M, size_t N, const float *y, const float *dy, float *dx), (M, N, y, dy, dx))

// norm
HD_KERNEL(void, hd_group_norm_forward, (int B, int HW, int C, int groups, float eps, bool silu, const float *x, const float *gamma, const float *beta, float *y, float *mean, float *rstd), (B, HW, C, groups, eps, silu, x, gamma, beta, y, mean, rstd))
HD_KERNEL(void, hd_group_norm_backward, (int B, int HW, int C, int groups, bool silu, const float *x, const float *gamma, const float *beta, const float *mean, const float *rstd, const float *dy, const float *addend, float *dx, float *dgamma, float *dbeta), (B, HW, C, groups, silu, x, gamma, beta, mean, rstd, dy, addend, dx, dgamma, dbeta))
HD_KERNEL(void, hd_layer_norm_forward, (size_t M, int C, float eps, const float *x, const float *gamma, const float *beta, float *y, float *mean, float *rstd), (M, C, eps, x, gamma, beta, y, mean, rstd))
HD_KERNEL(void, hd_layer_norm_backward, (size_t M, int C, const float *x, const float *gamma, const float *mean, const float *rstd, const float *dy, float *dx, float *dgamma, float *dbeta), (M, C, x, gamma, mean, rstd, dy, dx, dgamma, dbeta))

// elementwise
HD_KERNEL(void, hd_unary, (hd_unary_op op, size_t n, const float *x, float *y), (op, n, x, y))
HD_KERNEL(void, hd_unary_backward, (hd_unary_op op, size_t n, const float *x, const float *dy, float *dx), (op, n, x, dy, dx))
HD_KERNEL(void, hd_binary, (hd_binary_op op, size_t n, const float *a, const float *b, float *y), (op, n, a, b, y))
HD_KERNEL(void, hd_binary_broadcast, (hd_binary_op op, const size_t dims[5], const float *a, const size_t strides_a[5], const float *b, const size_t strides_b[5], float *y), (op, dims, a, strides_a, b, strides_b, y))
HD_KERNEL(void, hd_affine, (size_t n, float alpha, const float *x, float beta, float *y), (n, alpha, x, beta, y))
HD_KERNEL(void, hd_axpy, (size_t n, float alpha, const float *x, float *y), (n, alpha, x, y))
HD_KERNEL(void, hd_clamp, (size_t n, float lo, float hi, const float *x, float *y), (n, lo, hi, x, y))
HD_KERNEL(void, hd_clamp_backward, (size_t n, float lo, float hi, const float *x, const float *dy, float *dx), (n, lo, hi, x, dy, dx))
HD_KERNEL(void, hd_fill, (size_t n, float value, float *y), (n, value, y))
HD_KERNEL(void, hd_geglu_forward, (size_t M, size_t N, const float *x, float *y), (M, N, x, y))
HD_KERNEL(void, hd_geglu_backward, (size_t M, size_t N, const float *x, const float *dy, float *dx), (M, N, x, dy, dx))

// layout
HD_KERNEL(void, hd_copy_strided, (const size_t dims[5], const float *x, const size_t strides_x[5], float *y, const size_t strides_y[5], bool accumulate), (dims, x, strides_x, y, strides_y, accumulate))
HD_KERNEL(void, hd_gather_rows, (size_t count, size_t C, const int32_t *index, const float *table, float *y), (count, C, index, table, y))
HD_KERNEL(void, hd_scatter_add_rows, (size_t count, size_t C, const int32_t *index, const float *dy, float *table), (count, C, index, dy, table))
HD_KERNEL(void, hd_upsample_nearest, (int B, int H, int W, int C, int OH, int OW, const float *x, float *y), (B, H, W, C, OH, OW, x, y))
HD_KERNEL(void, hd_upsample_nearest_backward, (int B, int H, int W, int C, int OH, int OW, const float *dy, float *dx), (B, H, W, C, OH, OW, dy, dx))
HD_KERNEL(void, hd_resample_axis, (size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start, const float *weight, const float *x, float *y), (outer, n, m, inner, taps, start, weight, x, y))
HD_KERNEL(void, hd_resample_axis_backward, (size_t outer, size_t n, size_t m, size_t inner, int taps, const int32_t *start, const float *weight, const float *dy, float *dx), (outer, n, m, inner, taps, start, weight, dy, dx))
HD_KERNEL(void, hd_half_to_float, (size_t n, const void *x, float *y), (n, x, y))
HD_KERNEL(void, hd_bfloat_to_float, (size_t n, const void *x, float *y), (n, x, y))
HD_KERNEL(void, hd_float_to_half, (size_t n, const float *x, void *y), (n, x, y))

// reduce
HD_KERNEL(double, hd_sum, (size_t n, const float *x), (n, x))
HD_KERNEL(double, hd_dot, (size_t n, const float *x, const float *y), (n, x, y))
HD_KERNEL(double, hd_sum_squares, (size_t n, const float *x), (n, x))
HD_KERNEL(double, hd_sum_abs, (size_t n, const float *x), (n, x))
HD_KERNEL(float, hd_max, (size_t n, const float *x), (n, x))
HD_KERNEL(float, hd_min, (size_t n, const float *x), (n, x))
HD_KERNEL(size_t, hd_count_nonfinite, (size_t n, const float *x), (n, x))
HD_KERNEL(void, hd_sum_axes, (const size_t dims[5], unsigned axes, const float *x, float *y, bool accumulate), (dims, axes, x, y, accumulate))

// optimizer
HD_KERNEL(void, hd_adamw_step, (const hd_adamw *o, size_t n, float *p, const float *g, float *m, float *v), (o, n, p, g, m, v))
HD_KERNEL(void, hd_adamw_step_bfloat, (const hd_adamw *o, size_t n, float *p, const float *g, uint16_t *m, uint16_t *v, uint32_t key), (o, n, p, g, m, v, key))
HD_KERNEL(void, hd_ema_step, (size_t n, float decay, const float *p, float *shadow), (n, decay, p, shadow))

// random
HD_KERNEL(void, hd_philox_words, (uint64_t key, uint64_t high, uint64_t first, size_t n, uint32_t *out), (key, high, first, n, out))
HD_KERNEL(void, hd_philox_uniform, (uint64_t key, uint64_t high, uint64_t first, size_t n, float *out), (key, high, first, n, out))
HD_KERNEL(void, hd_philox_normal, (uint64_t key, uint64_t high, uint64_t first, size_t n, float *out), (key, high, first, n, out))

// depth errors
HD_KERNEL(void, hd_depth_errors, (size_t n, const float *g, const float *p, const uint8_t *mask, const hd_depth_rule *rule, hd_depth_sums *result), (n, g, p, mask, rule, result))
HD_KERNEL(void, hd_depth_errors_f64, (size_t n, const double *g, const double *p, const hd_depth_rule *rule, hd_depth_sums *result), (n, g, p, rule, result))
