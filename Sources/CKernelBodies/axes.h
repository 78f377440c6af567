// Index arithmetic for five-axis operands.
#ifndef HD_AXES_H
#define HD_AXES_H
#include <stdbool.h>
#include <stddef.h>

enum { hd_rank = 5 };

/// Drops axes of length 1 and joins neighbours that every operand walks as one, then pads with 1s in front. Operand k's
/// element strides are strides[k]. False where there is no element.
static inline bool hd_collapse(const size_t dims[hd_rank], int operands, const size_t *const strides[],
                               size_t out_dims[hd_rank], size_t (*out_strides)[hd_rank]) {
  int top = hd_rank;  // the axes top..<hd_rank of the result are filled, innermost first
  for (int axis = hd_rank - 1; axis >= 0; axis--) {
    if (dims[axis] == 0) return false;
    if (dims[axis] == 1) continue;
    bool join = top < hd_rank;
    for (int k = 0; k < operands && join; k++) join = strides[k][axis] == out_strides[k][top] * out_dims[top];
    if (join) {
      out_dims[top] *= dims[axis];
      continue;
    }
    out_dims[--top] = dims[axis];
    for (int k = 0; k < operands; k++) out_strides[k][top] = strides[k][axis];
  }
  while (top > 0) {
    out_dims[--top] = 1;
    for (int k = 0; k < operands; k++) out_strides[k][top] = 0;
  }
  return true;
}
#endif
