// GroupNorm (with an optional SiLU behind it) and LayerNorm, biased variance, statistics in a fixed order.
#ifndef CKERNELS_NORM_H
#define CKERNELS_NORM_H
#include <stdbool.h>
#include <stddef.h>

/// x, y [B, HW, C]; statistics over HW and the C/groups channels of a group. gamma, beta [C]; mean, rstd [B, groups]
/// are written for the backward pass. silu: y = SiLU(norm(x)).
void hd_group_norm_forward(int B, int HW, int C, int groups, float eps, bool silu, const float *x, const float *gamma,
                           const float *beta, float *y, float *mean, float *rstd);
/// dx overwritten with the gradient plus `addend` (NULL: nothing; dx itself: the gradient is added to what is there);
/// dgamma, dbeta [C] overwritten.
void hd_group_norm_backward(int B, int HW, int C, int groups, bool silu, const float *x, const float *gamma,
                            const float *beta, const float *mean, const float *rstd, const float *dy,
                            const float *addend, float *dx, float *dgamma, float *dbeta);

/// x, y [M, C]; mean, rstd [M].
void hd_layer_norm_forward(size_t M, int C, float eps, const float *x, const float *gamma, const float *beta, float *y,
                           float *mean, float *rstd);
void hd_layer_norm_backward(size_t M, int C, const float *x, const float *gamma, const float *mean, const float *rstd,
                            const float *dy, float *dx, float *dgamma, float *dbeta);
#endif
