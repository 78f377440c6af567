// GroupNorm and LayerNorm. Sums run over blocks of a fixed number of rows in Float32 and over blocks in Float64, so
// neither threads nor vector width can change them.
#include "isa.h"
#include "range.h"
#include "vmath.h"

enum {
  block_rows = 64,
  call_slot = 0,   // scratch that lives for one call
  image_slot = 1,  // and for one image of it
};

HD_INLINE size_t at_least_one(size_t n) { return n ? n : 1; }

/// v with zeros from lane n on.
HD_INLINE v16f keep_first(v16f v, size_t n) {
  const v16i lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return v16_select(lane < (int32_t)n, v, v16_set(0));
}

#include "group_norm.inc.h"
#include "group_norm_backward.inc.h"
#include "layer_norm.inc.h"
