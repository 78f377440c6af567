import NN
import Numerics

/// Squares of pixels as channels: x [B, H, W, C] -> [B, H/s, W/s, s² C], channels ordered (row, column, C). Rows and
/// columns beyond a multiple of s are left out. Source: torch `pixel_unshuffle`, but channels-last.
public func patched(_ x: Tensor, by s: Int) -> Tensor {
  require(x.rank == 4 && s > 0, "patched: \(x.shape) by \(s), expected [B, H, W, C]")
  guard s > 1 else { return x }
  let (batch, c) = (x.shape[0], x.shape[3])
  let (h, w) = (x.shape[1] / s, x.shape[2] / s)
  let isWhole = h * s == x.shape[1] && w * s == x.shape[2]
  let whole = isWhole ? x : x.narrowed(1, 0, h * s).narrowed(2, 0, w * s)
  return whole.reshaped([batch * h, s, w, s * c]).transposed([0, 2, 1, 3]).reshaped([batch, h, w, s * s * c])
}

/// The way back: y [B, h, w, s² C] -> [B, s h, s w, C].
public func unpatched(_ y: Tensor, by s: Int) -> Tensor {
  require(y.rank == 4 && s > 0 && y.shape[3] % (s * s) == 0, "unpatched: \(y.shape) by \(s)")
  guard s > 1 else { return y }
  let (batch, h, w) = (y.shape[0], y.shape[1], y.shape[2])
  let c = y.shape[3] / (s * s)
  return y.reshaped([batch * h, w, s, s * c]).transposed([0, 2, 1, 3]).reshaped([batch, s * h, s * w, c])
}
