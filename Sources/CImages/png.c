#if !__has_include(<png.h>)
#error "libpng is missing: apt install libpng-dev"
#endif
#include "cimages/png.h"
#include <png.h>

const char *cimages_png_version(void) { return png_get_libpng_ver(NULL); }
