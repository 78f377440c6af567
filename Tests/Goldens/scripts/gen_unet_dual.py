"""Shared encoder and mid block, two decoders: two UNets that hold the same tensors except up_blocks, conv_norm_out, conv_out."""
from common import *
from gen_unet import build, inputs, to64


def main():
    prof, out = args()
    P, D = prof.UNET, prof.DUAL
    ua = build(P)
    ub = build(P, seed=P["seed"])
    other = build(P, seed=D["seed"])
    dec = ("up_blocks.", "conv_norm_out.", "conv_out.")
    sd = ub.state_dict()
    for k, v in other.state_dict().items():
        if k.startswith(dec):
            sd[k] = v.clone()
    ub.load_state_dict(sd)
    # decoder A is the one of ../unet (its conv_out was rescaled there)
    fs0, fe0, _, ft0 = inputs(P, P["cases"][0])
    with torch.no_grad():
        ua.conv_out.weight.mul_(1.0 / ua(fs0, ft0, fe0).sample.std())
    b, h, w = D["batch"], D["h"], D["w"]
    za, zb, hazy = (randn((b, 4, h, w), D["seed"] + i) for i in (1, 2, 3))
    ehs = randn((1, D["tokens"], P["cross_attention_dim"]), D["seed"] + 4).repeat(b, 1, 1)
    ta, tb = randn((b, 4, h, w), D["seed"] + 5), randn((b, 4, h, w), D["seed"] + 6)
    mask = (torch.rand(b, 1, h, w, generator=gen(D["seed"] + 7)) > 0.35).float()
    t = torch.tensor(D["timesteps"], dtype=torch.int64)
    with torch.no_grad():
        ub.conv_out.weight.mul_(1.0 / ub(torch.cat([za, hazy], 1), t, ehs).sample.std())
    a64, b64 = to64(ua), to64(ub)
    hz = hazy.double().requires_grad_(True)
    oa = a64(torch.cat([za.double(), hz], 1), t, ehs.double()).sample
    ob = b64(torch.cat([zb.double(), hz], 1), t, ehs.double()).sample
    m4 = mask.double().expand(-1, 4, -1, -1)
    l_dehaze = ((oa - ta.double()) ** 2).mean()
    l_depth = (m4 * (ob - tb.double()) ** 2).sum() / m4.sum()
    loss = l_dehaze + D["lambda_depth"] * l_depth
    loss.backward()
    fx = Fixture(f"{out}/unet_dual", "one shared encoder and mid block, two decoders", prof.NAME, {"decoder_b": D["seed"], "shared": P["seed"]})
    fx.weights("decoder_depth.safetensors", {k: v for k, v in ub.state_dict().items() if k.startswith(dec)}, "up_blocks.*, conv_norm_out.*, conv_out.* of the depth decoder")
    fx.note("everything else (conv_in, time_embedding, down_blocks, mid_block AND the dehaze decoder's up_blocks, conv_norm_out, conv_out): ../unet/diffusion_pytorch_model.safetensors; config: ../unet/config.json")
    from safetensors.torch import load_file
    for k, v in load_file(f"{out}/unet/diffusion_pytorch_model.safetensors").items():
        assert torch.equal(v, ua.state_dict()[k]), k
        assert k.startswith(dec) or torch.equal(v, ub.state_dict()[k]), k
    f = "case.safetensors"
    fx.add(f, "noisy_dehaze", za, "input"); fx.add(f, "noisy_depth", zb, "input"); fx.add(f, "hazy", hazy, "input", "condition latent, the LAST four channels of either input")
    fx.add(f, "timestep", t, "input"); fx.add(f, "encoder_hidden_states", ehs, "input")
    fx.add(f, "target_dehaze", ta, "input"); fx.add(f, "target_depth", tb, "input"); fx.add(f, "mask", mask, "input", "[B,1,h,w], broadcast over the 4 latent channels")
    fx.add(f, "out_dehaze", oa, "expected"); fx.add(f, "out_depth", ob, "expected")
    fx.add(f, "loss_dehaze", l_dehaze.reshape(1), "expected"); fx.add(f, "loss_depth", l_depth.reshape(1), "expected"); fx.add(f, "loss", loss.reshape(1), "expected")
    fx.add(f, "grad.hazy", hz.grad, "expected", "through both passes")
    ga, gb = dict(a64.named_parameters()), dict(b64.named_parameters())
    norms = {}
    for k in ga:
        if k.startswith(dec):
            norms["dehaze." + k] = float(ga[k].grad.norm()); norms["depth." + k] = float(gb[k].grad.norm())
        else:
            norms["shared." + k] = float((ga[k].grad + gb[k].grad).norm())
    fx.json("grad_l2_norms.json", norms)
    L = P["layers_per_block"]
    for k in ["conv_in.weight", "conv_in.bias", "time_embedding.linear_1.weight", "down_blocks.0.resnets.0.conv1.weight",
              "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight", "mid_block.resnets.1.conv2.weight"]:
        fx.add(f, "grad.shared." + k, ga[k].grad + gb[k].grad, "expected", "sum over the two decoder passes")
    for k in ["conv_out.weight", "conv_norm_out.bias", "up_blocks.1.attentions.0.transformer_blocks.0.attn1.to_v.weight"]:
        fx.add(f, "grad.dehaze." + k, ga[k].grad, "expected"); fx.add(f, "grad.depth." + k, gb[k].grad, "expected")
    fx.note("the encoder is run twice (once per noisy target) with the same weights; gradients of shared tensors add up")
    fx.note("input order here is [noisy target, hazy]; Marigold's own checkpoints expect [rgb condition, noisy target]: swap the two halves of conv_in.weight's input channels when such a file is loaded")
    with torch.no_grad():
        d = max(maxdiff(ua(torch.cat([za, hazy], 1), t, ehs).sample, oa), maxdiff(ub(torch.cat([zb, hazy], 1), t, ehs).sample, ob))
    fx.man["measured_torch_fp32_vs_fp64"] = {"out": d}
    fx.man["loss_weights"] = {"dehaze": 1.0, "depth": D["lambda_depth"]}
    fx.tol("out", max(3e-5, 10 * d), 3e-5, f"torch fp32 differs by {d:.2e}"); fx.tol("grad", 0, 2e-4, "||g-g_ref|| / ||g_ref|| per tensor"); fx.tol("loss", 0, 1e-5, "")
    fx.close()


if __name__ == "__main__":
    main()
