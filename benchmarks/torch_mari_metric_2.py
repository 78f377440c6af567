"""The training step of mari_metric_2 (24/48/72 channels, latents 16x48, batch 8) in PyTorch: first held to ours, then timed.

    swift run -c release benchmark --only mari --twin twin
    GLIBC_TUNABLES=glibc.malloc.trim_threshold=4294967295:glibc.malloc.mmap_threshold=4294967295 \\
      taskset -c 0 python benchmarks/torch_mari_metric_2.py twin [threads]

The folder holds the model and one step's inputs, losses and gradients. Modules carry the names of the checkpoint.
"""

import json
import math
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn


class Resnet(nn.Module):
    def __init__(self, c_in, c_out, emb, groups):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(groups, c_in, eps=1e-5), nn.Conv2d(c_in, c_out, 3, padding=1)
        self.time_emb_proj = nn.Linear(emb, c_out)
        self.norm2, self.conv2 = nn.GroupNorm(groups, c_out, eps=1e-5), nn.Conv2d(c_out, c_out, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(c_in, c_out, 1) if c_in != c_out else nn.Identity()

    def forward(self, x, emb):
        h = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(emb))[:, :, None, None]
        return self.conv_shortcut(x) + self.conv2(F.silu(self.norm2(h)))


class Attention(nn.Module):
    def __init__(self, c, context, heads):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(c, c, bias=False)
        self.to_k, self.to_v = nn.Linear(context, c, bias=False), nn.Linear(context, c, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(c, c)])

    def forward(self, x, context):
        q, k, v = (
            y.unflatten(2, (self.heads, -1)).transpose(1, 2) for y in (self.to_q(x), self.to_k(context), self.to_v(context))
        )
        return self.to_out[0](F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class GEGLU(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.proj = nn.Linear(c, 8 * c)

    def forward(self, x):
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class Block(nn.Module):
    def __init__(self, c, context, heads):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(c), nn.LayerNorm(c), nn.LayerNorm(c)
        self.attn1, self.attn2 = Attention(c, c, heads), Attention(c, context, heads)
        self.ff = nn.ModuleDict({"net": nn.ModuleList([GEGLU(c), nn.Identity(), nn.Linear(4 * c, c)])})

    def forward(self, x, context):
        h = self.norm1(x)
        x = x + self.attn1(h, h)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff["net"][2](self.ff["net"][0](self.norm3(x)))


class Transformer(nn.Module):
    def __init__(self, c, context, heads, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, c, eps=1e-6)
        self.proj_in, self.proj_out = nn.Linear(c, c), nn.Linear(c, c)
        self.transformer_blocks = nn.ModuleList([Block(c, context, heads)])

    def forward(self, x, context):
        b, c, h, w = x.shape
        y = self.proj_in(self.norm(x).permute(0, 2, 3, 1).reshape(b, h * w, c))
        y = self.proj_out(self.transformer_blocks[0](y, context))
        return x + y.reshape(b, h, w, c).permute(0, 3, 1, 2)


class Sampler(nn.Module):
    def __init__(self, c, stride):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 3, stride=stride, padding=1)
        self.doubles = stride == 1

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest") if self.doubles else x)


def level(**parts):
    return nn.ModuleDict({name: nn.ModuleList(modules) for name, modules in parts.items() if modules})


class Adapter(nn.Module):
    def __init__(self, c, width):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(c + 1, width, 1), nn.Conv2d(width, c, 3, padding=1)

    def forward(self, h, v):
        return h + self.conv2(F.silu(self.conv1(torch.cat([h, v], 1))))


class Decoder(nn.Module):
    def __init__(self, widths, emb, groups, adapter):
        super().__init__()
        skips = [widths[0]]
        for i, c in enumerate(widths):
            skips += [c] * (2 if i < len(widths) - 1 else 1)
        blocks, below = [], widths[-1]
        for i, c in enumerate(reversed(widths)):
            resnets = []
            for n in range(2):
                resnets.append(Resnet((below if n == 0 else c) + skips.pop(), c, emb, groups))
            blocks.append(level(resnets=resnets, upsamplers=[] if i == len(widths) - 1 else [Sampler(c, 1)]))
            below = c
        self.up_blocks = nn.ModuleList(blocks)
        self.conv_norm_out, self.conv_out = nn.GroupNorm(groups, widths[0], eps=1e-5), nn.Conv2d(widths[0], 4, 3, padding=1)
        self.adapters = nn.ModuleList([Adapter(c, adapter) for c in reversed(widths)])

    def forward(self, h, skips, emb, v):
        skips = list(skips)
        for block, adapter in zip(self.up_blocks, self.adapters):
            for resnet in block["resnets"]:
                h = resnet(torch.cat([h, skips.pop()], 1), emb)
            if "upsamplers" in block:
                h = block["upsamplers"][0](h)
            size = h.shape[-2:]
            h = adapter(h, v if v.shape[-2:] == size else F.interpolate(v, size=size, mode="bilinear", antialias=True))
        return self.conv_out(F.silu(self.conv_norm_out(h)))


class MariMetric2(nn.Module):
    def __init__(self, c):
        super().__init__()
        unet = c["unet"]
        widths, groups, heads = unet["block_out_channels"], unet["norm_num_groups"], unet["attention_head_dim"][-1]
        emb, self.width = 4 * widths[0], widths[0]
        self.conv_in = nn.Conv2d(8, widths[0], 3, padding=1)
        self.time_embedding = nn.ModuleDict({"linear_1": nn.Linear(widths[0], emb), "linear_2": nn.Linear(emb, emb)})
        self.down_blocks = nn.ModuleList(
            level(
                resnets=[Resnet(widths[max(0, i - 1)], width, emb, groups)],
                downsamplers=[] if i == len(widths) - 1 else [Sampler(width, 2)],
            )
            for i, width in enumerate(widths)
        )
        last, context = widths[-1], unet["cross_attention_dim"]
        self.mid_block = level(
            resnets=[Resnet(last, last, emb, groups) for _ in range(2)],
            attentions=[Transformer(last, context, heads, groups)],
        )
        self.dehaze = Decoder(widths, emb, groups, c["adapter_width"])
        self.depth = Decoder(widths, emb, groups, c["adapter_width"])
        head = c["head_width"]
        self.visibility_head = nn.ModuleDict(
            {"conv1": nn.Conv2d(4, head, 3, padding=1), "conv2": nn.Conv2d(head, head, 3, padding=1),
             "conv3": nn.Conv2d(head, 1, 3, padding=1)}
        )
        self.register_buffer("empty_prompt", torch.zeros(1, c["prompt_tokens"], context))

    def visibility(self, z_hazy):
        head = self.visibility_head
        return head["conv3"](F.silu(head["conv2"](F.silu(head["conv1"](z_hazy)))))

    def forward(self, x_dehaze, x_depth, z_hazy, v, t):
        half = self.width // 2
        angles = t[:, None].double() * torch.exp(-math.log(10000) * torch.arange(half) / half).double()
        table = torch.cat([angles.cos(), angles.sin()], 1).float()
        emb = self.time_embedding["linear_2"](F.silu(self.time_embedding["linear_1"](table)))
        emb = torch.cat([emb, emb])
        context = self.empty_prompt.expand(2 * len(t), -1, -1)
        h = self.conv_in(torch.cat([torch.cat([x_dehaze, x_depth]), torch.cat([z_hazy, z_hazy])], 1))
        skips = [h]
        for block in self.down_blocks:
            h = block["resnets"][0](h, emb)
            skips.append(h)
            if "downsamplers" in block:
                h = block["downsamplers"][0](h)
                skips.append(h)
        h = self.mid_block["resnets"][0](h, emb)
        h = self.mid_block["resnets"][1](self.mid_block["attentions"][0](h, context), emb)
        n = len(t)
        return (
            self.dehaze(h[:n], [s[:n] for s in skips], emb[:n], v), self.depth(h[n:], [s[n:] for s in skips], emb[n:], v)
        )


def objective(model, s):
    logits = model.visibility(s["z_hazy"])
    v = torch.sigmoid(logits)
    dehaze, depth = model(s["x_t.dehaze"], s["x_t.depth"], s["z_hazy"], v, s["t"])
    m, flat = s["mask"], v.permute(0, 2, 3, 1).reshape(-1)
    i, j = s["pairs"].long()
    L = {
        "dehaze": (dehaze - s["v_star.dehaze"]).square().mean(),
        "depth": (m * (depth - s["v_star.depth"]).square()).sum() / (4 * m.sum()),
        "vis": F.binary_cross_entropy_with_logits(logits, s["target"]),
        "preserve": (s["w"] * (1 - v).square()).sum() / s["w"].sum(),
        "rank": F.softplus(flat[j] - flat[i]).mean(),
        "tv": v.diff(dim=3).abs().mean() + v.diff(dim=2).abs().mean(),
    }
    weights = {"dehaze": 1, "depth": 1, "vis": 0.05, "preserve": 0.05, "rank": 0.02, "tv": 0.005}
    L["total"] = sum(weights[k] * x for k, x in L.items())
    return L


def check(model, s):
    L = objective(model, s)
    L["total"].backward()
    worst = max(abs(L[k].item() - s["L." + k].item()) / abs(s["L." + k].item()) for k in L)
    print(f"L_total {L['total'].item():.6f}; worst loss term off by {worst:.1e} of itself")
    apart = [
        ((p.grad - s["grad." + name]).norm() / s["grad." + name].norm(), name) for name, p in model.named_parameters()
    ]
    print(f"{len(apart)} gradients; worst off by {max(apart)[0]:.1e} of its norm: {max(apart)[1]}")
    if worst > 1e-5 or max(apart)[0] > 1e-3:
        sys.exit("the two do not agree")


def milliseconds(model, s, fused, steps=20):
    adamw = torch.optim.AdamW(model.parameters(), lr=1e-6, weight_decay=0, fused=fused)
    times = []
    for _ in range(steps + 4):
        start = time.perf_counter()
        adamw.zero_grad(set_to_none=True)
        objective(model, s)["total"].backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        adamw.step()
        times.append(time.perf_counter() - start)
    return statistics.median(times[4:]) * 1e3


folder, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
torch.set_num_threads(threads)
with open(folder + "/config.json") as file:
    model = MariMetric2(json.load(file))
model.load_state_dict(load_file(folder + "/model.safetensors"))
step = load_file(folder + "/step.safetensors")
step = {k: x.permute(0, 3, 1, 2).contiguous() if x.ndim == 4 and not k.startswith("grad.") else x for k, x in step.items()}
check(model, step)
for layout in (torch.contiguous_format, torch.channels_last):
    model = model.to(memory_format=layout)
    inputs = {k: x.contiguous(memory_format=layout) if x.ndim == 4 else x for k, x in step.items()}
    for fused in (False, True):
        t = milliseconds(model, inputs, fused)
        print(f"{str(layout).split('.')[1]:18s} {'fused' if fused else 'plain'} AdamW, {threads} thread(s): {t:.1f} ms", flush=True)
