# Tiny random Marigold folders, written by diffusers' and transformers' own save_pretrained, each with what diffusers
# predicts from it: expected.safetensors holds the picture's bytes, the noise and the depth.
#
#   python make.py     (diffusers 0.42.1, transformers 5.24.0, torch 2.13.0 on a CPU; seeds 0 and 1)
import json, os, shutil, sys
import numpy as np, torch
from PIL import Image
from safetensors.torch import save_file
from diffusers import AutoencoderKL, DDIMScheduler, LCMScheduler, MarigoldDepthPipeline, MarigoldNormalsPipeline
from diffusers import UNet2DConditionModel
import diffusers.schedulers.scheduling_lcm as lcm
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

torch.set_num_threads(1)
here = os.path.dirname(os.path.abspath(__file__))

def tokenizer(place):
    # A vocabulary of its own: the ids of the empty prompt are 3 and 4, not 49406 and 49407.
    os.makedirs(place, exist_ok=True)
    words = {"!": 0, "a</w>": 1, "b</w>": 2, "<|startoftext|>": 3, "<|endoftext|>": 4}
    json.dump(words, open(place + "/vocab.json", "w"))
    open(place + "/merges.txt", "w").write("#version: 0.2\n")
    made = CLIPTokenizer(place + "/vocab.json", place + "/merges.txt", pad_token="!", model_max_length=77)
    shutil.rmtree(place)
    return made

def models():
    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=8, out_channels=4, block_out_channels=(4, 8), layers_per_block=1,
        attention_head_dim=[2, 2], norm_num_groups=2, down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), cross_attention_dim=8, use_linear_projection=True)
    vae = AutoencoderKL(
        in_channels=3, out_channels=3, block_out_channels=(4, 8), layers_per_block=1,
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=4,
        norm_num_groups=2, sample_size=16)
    text = CLIPTextModel(CLIPTextConfig(
        vocab_size=5, hidden_size=8, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        hidden_act="gelu", max_position_embeddings=77, bos_token_id=3, eos_token_id=4, pad_token_id=0))
    with torch.no_grad():
        for model in (unet, vae, text):
            for name, p in model.named_parameters():
                if p.ndim > 1:
                    p.mul_(1.5)
                elif "bias" in name:
                    p.add_(0.05 * torch.randn_like(p))
            # Half precision exactly, so that all folders hold the same numbers.
            for p in model.parameters():
                p.copy_(p.half().float())
    return unet.eval(), vae.eval(), text.eval()

betas = dict(
    num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False,
    set_alpha_to_one=False, steps_offset=1, prediction_type="v_prediction")

def write(name, scheduler, steps, half=False, sharded=False, both=False):
    folder = here + "/" + name
    shutil.rmtree(folder, ignore_errors=True)
    unet, vae, text = models()
    pipe = MarigoldDepthPipeline(
        unet, vae, scheduler, text, words, prediction_type="depth", scale_invariant=True, shift_invariant=True,
        default_denoising_steps=steps, default_processing_resolution=16)
    options = dict(max_shard_size="20KB") if sharded else {}
    if half or both:
        pipe.to(torch.float16).save_pretrained(folder, variant="fp16", **options)
        pipe.to(torch.float32)
    if not half:
        pipe.save_pretrained(folder, **options)
    if half:
        pipe = MarigoldDepthPipeline.from_pretrained(folder, variant="fp16", torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    torch.manual_seed(1)
    bytes = torch.randint(0, 256, (13, 22, 3), dtype=torch.uint8)
    # 22 x 13 at resolution 16 is 16 x 9, padded to 16 x 10: a latent of 8 x 5.
    noise = [torch.randn(1, 4, 5, 8) for _ in range(steps)]
    later = iter(noise[1:])
    lcm.randn_tensor = lambda *a, **k: next(later)

    with torch.no_grad():
        depth = pipe(Image.fromarray(bytes.numpy()), latents=noise[0], output_type="np").prediction
    save_file(
        {"image": bytes, "noise": torch.cat(noise), "depth": torch.from_numpy(depth).float().contiguous()},
        folder + "/expected.safetensors")
    print(name, depth.shape, float(depth.min()), float(depth.max()))

words = tokenizer(here + "/.words")
ddim = DDIMScheduler(**betas, rescale_betas_zero_snr=True, timestep_spacing="trailing")
write("plain", ddim, 4)
write("leading", DDIMScheduler(**betas, timestep_spacing="leading"), 3)
write("fp16", ddim, 4, half=True)
write("sharded", ddim, 4, sharded=True)
write("sharded-fp16", ddim, 4, half=True, sharded=True)
write("both", ddim, 4, both=True)
write("lcm", LCMScheduler(**betas, rescale_betas_zero_snr=True, timestep_spacing="trailing"), 2)
