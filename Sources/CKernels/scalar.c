// Float64 functions.
#include "include/ckernels/scalar.h"
#include <math.h>
double hd_exp_f64(double x) { return exp(x); }
double hd_log_f64(double x) { return log(x); }
double hd_pow_f64(double x, double y) { return pow(x, y); }
double hd_sin_f64(double x) { return sin(x); }
double hd_cos_f64(double x) { return cos(x); }
double hd_tan_f64(double x) { return tan(x); }
double hd_atan2_f64(double y, double x) { return atan2(y, x); }
double hd_tanh_f64(double x) { return tanh(x); }
double hd_erf_f64(double x) { return erf(x); }
