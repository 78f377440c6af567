"""The operations of UniDepthV2-S and of Depth Anything 3 metric (ViT-L) on a KITTI-size picture, in PyTorch, one thread.

Random weights, same shapes and order of operations as the reference's inference in Float32 (preprocessing excluded), to
be set beside `benchmark --only unidepthv2` and `--only da3`.   python benchmarks/torch_depth_models.py [threads]
"""
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.fc1, self.fc2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.ls1, self.ls2 = nn.Parameter(torch.ones(d)), nn.Parameter(torch.ones(d))

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.n1(x)).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d)
        x = x + self.ls1 * self.proj(a)
        return x + self.ls2 * self.fc2(F.gelu(self.fc1(self.n2(x))))


class ViT(nn.Module):
    def __init__(self, d, depth, heads, taps):
        super().__init__()
        self.patch = nn.Conv2d(3, d, 14, 14)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.randn(1, d, 37, 37) * 0.02)
        self.blocks = nn.ModuleList(Block(d, heads) for _ in range(depth))
        self.norm, self.taps = nn.LayerNorm(d), taps

    def forward(self, x):
        x = self.patch(x)
        x = x + F.interpolate(self.pos, x.shape[2:], mode="bicubic")
        x = torch.cat([self.cls, x.flatten(2).transpose(1, 2)], 1)
        out = []
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i in self.taps:
                out.append(self.norm(x)[:, 1:])
        return out


class Prompt(nn.Module):
    def __init__(self, c, heads):
        super().__init__()
        self.heads, self.nx, self.nc, self.nm = heads, nn.LayerNorm(c), nn.LayerNorm(c), nn.LayerNorm(c)
        self.q, self.kv, self.out = (nn.Linear(c, m * c, bias=False) for m in (1, 2, 1))
        self.fc1, self.fc2 = nn.Linear(c, 4 * c), nn.Linear(4 * c, c)

    def forward(self, x, ctx):
        b, n, c = x.shape
        split = lambda t: t.reshape(b, n, self.heads, c // self.heads).transpose(1, 2)
        k, v = self.kv(self.nc(ctx)).chunk(2, -1)
        a = F.scaled_dot_product_attention(split(self.q(self.nx(x))), split(k), split(v))
        x = x + self.out(a.transpose(1, 2).reshape(b, n, c))
        return x + self.fc2(F.gelu(self.fc1(self.nm(x))))


class Unit(nn.Module):
    def __init__(self, c, slope):
        super().__init__()
        self.c1, self.c2, self.slope = nn.Conv2d(c, c, 3, 1, 1), nn.Conv2d(c, c, 3, 1, 1), slope

    def forward(self, x):
        act = lambda t: F.leaky_relu(t, self.slope)
        return self.c2(act(self.c1(act(x)))) + x


class UniDepth(nn.Module):
    def __init__(self, d=384, depth=12, heads=6, taps=(2, 5, 8, 11), c=256, out_dim=32):
        super().__init__()
        self.vit, self.c = ViT(d, depth, heads, taps), c
        self.adapt = nn.ModuleList(nn.Linear(d, c) for _ in range(4))
        self.prompts = nn.ModuleList(Prompt(c, 8) for _ in range(4))
        self.latents = nn.Linear(c, c)
        widths = [(c, c), (c, c // 2), (c // 2, max(c // 4, out_dim))]
        self.process = nn.ModuleList(
            nn.ConvTranspose2d(c, w[0], max(1, 2 * i), max(1, 2 * i)) for i, w in enumerate(widths))
        self.units = nn.ModuleList(nn.Sequential(Unit(w[0], 0.01), Unit(w[0], 0.01)) for w in widths)
        self.narrow = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in widths)
        o = widths[2][1]
        self.heads = nn.ModuleList(nn.ModuleDict(dict(
            norm=nn.LayerNorm(o), mix=nn.Linear(o, o), low=nn.Conv2d(o, o // 2, 3, 1, 1, padding_mode="reflect"),
            high0=nn.Conv2d(o // 2, 32, 3, 1, 1, padding_mode="reflect"), high2=nn.Conv2d(32, 1, 1))) for _ in range(2))

    def forward(self, x):
        h, w = x.shape[2] // 14, x.shape[3] // 14
        rays = torch.randn(1, h * w, self.c)
        p = [prompt(a(t), rays) for prompt, a, t in zip(self.prompts, self.adapt, self.vit(x))]
        tomap = lambda t: t.transpose(1, 2).reshape(1, self.c, h, w)
        y = tomap(self.latents(p[0]))
        for i in range(3):
            y = self.narrow[i](self.units[i](y + self.process[i](tomap(p[i + 1]))))
            y = F.interpolate(y, scale_factor=2, mode="bilinear")
        out = []
        for m in self.heads:
            z = m["mix"](m["norm"](y.permute(0, 2, 3, 1))).permute(0, 3, 1, 2)
            z = F.interpolate(m["low"](z), x.shape[2:], mode="bilinear", align_corners=True)
            out.append(m["high2"](F.leaky_relu(m["high0"](z), 0.01)).exp())
        return out


class DepthAnything(nn.Module):
    def __init__(self, d=1024, depth=24, heads=16, taps=(4, 11, 17, 23), f=256, oc=(256, 512, 1024, 1024)):
        super().__init__()
        self.vit = ViT(d, depth, heads, taps)
        self.project = nn.ModuleList(nn.Conv2d(d, c, 1) for c in oc)
        self.resize = nn.ModuleList([
            nn.ConvTranspose2d(oc[0], oc[0], 4, 4), nn.ConvTranspose2d(oc[1], oc[1], 2, 2), nn.Identity(),
            nn.Conv2d(oc[3], oc[3], 3, 2, 1)])
        self.layer = nn.ModuleList(nn.Conv2d(c, f, 3, 1, 1, bias=False) for c in oc)
        self.unit1 = nn.ModuleList(Unit(f, 0.0) for _ in range(3))
        self.unit2 = nn.ModuleList(Unit(f, 0.0) for _ in range(4))
        self.out = nn.ModuleList(nn.Conv2d(f, f, 1) for _ in range(4))
        self.conv1 = nn.Conv2d(f, f // 2, 3, 1, 1)
        self.read = nn.ModuleList(
            nn.Sequential(nn.Conv2d(f // 2, 32, 3, 1, 1), nn.ReLU(), nn.Conv2d(32, 1, 1)) for _ in range(2))

    def forward(self, x):
        h, w = x.shape[2] // 14, x.shape[3] // 14
        maps = [t.transpose(1, 2).reshape(1, -1, h, w) for t in self.vit(x)]
        maps = [l(r(p(m))) for l, r, p, m in zip(self.layer, self.resize, self.project, maps)]
        y = None
        for i in (3, 2, 1, 0):
            y = maps[i] if y is None else y + self.unit1[i](maps[i])
            size = maps[i - 1].shape[2:] if i else (2 * y.shape[2], 2 * y.shape[3])
            y = self.out[i](F.interpolate(self.unit2[i](y), size, mode="bilinear", align_corners=True))
        y = F.interpolate(self.conv1(y), x.shape[2:], mode="bilinear", align_corners=True)
        return self.read[0](y).exp(), F.relu(self.read[1](y))


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    torch.manual_seed(1)
    for name, make, size in (("UniDepthV2-S", UniDepth, (490, 1232)), ("DA3 metric ViT-L", DepthAnything, (154, 504))):
        model, x = make().eval(), torch.randn(1, 3, *size)
        walls, cpus = [], []
        with torch.inference_mode():
            for _ in range(5):
                wall, cpu = time.perf_counter(), time.process_time()
                model(x)
                walls.append(time.perf_counter() - wall)
                cpus.append(time.process_time() - cpu)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{name:18} wall {sorted(walls)[2]:.2f} s, CPU {sorted(cpus)[2]:.2f} s, best {min(walls):.2f} s, peak {peak} MiB")
        del model
