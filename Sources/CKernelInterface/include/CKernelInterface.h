// What the kernels are called and what they take. Arrays are row-major Float32; images and feature maps are
// channels-last [B, H, W, C]. `n` counts floats.
#ifndef CKERNELINTERFACE_H
#define CKERNELINTERFACE_H
#include "ckernels/runtime.h"
#include "ckernels/gemm.h"
#include "ckernels/conv.h"
#include "ckernels/attention.h"
#include "ckernels/norm.h"
#include "ckernels/elementwise.h"
#include "ckernels/layout.h"
#include "ckernels/reduce.h"
#include "ckernels/optimizer.h"
#include "ckernels/random.h"
#include "ckernels/depth_errors.h"
#include "ckernels/scalar.h"
#endif
