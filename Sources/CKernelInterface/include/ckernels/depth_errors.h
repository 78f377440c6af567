// The sums behind every depth metric, of one frame in one pass: Float32 in, Float64 arithmetic, one fixed order.
#ifndef CKERNELS_DEPTH_ERRORS_H
#define CKERNELS_DEPTH_ERRORS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HD_DEPTH_SUMS = 15, HD_DEPTH_THRESHOLDS = 6 };

/// Indices into hd_depth_sums.sum; e = p - g, L = ln p - ln g, `shift` as below.
typedef enum {
  HD_DEPTH_E, HD_DEPTH_ABS_E, HD_DEPTH_E2, HD_DEPTH_ABS_E_G, HD_DEPTH_E2_G, HD_DEPTH_E2_G2,
  HD_DEPTH_L, HD_DEPTH_L2, HD_DEPTH_ABS_L, HD_DEPTH_ABS_I, HD_DEPTH_I2,  // L and L2 of L - shift; I = 1/p - 1/g
  HD_DEPTH_G, HD_DEPTH_P, HD_DEPTH_G2, HD_DEPTH_P2
} hd_depth_sum;

typedef struct {
  double g_low, g_high;  // the valid truth, both ends included; g_low > 0
  double p_low, p_high;  // what the prediction is clamped to, after it was counted; p_low > 0 or -infinity for no clamp
  double cap;            // predictions above it are counted
  double shift;          // subtracted from L before it is summed: near its mean, so that the variance keeps its digits
  double threshold[HD_DEPTH_THRESHOLDS];  // hits are max(p/g, g/p) < threshold
} hd_depth_rule;

typedef struct {
  double sum[HD_DEPTH_SUMS];
  uint64_t hits[HD_DEPTH_THRESHOLDS];
  uint64_t summed;  // pixels in the sums: truth in range, prediction (clamped) within 1e-100...1e100
  uint64_t truth;   // masked pixels with a finite truth above zero, in range or not
  uint64_t ranged;  // of those, the truth in range
  uint64_t over_cap, nan, infinite, not_positive;  // of those in range, by the prediction as given
} hd_depth_sums;

/// Adds up n pixels; mask [n] (0: no) may be NULL. A prediction that is NaN, infinite or <= 0 after clamping is counted
/// and left out of the sums. Blocks of 4096 pixels, 8 lanes in a block combined by one tree, blocks in order.
void hd_depth_errors(size_t n, const float *g, const float *p, const uint8_t *mask, const hd_depth_rule *rule,
                     hd_depth_sums *result);
/// The same of selected pixels in Float64: every g finite and positive; the rule's range and clamp play no part.
void hd_depth_errors_f64(size_t n, const double *g, const double *p, const hd_depth_rule *rule, hd_depth_sums *result);
#endif
