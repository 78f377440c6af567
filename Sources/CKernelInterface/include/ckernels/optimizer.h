// One pass over parameters, moments and gradients.
#ifndef CKERNELS_OPTIMIZER_H
#define CKERNELS_OPTIMIZER_H
#include <stddef.h>
#include <stdint.h>

/// p *= 1 - lr*wd; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2;
/// p -= lr * (m / (1-b1^t)) / (sqrt(v) / sqrt(1-b2^t) + eps).
/// The gradient is multiplied by grad_scale first (clipping). 1 - b is that of b as written in decimals (0.999), as are
/// the bias corrections. Source: torch.optim.AdamW.
typedef struct {
  float lr, weight_decay, beta1, beta2, eps, grad_scale;
  double bias_correction1, bias_correction2;  // 1 - b1^t, 1 - b2^t
} hd_adamw;
void hd_adamw_step(const hd_adamw *o, size_t n, float *p, const float *g, float *m, float *v);
/// The same with moments kept as bfloat16: read exactly, updated in float32, and rounded up or down at random so that
/// their expectation is exact (the second moment moves by 1/1000 per step, less than bfloat16's spacing). Element i of the
/// draw `key` is rounded by a hash of (key, i): one key per parameter and step.
void hd_adamw_step_bfloat(const hd_adamw *o, size_t n, float *p, const float *g, uint16_t *m, uint16_t *v,
                          uint32_t key);
/// shadow -= (1 - decay) * (shadow - p).
void hd_ema_step(size_t n, float decay, const float *p, float *shadow);
#endif
