// float <-> IEEE half and bfloat16, exact, by integer arithmetic. Arrays may sit at any byte. Included by layout.inc.h.

typedef uint16_t v16h __attribute__((vector_size(32)));
typedef uint32_t v16u __attribute__((vector_size(64)));

HD_INLINE v16u select_bits(v16i mask, v16u a, v16u b) { return ((v16u)mask & a) | (~(v16u)mask & b); }

HD_INLINE v16f half_to_float(v16h h) {
  v16u u = __builtin_convertvector(h, v16u);
  v16u magnitude = (u & 0x7fffu) << 13, sign = (u & 0x8000u) << 16;
  // Times 2^112 moves the exponent from bias 15 to 127 and makes half's subnormals normal; both are exact.
  v16u finite = (v16u)((v16f)magnitude * 0x1p112f);
  v16u special = magnitude | 0x7f800000u;  // infinity, NaN
  return (v16f)(select_bits((v16i)(magnitude >= 0x0f800000u), special, finite) | sign);
}

HD_INLINE v16f bfloat_to_float(v16h h) { return (v16f)(__builtin_convertvector(h, v16u) << 16); }

/// Round to nearest even; from 65520 on infinity; NaN stays NaN.
HD_INLINE v16h float_to_half(v16f x) {
  v16u u = (v16u)x, magnitude = u & 0x7fffffffu, sign = (u >> 16) & 0x8000u;
  // Normal: rebias, then add half a unit less one, plus the last kept bit.
  v16u normal = (magnitude - (112u << 23) + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  // Below 2^-14: adding 0.5 aligns the mantissa so that the sum is rounded at half's last place.
  v16u subnormal = (v16u)((v16f)magnitude + 0.5f) - 0x3f000000u;
  v16u nan = 0x7e00u | ((magnitude >> 13) & 0x3ffu);
  v16u h = select_bits((v16i)(magnitude < 0x38800000u), subnormal, normal);
  h = select_bits((v16i)(magnitude >= 0x477ff000u), (v16u){0} + 0x7c00u, h);
  h = select_bits((v16i)(magnitude > 0x7f800000u), nan, h);
  return __builtin_convertvector(h | sign, v16h);
}

typedef struct {
  const unsigned char *x;
  unsigned char *y;
} half_call;

HD_INLINE void widen(const half_call *c, size_t first, size_t n, bool bfloat) {
  for (size_t i = first; i < first + n; i += 16) {
    size_t k = first + n - i < 16 ? first + n - i : 16;
    v16h h = {0};
    if (k == 16) memcpy(&h, c->x + 2 * i, 32);
    else memcpy(&h, c->x + 2 * i, 2 * k);
    v16f f = bfloat ? bfloat_to_float(h) : half_to_float(h);
    if (k == 16) memcpy(c->y + 4 * i, &f, 64);
    else memcpy(c->y + 4 * i, &f, 4 * k);
  }
}

static void half_range(const void *context, size_t first, size_t n) { widen(context, first, n, false); }
static void bfloat_range(const void *context, size_t first, size_t n) { widen(context, first, n, true); }

static void narrow_range(const void *context, size_t first, size_t n) {
  const half_call *c = context;
  for (size_t i = first; i < first + n; i += 16) {
    size_t k = first + n - i < 16 ? first + n - i : 16;
    v16f f = {0};
    if (k == 16) memcpy(&f, c->x + 4 * i, 64);
    else memcpy(&f, c->x + 4 * i, 4 * k);
    v16h h = float_to_half(f);
    if (k == 16) memcpy(c->y + 2 * i, &h, 32);
    else memcpy(c->y + 2 * i, &h, 2 * k);
  }
}

enum { half_grain = 1 << 16 };

void HD_FN(hd_half_to_float)(size_t n, const void *x, float *y) {
  hd_for_range(n, half_grain, half_range, &(half_call){x, (unsigned char *)y});
}
void HD_FN(hd_bfloat_to_float)(size_t n, const void *x, float *y) {
  hd_for_range(n, half_grain, bfloat_range, &(half_call){x, (unsigned char *)y});
}
void HD_FN(hd_float_to_half)(size_t n, const float *x, void *y) {
  hd_for_range(n, half_grain, narrow_range, &(half_call){(const unsigned char *)x, y});
}
