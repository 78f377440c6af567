"""The default scores of `hazydepth evaluate` in numpy, for timing and for checking: `bench_0_80`, every metric, image
mean and pixel pool.

    python numpy_evaluate.py DIR/depth DIR/prediction [--jobs N]

Both folders hold npy files of Float32 metres under the same names. Needs numpy. Written as one would write it: whole
arrays, logarithms and ratios taken once, Float64 sums.
"""

import argparse
import multiprocessing
import os
import time

import numpy as np

THRESHOLDS = {
    "delta1": 1.25, "delta2": 1.25**2, "delta3": 1.25**3, "delta_1_05": 1.05, "delta_1_10": 1.10, "tau_1_03": 1.03,
}


def sums(paths):
    """n and the sums over one frame's valid pixels that all metrics are made of."""
    g, p = (np.load(path) for path in paths)
    valid = np.isfinite(g) & (g > 0) & (g <= 80) & np.isfinite(p) & (p > 0)
    g, p = g[valid].astype(np.float64), p[valid].astype(np.float64)
    e = p - g
    a = np.abs(e)
    e2 = e * e
    L = np.log(p / g)
    inverse = 1 / p - 1 / g
    ratio = np.maximum(p / g, g / p)
    s = {
        "n": g.size, "e": e.sum(), "a": a.sum(), "e2": e2.sum(), "a_g": (a / g).sum(), "e2_g": (e2 / g).sum(),
        "e2_g2": (e2 / (g * g)).sum(), "L": L.sum(), "L2": (L * L).sum(), "abs_L": np.abs(L).sum(),
        "abs_i": np.abs(inverse).sum(), "i2": (inverse * inverse).sum(),
    }
    for name, threshold in THRESHOLDS.items():
        s[name] = int((ratio < threshold).sum())
    return s


def metrics(s):
    n = s["n"]
    mean, square = s["L"] / n, s["L2"] / n
    variance = max(square - mean * mean, 0)
    m = {
        "mae": s["a"] / n, "mse": s["e2"] / n, "rmse": (s["e2"] / n) ** 0.5, "bias": s["e"] / n, "absrel": s["a_g"] / n,
        "sqrel": s["e2_g"] / n, "sqrel_kitti": s["e2_g2"] / n, "rmse_log": square**0.5, "mae_log": s["abs_L"] / n,
        "log10": s["abs_L"] / n / np.log(10), "silog": variance**0.5, "silog_x100": 100 * variance**0.5,
        "silog_lambda05": (square - 0.5 * mean * mean) ** 0.5,
        "silog_std_ddof1_x100": 100 * (variance * n / (n - 1)) ** 0.5,
        "irmse": (s["i2"] / n) ** 0.5, "imae": s["abs_i"] / n,
    }
    m.update({name: s[name] / n for name in THRESHOLDS})
    return m


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("truth")
    parser.add_argument("prediction")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    names = sorted(name for name in os.listdir(options.truth) if name.endswith(".npy"))
    pairs = [(os.path.join(options.truth, n), os.path.join(options.prediction, n)) for n in names]
    start = time.perf_counter()
    if options.jobs > 1:
        with multiprocessing.Pool(options.jobs) as pool:
            frames = pool.map(sums, pairs, chunksize=1)
    else:
        frames = [sums(pair) for pair in pairs]
    rows = [metrics(s) for s in frames]
    pool_row = metrics({key: sum(s[key] for s in frames) for key in frames[0]})
    seconds = time.perf_counter() - start
    print(f"{len(names)} frames, {sum(s['n'] for s in frames)} pixels, {seconds:.2f} s, {len(names) / seconds:.2f} frames/s")
    for name in rows[0]:
        mean = float(sum(r[name] for r in rows) / len(rows))
        print(f"{name:22} image_mean {mean!r:24} pixel_pool {float(pool_row[name])!r}")
