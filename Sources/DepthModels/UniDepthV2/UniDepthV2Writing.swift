extension UniDepthV2.Configuration {
  /// As a published `config.json` lays it out; `init(_:)` reads it back.
  public var json: String {
    """
    {
      "data": {
        "augmentations": {
          "shape_constraints": {
            "ratio_bounds": [\(shape.ratio_bounds.lowerBound), \(shape.ratio_bounds.upperBound)],
            "pixels_min": \(shape.pixels_min),
            "pixels_max": \(shape.pixels_max),
            "shape_mult": 14
          }
        }
      },
      "model": {
        "name": "UniDepthV2",
        "num_heads": \(heads),
        "expansion": \(expansion),
        "pixel_decoder": {
          "name": "Decoder",
          "hidden_dim": \(width),
          "depths": \(depths),
          "out_dim": \(out_dim),
          "kernel_size": 3
        },
        "pixel_encoder": {
          "name": "dinov2",
          "embed_dim": \(encoder.width),
          "depth": \(encoder.depth),
          "num_heads": \(encoder.heads),
          "num_register_tokens": 0,
          "use_norm": true,
          "stacking_fn": "last",
          "interpolate_offset": \(encoder.positionOffset),
          "output_idx": \(encoder.taps.map { $0 + 1 })
        }
      }
    }

    """
  }
}

extension DepthAnything3.Configuration {
  /// As a published `config.json` of a metric or mono model lays it out; `init(_:weights:)` reads it back.
  public var json: String {
    """
    {
      "model_name": "\(name)",
      "config": {
        "net": {
          "num_heads": \(encoder.heads),
          "out_layers": \(encoder.taps),
          "alt_start": -1,
          "qknorm_start": -1,
          "rope_start": -1,
          "cat_token": false
        },
        "head": {
          "dim_in": \(head.tokenWidth),
          "output_dim": 1,
          "features": \(head.features),
          "out_channels": \(head.outChannels)
        }
      }
    }

    """
  }
}
