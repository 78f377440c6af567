HD_KERNEL(void, hd_attention_forward, (const hd_attention *s, const float *q, const float *k, const float *v, float *o, float *log_sum_exp), (s, q, k, v, o, log_sum_exp))
HD_KERNEL(void, hd_attention_backward, (const hd_attention *s, const float *q, const float *k, const float *v, const float *o, const float *log_sum_exp, const float *d_o, float *dq, float *dk, float *dv), (s, q, k, v, o, log_sum_exp, d_o, dq, dk, dv))
HD_KERNEL(void, hd_softmax_forward, (size_t M, size_t N, const float *x, float *y), (M, N, x, y))
HD_KERNEL(void, hd_softmax_backward, (size_t M, size_t N, const float *y, const float *dy, float *dx), (M, N, y, dy, dx))
