"""torch.mm in fp32 on the shapes of `benchmark --only gemm`: x Wt, x W, dyT x. usage: torch_mm.py [threads]"""

import statistics
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)


def milliseconds(work, lasting=0.3):
    work()
    start = time.perf_counter()
    work()
    once = time.perf_counter() - start
    inner = max(1, int(2e-4 / once) + 1)
    times = []
    for _ in range(min(100, max(3, int(lasting / (once * inner))))):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        times.append((time.perf_counter() - start) / inner)
    return statistics.median(times) * 1e3


SHAPES = [
    (1024, 1024, 1024), (2048, 2048, 512), (3840, 64, 64), (3840, 512, 64), (3840, 64, 256), (960, 1024, 128),
    (960, 128, 512), (240, 256, 256), (64, 1280, 1280), (4096, 320, 320),
]
for m, n, k in SHAPES:
    x, w, dy = torch.randn(m, k), torch.randn(n, k), torch.randn(m, n)
    v = w.t().contiguous()
    for name, work in [("x Wt", lambda: x @ w.t()), ("x W", lambda: x @ v), ("dyT x", lambda: dy.t() @ x)]:
        t = milliseconds(work)
        print(f"{m}x{n}x{k} {name:6s} {t:8.3f} ms {2 * m * n * k / t / 1e6:7.1f} GFLOP/s", flush=True)
