import Numerics

/// How fogs are drawn for many frames: visibility, airlight, and now and then patches or a layer.
///
///     let fog = FogDistribution().fog(random.stream("fog", scene))
public struct FogDistribution: Sendable {
  /// Where the airlight's colour comes from.
  public enum Light: Sendable {
    case fixed(Airlight)
    /// A gray of this sRGB-coded level, each channel off by up to `tint` of it.
    case gray(ClosedRange<Float>, tint: Float)
  }

  public var visibility = VisibilityDistribution()
  public var light = Light.gray(0.72...0.94, tint: 0.03)
  public var path = Fog.Path.ray
  public var blend = Fog.Blend.linear
  /// The share of frames whose air is all but clear, V = 2000 m: a model must see such air, too.
  public var clearShare = 0.0
  /// The share of frames with patches of density, of a strength drawn from [0.3, 0.9].
  public var patchShare = 0.0
  /// The share of frames with a layer, its scale height drawn from [8, 40] m.
  public var layerShare = 0.0

  public init() {}

  /// The fog of one stream: one per scene if a scene's frames are to share it.
  public func fog(_ random: Generator) -> Fog {
    var (clear, V, tint) = (random.stream("clear"), random.stream("visibility"), random.stream("airlight"))
    var (patch, layer) = (random.stream("patches"), random.stream("layer"))
    let visibility =
      clear.uniform64() < clearShare
      ? Visibility(metres: 2000, contrast: visibility.contrast) : visibility.draw(&V)
    let airlight: Airlight
    switch light {
    case .fixed(let fixed): airlight = fixed
    case .gray(let range, let off):
      let level = tint.uniform(in: range)
      func channel(_ generator: inout Generator) -> Float { min(level * (1 + generator.uniform(in: -off...off)), 1) }
      airlight = .constant(channel(&tint), channel(&tint), channel(&tint))
    }
    let waves =
      patch.uniform64() < patchShare
      ? FogMedium.patches(strength: 0.3 + 0.6 * patch.uniform64(), random.stream("waves")) : []
    let scaleHeight = layer.uniform64() < layerShare ? 8 + 32 * layer.uniform64() : nil
    return Fog(visibility, airlight: airlight, path: path, blend: blend, scaleHeight: scaleHeight, waves: waves)
  }
}
