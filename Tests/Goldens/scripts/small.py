"""Seeds, widths and shapes of the reference values in Tests/Goldens: every part of the shared set, a third as wide."""
NAME = "small"
VAE = dict(seed=1101, block_out_channels=(8, 12, 16, 16), layers_per_block=2, norm_num_groups=4, sample_size=768,
           images=[(2, 32, 48), (1, 35, 45)], extra_latent=(1, 3, 5), image_seed=1111)
UNET = dict(seed=1202, block_out_channels=(8, 12, 16, 16), heads=(1, 3, 2, 2), cross_attention_dim=16, norm_num_groups=4,
            layers_per_block=2, sample_size=96,
            cases=[dict(name="even", batch=1, h=8, w=16, tokens=2, timesteps=[500], seed=1221, grads=False),
                   dict(name="odd", batch=2, h=7, w=10, tokens=77, timesteps=[999, 37], seed=1222, grads=True),
                   dict(name="odd1", batch=1, h=9, w=11, tokens=2, timesteps=[1], seed=1223, grads=False)])
DUAL = dict(seed=1303, batch=2, h=6, w=5, tokens=2, timesteps=[612, 88], lambda_depth=0.7)
CLIP = dict(seed=1404, vocab_size=512, hidden_size=16, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
            bos=510, eos=511, pad=0, live_rows=[0, 1, 320, 509, 510, 511])
DDIM = dict(seed=1505, latent=(1, 4, 3, 5), steps=[1, 4, 10, 50], odd_steps=[3, 7, 13], add_noise_t=[0, 1, 37, 500, 998, 999], batch_shape=(6, 4, 3, 2))
MARIGOLD = dict(seed=1606, image_hw=(37, 53), processing_resolution=48, steps=4, ensemble=5, ensemble_even=4)
LAYERS = dict(seed=1707, conv_hw=(7, 10), cin=6, cout=8, groups=4, batch=2, seq=11, dim=24, heads=3, ctx_len=5, ctx_dim=10)
LOSSES = dict(seed=1808, batch=2, channels=4, h=10, w=14, pairs=128, gamma=3.0, quantile=0.9, rank_threshold=0.05)
