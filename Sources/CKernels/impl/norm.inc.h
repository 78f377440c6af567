// GroupNorm and LayerNorm.
#include "isa.h"
#include "vmath.h"

static float silu_derivative(float u) {
  float s = 1.0f / (1.0f + expf(-u));
  return s * fmaf(u, 1.0f - s, 1.0f);
}

void HD_FN(hd_group_norm_forward)(int B, int HW, int C, int groups, float eps, bool silu, const float *x,
                                  const float *gamma, const float *beta, float *y, float *mean, float *rstd) {
  int w = C / groups;
  for (int b = 0; b < B; b++)
    for (int g = 0; g < groups; g++) {
      double sum = 0, m2 = 0;
      for (int p = 0; p < HW; p++)
        for (int c = g * w; c < (g + 1) * w; c++) sum += x[((size_t)b * HW + p) * C + c];
      double mu = sum / ((double)HW * w);
      for (int p = 0; p < HW; p++)
        for (int c = g * w; c < (g + 1) * w; c++) {
          double d = x[((size_t)b * HW + p) * C + c] - mu;
          m2 += d * d;
        }
      float m = mean[b * groups + g] = (float)mu;
      float r = rstd[b * groups + g] = (float)(1 / sqrt(m2 / ((double)HW * w) + eps));
      for (int p = 0; p < HW; p++)
        for (int c = g * w; c < (g + 1) * w; c++) {
          size_t i = ((size_t)b * HW + p) * C + c;
          float u = fmaf((x[i] - m) * r, gamma[c], beta[c]);
          y[i] = silu ? u / (1.0f + expf(-u)) : u;
        }
    }
}

void HD_FN(hd_group_norm_backward)(int B, int HW, int C, int groups, bool silu, const float *x, const float *gamma,
                                   const float *beta, const float *mean, const float *rstd, const float *dy, float *dx,
                                   float *dgamma, float *dbeta) {
  int w = C / groups;
  for (int c = 0; c < C; c++) dgamma[c] = dbeta[c] = 0;
  for (int b = 0; b < B; b++)
    for (int g = 0; g < groups; g++) {
      float m = mean[b * groups + g], r = rstd[b * groups + g];
      double s1 = 0, s2 = 0;
      for (int c = g * w; c < (g + 1) * w; c++) {
        double dg = 0, db = 0;
        for (int p = 0; p < HW; p++) {
          size_t i = ((size_t)b * HW + p) * C + c;
          float h = (x[i] - m) * r, du = dy[i];
          if (silu) du *= silu_derivative(fmaf(h, gamma[c], beta[c]));
          dg += (double)du * h, db += du;
        }
        dgamma[c] += (float)dg, dbeta[c] += (float)db;
        s1 += db * gamma[c], s2 += dg * gamma[c];
      }
      s1 /= (double)HW * w, s2 /= (double)HW * w;
      for (int p = 0; p < HW; p++)
        for (int c = g * w; c < (g + 1) * w; c++) {
          size_t i = ((size_t)b * HW + p) * C + c;
          float h = (x[i] - m) * r, du = dy[i];
          if (silu) du *= silu_derivative(fmaf(h, gamma[c], beta[c]));
          dx[i] = r * (du * gamma[c] - (float)s1 - h * (float)s2);
        }
    }
}

void HD_FN(hd_layer_norm_forward)(size_t M, int C, float eps, const float *x, const float *gamma, const float *beta,
                                  float *y, float *mean, float *rstd) {
  for (size_t i = 0; i < M; i++)
    HD_FN(hd_group_norm_forward)(1, 1, C, 1, eps, false, x + i * C, gamma, beta, y + i * C, mean + i, rstd + i);
}

void HD_FN(hd_layer_norm_backward)(size_t M, int C, const float *x, const float *gamma, const float *mean,
                                   const float *rstd, const float *dy, float *dx, float *dgamma, float *dbeta) {
  for (int c = 0; c < C; c++) {
    double dg = 0, db = 0;
    for (size_t i = 0; i < M; i++)
      dg += (double)dy[i * C + c] * ((x[i * C + c] - mean[i]) * rstd[i]), db += dy[i * C + c];
    dgamma[c] = (float)dg, dbeta[c] = (float)db;
  }
  for (size_t i = 0; i < M; i++) {
    double s1 = 0, s2 = 0;
    for (int c = 0; c < C; c++) {
      double d = dy[i * C + c] * gamma[c];
      s1 += d, s2 += d * ((x[i * C + c] - mean[i]) * rstd[i]);
    }
    s1 /= C, s2 /= C;
    for (int c = 0; c < C; c++) {
      float h = (x[i * C + c] - mean[i]) * rstd[i];
      dx[i * C + c] = rstd[i] * (dy[i * C + c] * gamma[c] - (float)s1 - h * (float)s2);
    }
  }
}
