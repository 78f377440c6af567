// Jansson, the JSON reader for files that others wrote: it can refuse duplicate keys and limits nesting.
#ifndef HD_JANSSON_SHIM_H
#define HD_JANSSON_SHIM_H
#if !__has_include(<jansson.h>)
#error "Jansson is missing: apt-get install libjansson-dev"
#endif
#include <jansson.h>
#endif
