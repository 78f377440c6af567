HD_KERNEL(void, hd_adamw_step, (const hd_adamw *o, size_t n, float *p, const float *g, float *m, float *v), (o, n, p, g, m, v))
HD_KERNEL(void, hd_adamw_step_bfloat, (const hd_adamw *o, size_t n, float *p, const float *g, uint16_t *m, uint16_t *v, uint32_t key), (o, n, p, g, m, v, key))
HD_KERNEL(void, hd_ema_step, (size_t n, float decay, const float *p, float *shadow), (n, decay, p, shadow))
