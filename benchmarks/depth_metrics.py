"""The default depth metrics of one 1024x2048 frame in numpy, to set beside `benchmark --only metrics --threads 1`."""
import os

os.environ["OMP_NUM_THREADS"] = "1"
import statistics
import time

import numpy as np


def metrics(g, p, mask):
    """g, p [H, W] float32 metres, mask [H, W] uint8 -> 22 metrics over 0 < g <= 80 m."""
    g, p = g.astype(np.float64), p.astype(np.float64)
    valid = (mask != 0) & np.isfinite(g) & (g > 0) & (g <= 80) & np.isfinite(p) & (p > 0)
    g, p = g[valid], p[valid]
    e = p - g
    a = np.abs(e)
    L = np.log(p) - np.log(g)
    q = np.maximum(g / p, p / g)
    i = 1 / p - 1 / g
    mean_L2, mean_L = np.mean(L * L), np.mean(L)
    mse = np.mean(e * e)
    silog = np.sqrt(max(mean_L2 - mean_L**2, 0))
    shares = [np.mean(q < t) for t in (1.25, 1.25**2, 1.25**3, 1.05, 1.10, 1.03)]
    return [
        g.size, a.mean(), mse, np.sqrt(mse), e.mean(), np.mean(a / g), np.mean(e * e / g), np.mean(e * e / (g * g)),
        np.sqrt(mean_L2), np.abs(L).mean(), np.mean(np.abs(np.log10(p) - np.log10(g))), silog, 100 * silog,
        np.sqrt(mean_L2 - 0.5 * mean_L**2), 100 * np.std(L, ddof=1), np.sqrt(np.mean(i * i)), np.abs(i).mean(), *shares,
    ]


rng = np.random.default_rng(1)
g = rng.uniform(1, 100, (1024, 2048)).astype(np.float32)
p = (g * rng.uniform(0.8, 1.2, g.shape)).astype(np.float32)
mask = (rng.random(g.shape) < 0.9).astype(np.uint8)
times = []
for _ in range(9):
    start = time.perf_counter()
    metrics(g, p, mask)
    times.append(time.perf_counter() - start)
print(f"numpy {np.__version__}, one thread: {1e3 * statistics.median(times):.1f} ms a frame")
