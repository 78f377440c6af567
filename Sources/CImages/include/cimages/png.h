#pragma once
/// The version of libpng that runs, e.g. "1.6.39".
const char *cimages_png_version(void);
