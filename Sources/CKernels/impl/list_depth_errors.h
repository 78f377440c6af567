HD_KERNEL(void, hd_depth_errors, (size_t n, const float *g, const float *p, const uint8_t *mask, const hd_depth_rule *rule, hd_depth_sums *result), (n, g, p, mask, rule, result))
HD_KERNEL(void, hd_depth_errors_f64, (size_t n, const double *g, const double *p, const hd_depth_rule *rule, hd_depth_sums *result), (n, g, p, rule, result))
