// 3x3 convolution. Packed weights: panels of 16 outputs, [panel][tap][input][16], zeros behind the last channel.
#include "conv_columns.h"

static size_t conv_panels(size_t channels) { return (channels + 15) / 16; }

void HD_FN(hd_conv3x3_pack)(int Cin, int Cout, hd_conv_pass pass, hd_conv_algorithm algorithm, const float *w,
                            float *packed) {
  (void)algorithm;
  size_t ci = (size_t)Cin, co = (size_t)Cout;
  size_t inputs = pass == HD_CONV_FORWARD ? ci : co, outputs = pass == HD_CONV_FORWARD ? co : ci;
  for (size_t p = 0; p < conv_panels(outputs); p++)
    for (size_t tap = 0; tap < 9; tap++)
      for (size_t i = 0; i < inputs; i++)
        for (size_t lane = 0; lane < 16; lane++) {
          size_t o = p * 16 + lane;
          float value = 0;
          if (o < outputs) value = pass == HD_CONV_FORWARD ? w[(o * ci + i) * 9 + tap] : w[(i * ci + o) * 9 + 8 - tap];
          *packed++ = value;
        }
}

typedef struct {
  const hd_conv3x3 *s;
  int UH, UW, OH, OW;
  const float *x, *packed;
  const hd_conv_epilogue *epilogue;
  float *y;
  const float *dy;
  float *dx, *dw;
} conv_job;

static conv_job conv_job_of(const hd_conv3x3 *s) {
  return (conv_job){.s = s,
                    .UH = s->upsample ? s->UH : s->H,
                    .UW = s->upsample ? s->UW : s->W,
                    .OH = hd_conv3x3_out_height(s),
                    .OW = hd_conv3x3_out_width(s)};
}

static const float *conv_pixel(const conv_job *j, int b, int h, int w) {
  if (h < 0 || h >= j->UH || w < 0 || w >= j->UW) return NULL;
  if (j->s->upsample) h /= 2, w /= 2;
  return j->x + (((size_t)b * (size_t)j->s->H + (size_t)h) * (size_t)j->s->W + (size_t)w) * (size_t)j->s->Cin;
}

static void conv_forward_row(int task, void *context) {
  const conv_job *j = context;
  const hd_conv3x3 *s = j->s;
  int b = task / j->OH, oh = task % j->OH;
  size_t ci = (size_t)s->Cin, co = (size_t)s->Cout;
  for (int ow = 0; ow < j->OW; ow++) {
    size_t at = ((size_t)task * (size_t)j->OW + (size_t)ow) * co;
    for (size_t p = 0; p < conv_panels(co); p++) {
      v16f sum = {0};
      for (int tap = 0; tap < 9; tap++) {
        const float *x = conv_pixel(j, b, oh * s->stride - s->pad_top + tap / 3, ow * s->stride - s->pad_left + tap % 3);
        const float *w = j->packed + (p * 9 + (size_t)tap) * ci * 16;
        if (!x) continue;
        for (size_t i = 0; i < ci; i++) sum = v16_fma(v16_set(x[i]), v16_load(w + i * 16), sum);
      }
      size_t n = co - p * 16 < 16 ? co - p * 16 : 16;
      const hd_conv_epilogue *e = j->epilogue;
      if (e && e->bias) sum += v16_load_n(e->bias + p * 16, n);
      if (e && e->per_image) sum += v16_load_n(e->per_image + (size_t)b * co + p * 16, n);
      if (e && e->residual) sum += v16_load_n(e->residual + at + p * 16, n);
      v16_store_n(j->y + at + p * 16, sum, n);
    }
  }
}

void HD_FN(hd_conv3x3_forward)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x, const float *packed,
                               const hd_conv_epilogue *epilogue, float *y) {
  (void)algorithm;
  conv_job job = conv_job_of(s);
  job.x = x, job.packed = packed, job.epilogue = epilogue, job.y = y;
  hd_parallel_for(s->B * job.OH, conv_forward_row, &job);
}

static void conv_data_row(int task, void *context) {
  const conv_job *j = context;
  const hd_conv3x3 *s = j->s;
  int b = task / s->H, h = task % s->H, scale = s->upsample ? 2 : 1;
  size_t ci = (size_t)s->Cin, co = (size_t)s->Cout;
  for (int w = 0; w < s->W; w++) {
    float *dx = j->dx + ((size_t)task * (size_t)s->W + (size_t)w) * ci;
    for (size_t p = 0; p < conv_panels(ci); p++) {
      v16f total = {0};
      for (int copy = 0; copy < scale * scale; copy++) {
        int uh = h * scale + copy / 2, uw = w * scale + copy % 2;
        if (uh >= j->UH || uw >= j->UW) continue;
        v16f sum = {0};
        for (int tap = 0; tap < 9; tap++) {
          int above = uh + s->pad_top - (2 - tap / 3), left = uw + s->pad_left - (2 - tap % 3);
          if (above < 0 || left < 0 || above % s->stride || left % s->stride) continue;
          int oh = above / s->stride, ow = left / s->stride;
          if (oh >= j->OH || ow >= j->OW) continue;
          const float *dy = j->dy + (((size_t)b * (size_t)j->OH + (size_t)oh) * (size_t)j->OW + (size_t)ow) * co;
          const float *weight = j->packed + (p * 9 + (size_t)tap) * co * 16;
          for (size_t o = 0; o < co; o++) sum = v16_fma(v16_set(dy[o]), v16_load(weight + o * 16), sum);
        }
        total += sum;
      }
      v16_store_n(dx + p * 16, total, ci - p * 16 < 16 ? ci - p * 16 : 16);
    }
  }
}

void HD_FN(hd_conv3x3_backward_data)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *dy,
                                     const float *packed, float *dx) {
  (void)algorithm;
  conv_job job = conv_job_of(s);
  job.dy = dy, job.packed = packed, job.dx = dx;
  hd_parallel_for(s->B * s->H, conv_data_row, &job);
}

static void conv_weights_of_input(int task, void *context) {
  const conv_job *j = context;
  const hd_conv3x3 *s = j->s;
  size_t ci = (size_t)s->Cin, co = (size_t)s->Cout;
  for (size_t p = 0; p < conv_panels(co); p++) {
    size_t n = co - p * 16 < 16 ? co - p * 16 : 16;
    v16f sum[9] = {0};
    for (int b = 0; b < s->B; b++)
      for (int oh = 0; oh < j->OH; oh++)
        for (int ow = 0; ow < j->OW; ow++) {
          size_t at = (((size_t)b * (size_t)j->OH + (size_t)oh) * (size_t)j->OW + (size_t)ow) * co;
          v16f dy = v16_load_n(j->dy + at + p * 16, n);
          for (int tap = 0; tap < 9; tap++) {
            const float *x =
                conv_pixel(j, b, oh * s->stride - s->pad_top + tap / 3, ow * s->stride - s->pad_left + tap % 3);
            if (x) sum[tap] = v16_fma(v16_set(x[task]), dy, sum[tap]);
          }
        }
    for (size_t lane = 0; lane < n; lane++)
      for (size_t tap = 0; tap < 9; tap++) j->dw[((p * 16 + lane) * ci + (size_t)task) * 9 + tap] = sum[tap][lane];
  }
}

void HD_FN(hd_conv3x3_backward_weights)(const hd_conv3x3 *s, hd_conv_algorithm algorithm, const float *x,
                                        const float *dy, float *dw) {
  (void)algorithm;
  conv_job job = conv_job_of(s);
  job.x = x, job.dy = dy, job.dw = dw;
  hd_parallel_for(s->Cin, conv_weights_of_input, &job);
}
