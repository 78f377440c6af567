// libpng, libjpeg-turbo and libzip behind a C face that Swift can call: no setjmp, no varargs, no callbacks.
#pragma once
#include "cimages/error.h"
#include "cimages/exr.h"
#include "cimages/jpeg.h"
#include "cimages/memory.h"
#include "cimages/png.h"
#include "cimages/zip.h"
