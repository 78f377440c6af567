// The sums behind the depth metrics. Eight lanes of Float64 whatever the machine's vectors; no fused multiply-adds, so
// that the plain build needs no emulation of them; two divisions and one logarithm per pixel:
//   q = max(p, g) / min(p, g) is the ratio of the delta metrics, correctly rounded, and |L| = ln q;
//   r = 1 / (p g) serves the rest: |e| / g = |e| r p, 1/p - 1/g = -e r.
#include "isa.h"
#pragma clang diagnostic ignored "-Wpsabi"  // nothing here crosses a call boundary: all is inlined

typedef double v8d __attribute__((vector_size(64)));
typedef int64_t v8l __attribute__((vector_size(64)));
typedef float v8f_any __attribute__((vector_size(32), aligned(4), may_alias));
typedef double v8d_any __attribute__((vector_size(64), aligned(8), may_alias));
typedef uint8_t v8b_any __attribute__((vector_size(8), aligned(1), may_alias));
#define HD_LANES static inline __attribute__((always_inline))

HD_LANES v8d v8d_set(double x) { return (v8d){x, x, x, x, x, x, x, x}; }
HD_LANES v8d v8d_select(v8l mask, v8d a, v8d b) { return (v8d)((mask & (v8l)a) | (~mask & (v8l)b)); }
HD_LANES v8d v8d_keep(v8l mask, v8d a) { return (v8d)(mask & (v8l)a); }

HD_LANES double v8d_sum(v8d x) {
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}
HD_LANES uint64_t v8l_sum(v8l x) {
  return (uint64_t)(x[0] + x[1] + x[2] + x[3] + x[4] + x[5] + x[6] + x[7]);
}
HD_LANES bool v8l_any(v8l mask) { return __builtin_reduce_or(mask) != 0; }

/// ln x of normal x >= 1, within 1 ulp: x = 2^k m with m near 1, then ln m = 2 artanh((m - 1) / (m + 1)) by a series
/// whose coefficients are minimax. Source: the method and coefficients of fdlibm's `e_log.c` (Sun, 1993).
HD_LANES v8d v8d_log(v8d x) {
  v8l bits = (v8l)x + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd);  // m in [sqrt 1/2, sqrt 2)
  v8d k = __builtin_convertvector((bits >> 52) - 1023, v8d);
  v8d f = (v8d)((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1.0;
  v8d s = f / (f + 2.0), z = s * s, w = z * z, half = 0.5 * f * f;
  v8d t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  v8d t2 = z * (6.666666666666735130e-01 +
                w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  return k * 6.93147180369123816490e-01 -
         ((half - (s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f);
}

typedef struct {
  v8d sum[HD_DEPTH_SUMS];
  v8l hits[HD_DEPTH_THRESHOLDS];
} hd_depth_block;

/// Adds the lanes of `use`; the others may hold anything.
HD_LANES void depth_lanes(v8d g, v8d p, v8l use, const hd_depth_rule *rule, hd_depth_block *block) {
  const v8d one = v8d_set(1.0);
  g = v8d_select(use, g, one), p = v8d_select(use, p, one);  // a left out lane adds zeros everywhere but in L, g, p, hits
  v8d e = p - g, abs_e = (v8d)((v8l)e & 0x7fffffffffffffff), r = 1.0 / (p * g);
  v8l above = p > g;
  v8d q = v8d_select(above, p, g) / v8d_select(above, g, p);
  v8d abs_l = v8d_log(q), l = v8d_keep(use, v8d_select(above, abs_l, -abs_l) - rule->shift);
  v8d rel = abs_e * r * p, e2 = e * e, i = abs_e * r;
  block->sum[HD_DEPTH_E] += e;
  block->sum[HD_DEPTH_ABS_E] += abs_e;
  block->sum[HD_DEPTH_E2] += e2;
  block->sum[HD_DEPTH_ABS_E_G] += rel;
  block->sum[HD_DEPTH_E2_G] += abs_e * rel;
  block->sum[HD_DEPTH_E2_G2] += rel * rel;
  block->sum[HD_DEPTH_L] += l;
  block->sum[HD_DEPTH_L2] += l * l;
  block->sum[HD_DEPTH_ABS_L] += abs_l;
  block->sum[HD_DEPTH_ABS_I] += i;
  block->sum[HD_DEPTH_I2] += i * i;
  g = v8d_keep(use, g), p = v8d_keep(use, p);
  block->sum[HD_DEPTH_G] += g;
  block->sum[HD_DEPTH_P] += p;
  block->sum[HD_DEPTH_G2] += g * g;
  block->sum[HD_DEPTH_P2] += p * p;
  for (int t = 0; t < HD_DEPTH_THRESHOLDS; t++) block->hits[t] -= use & (q < rule->threshold[t]);
}

HD_LANES void depth_finish(const hd_depth_block *block, hd_depth_sums *result) {
  for (int k = 0; k < HD_DEPTH_SUMS; k++) result->sum[k] += v8d_sum(block->sum[k]);
  for (int t = 0; t < HD_DEPTH_THRESHOLDS; t++) result->hits[t] += v8l_sum(block->hits[t]);
}

/// What is wrong with the predictions of the lanes in `odd`: rare, so one by one.
HD_LANES void depth_classify(v8d p, v8l odd, hd_depth_sums *result) {
  for (int i = 0; i < 8; i++)
    if (odd[i]) {
      if (p[i] != p[i]) result->nan++;
      else if (p[i] - p[i] != 0) result->infinite++;
      else if (p[i] <= 0) result->not_positive++;
    }
}

/// Left out of the sums: NaN, infinite, not positive, or so far out that products of two would leave the doubles.
HD_LANES v8l depth_usable(v8d p) { return (p >= 1e-100) & (p <= 1e100); }

typedef struct { v8l truth, ranged, over, summed; } hd_depth_counts;

HD_LANES void depth_step(v8d g, v8d p, v8l masked, const hd_depth_rule *rule, hd_depth_block *block,
                         hd_depth_counts *counts, hd_depth_sums *result) {
  const v8d infinity = v8d_set(__builtin_inf());
  v8l ranged = masked & (g >= rule->g_low) & (g <= rule->g_high);
  counts->truth -= masked & (g > 0.0) & (g < infinity);
  if (!v8l_any(ranged)) return;
  counts->ranged -= ranged;
  counts->over -= ranged & (p > rule->cap);
  v8l odd = ranged & ~((p > 0.0) & (p < infinity));
  if (v8l_any(odd)) depth_classify(p, odd, result);
  v8d low = v8d_set(rule->p_low), high = v8d_set(rule->p_high);
  p = v8d_select(p < low, low, p);  // by comparison: NaN stays
  p = v8d_select(p > high, high, p);
  v8l use = ranged & depth_usable(p);
  counts->summed -= use;
  depth_lanes(g, p, use, rule, block);
}

void HD_FN(hd_depth_errors)(size_t n, const float *g, const float *p, const uint8_t *mask, const hd_depth_rule *rule,
                            hd_depth_sums *result) {
  *result = (hd_depth_sums){0};
  for (size_t start = 0; start < n; start += 4096) {
    size_t end = n - start < 4096 ? n : start + 4096, i = start;
    hd_depth_block block = {0};
    hd_depth_counts counts = {0};
    for (; i + 8 <= end; i += 8) {
      v8l masked = {-1, -1, -1, -1, -1, -1, -1, -1};
      if (mask) masked = __builtin_convertvector(*(const v8b_any *)(mask + i), v8l) != 0;
      depth_step(__builtin_convertvector(*(const v8f_any *)(g + i), v8d),
                 __builtin_convertvector(*(const v8f_any *)(p + i), v8d), masked, rule, &block, &counts, result);
    }
    if (i < end) {
      v8d last_g = {0}, last_p = {0};
      v8l masked = {0};
      for (size_t j = i; j < end; j++)
        last_g[j - i] = g[j], last_p[j - i] = p[j], masked[j - i] = !mask || mask[j] ? -1 : 0;
      depth_step(last_g, last_p, masked, rule, &block, &counts, result);
    }
    depth_finish(&block, result);
    result->truth += v8l_sum(counts.truth), result->ranged += v8l_sum(counts.ranged);
    result->over_cap += v8l_sum(counts.over), result->summed += v8l_sum(counts.summed);
  }
}

void HD_FN(hd_depth_errors_f64)(size_t n, const double *g, const double *p, const hd_depth_rule *rule,
                                hd_depth_sums *result) {
  *result = (hd_depth_sums){0};
  for (size_t start = 0; start < n; start += 4096) {
    size_t end = n - start < 4096 ? n : start + 4096;
    hd_depth_block block = {0};
    v8l summed = {0};
    for (size_t i = start; i < end; i += 8) {
      v8d lane_g = {0}, lane_p = {0};
      if (i + 8 <= end) lane_g = *(const v8d_any *)(g + i), lane_p = *(const v8d_any *)(p + i);
      else
        for (size_t j = i; j < end; j++) lane_g[j - i] = g[j], lane_p[j - i] = p[j];
      v8l use = (lane_g > 0.0) & depth_usable(lane_p);
      summed -= use;
      depth_lanes(lane_g, lane_p, use, rule, &block);
    }
    depth_finish(&block, result);
    result->summed += v8l_sum(summed);
  }
}
