HD_KERNEL(void, hd_philox_words, (uint64_t key, uint64_t high, uint64_t first, size_t n, uint32_t *out), (key, high, first, n, out))
HD_KERNEL(void, hd_philox_uniform, (uint64_t key, uint64_t high, uint64_t first, size_t n, float *out), (key, high, first, n, out))
HD_KERNEL(void, hd_philox_normal, (uint64_t key, uint64_t high, uint64_t first, size_t n, float *out), (key, high, first, n, out))
