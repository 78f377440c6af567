// OpenSSL's libcrypto, for SHA-256.
#ifndef HD_LIBCRYPTO_SHIM_H
#define HD_LIBCRYPTO_SHIM_H
#if !__has_include(<openssl/evp.h>)
#error "libcrypto is missing: apt-get install libssl-dev"
#endif
#include <openssl/evp.h>
#endif
