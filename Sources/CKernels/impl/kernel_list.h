// Every kernel that exists once per instruction set: HD_KERNEL(result, name, (parameters), (arguments)).
// No include guard: each reader defines HD_KERNEL first.
#include "list_gemm.h"
#include "list_conv.h"
#include "list_attention.h"
#include "list_norm.h"
#include "list_elementwise.h"
#include "list_layout.h"
#include "list_reduce.h"
#include "list_optimizer.h"
#include "list_random.h"
#include "list_depth_errors.h"
