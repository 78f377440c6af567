// Which layers keep their Winograd weights transformed, and which have few outputs.
#ifndef HD_CONV_SIZES_H
#define HD_CONV_SIZES_H
#include <stdbool.h>
#include <stddef.h>
/// Up to this many weights per tap the transformed planes are kept; larger layers keep the taps themselves.
static inline bool hd_conv_stored(size_t inputs, size_t outputs) { return inputs * outputs <= 160 * 160; }
/// Floats from one transformed plane to the next: planes a power of two apart would fall on the same cache sets.
static inline size_t hd_conv_plane(size_t inputs, size_t outputs) { return inputs * ((outputs + 15) / 16 * 16) + 80; }
/// Up to this many outputs the direct form lays the taps side by side (conv_thin.h).
static inline bool hd_conv_thin(size_t outputs) { return outputs <= 4; }
#endif
