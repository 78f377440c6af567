import NN

/// Four maps of one size made into a pyramid of F channels: four times and twice the patch grid, the grid, and half of it.
struct DPTPyramid: Sendable {
  let projects: [Conv2d]
  let enlarge4, enlarge2: PatchTransposedConv2d
  let halve: Conv2d
  let layers: [Conv2d]

  init(_ p: Parameters, _ c: DPTHead.Configuration) {
    let widths = c.outChannels
    projects = widths.enumerated().map {
      Conv2d(p / "projects" / $0.offset, in: c.tokenWidth, out: $0.element, kernel: 1)
    }
    enlarge4 = PatchTransposedConv2d(p / "resize_layers" / 0, in: widths[0], out: widths[0], kernel: 4)
    enlarge2 = PatchTransposedConv2d(p / "resize_layers" / 1, in: widths[1], out: widths[1], kernel: 2)
    halve = Conv2d(p / "resize_layers" / 3, in: widths[3], out: widths[3], kernel: 3, stride: 2)
    layers = widths.enumerated().map {
      Conv2d(p / "scratch" / "layer\($0.offset + 1)_rn", in: $0.element, out: c.features, kernel: 3, bias: false)
    }
  }

  /// Four maps [B, h, w, tokenWidth] -> the pyramid, finest first.
  func callAsFunction(_ taps: [Tensor], place: PlaceEmbedding?, _ observe: StageObserver) -> [Tensor] {
    taps.enumerated().map { k, tap in
      let projected = projects[k](tap)
      observe("project\(k)", projected)
      let x = place?.added(to: projected) ?? projected
      let sized =
        switch k {
        case 0: enlarge4(x)
        case 1: enlarge2(x)
        case 2: x
        default: halve(x)
        }
      observe("resize\(k)", sized)
      let layer = layers[k](sized)
      observe("rn\(k + 1)", layer)
      return layer
    }
  }
}
