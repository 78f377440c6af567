// Float64 functions with the same bits on every machine (libm's differ between versions and with FMA); <= 1.3 ulp, pow
// and log <= 0.6. Special values as in C.
#ifndef CKERNELS_SCALAR_H
#define CKERNELS_SCALAR_H
double hd_exp_f64(double x);
double hd_log_f64(double x);
double hd_pow_f64(double x, double y);  // NaN for x < 0
double hd_sin_f64(double x);
double hd_cos_f64(double x);
double hd_tan_f64(double x);
double hd_atan2_f64(double y, double x);
double hd_tanh_f64(double x);
double hd_erf_f64(double x);
#endif
