/// Colours for numbers: 256 sRGB triples, dark to bright, or blue to red.
public struct ColourMap: Sendable {
  private let table: [SIMD3<UInt8>]

  /// The colour of a value: 0 and below is the first, 1 and above the last. A NaN traps.
  public func callAsFunction(_ x: Float) -> SIMD3<UInt8> {
    table[x <= 0 ? 0 : (x >= 1 ? 255 : Int(x * 255 + 0.5))]
  }

  /// A table from a polynomial in t for each channel, lowest power first.
  private init(_ red: [Double], _ green: [Double], _ blue: [Double]) {
    func byte(_ coefficients: [Double], _ t: Double) -> UInt8 {
      let y = coefficients.reversed().reduce(0) { $0 * t + $1 }
      return UInt8((min(max(y, 0), 1) * 255).rounded())
    }
    table = (0..<256).map { k in
      let t = Double(k) / 255
      return SIMD3(byte(red, t), byte(green, t), byte(blue, t))
    }
  }

  /// Straight lines between colours at even steps.
  private init(_ anchors: [SIMD3<Double>]) {
    table = (0..<256).map { k in
      let at = Double(k) / 255 * Double(anchors.count - 1)
      let low = min(Int(at), anchors.count - 2)
      let colour = anchors[low] + (anchors[low + 1] - anchors[low]) * (at - Double(low))
      return SIMD3(UInt8(colour.x.rounded()), UInt8(colour.y.rounded()), UInt8(colour.z.rounded()))
    }
  }

  /// ColorBrewer's Spectral (Brewer, Harrower), as matplotlib has it: red, yellow, blue.
  public static let spectral = ColourMap([
    [158, 1, 66], [213, 62, 79], [244, 109, 67], [253, 174, 97], [254, 224, 139], [255, 255, 191], [230, 245, 152],
    [171, 221, 164], [102, 194, 165], [50, 136, 189], [94, 79, 162],
  ])

  /// ColorBrewer's RdBu the other way round, with white in its middle: for signed values around 0.
  public static let blueWhiteRed = ColourMap([
    [5, 48, 97], [33, 102, 172], [67, 147, 195], [146, 197, 222], [209, 229, 240], [255, 255, 255], [253, 219, 199],
    [244, 165, 130], [214, 96, 77], [178, 24, 43], [103, 0, 31],
  ])

  /// Matplotlib's viridis, in the polynomial fit of Zucker (2019).
  public static let viridis = ColourMap(
    [
      0.2777273272234177, 0.1050930431085774, -0.3308618287255563, -4.634230498983486, 6.228269936347081,
      4.776384997670288, -5.435455855934631,
    ],
    [
      0.005407344544966578, 1.404613529898575, 0.214847559468213, -5.799100973351585, 14.17993336680509,
      -13.74514537774601, 4.645852612178535,
    ],
    [
      0.3340998053353061, 1.384590162594685, 0.09509516302823659, -19.33244095627987, 56.69055260068105,
      -65.35303263337234, 26.3124352495832,
    ])

  /// Matplotlib's magma, in the polynomial fit of Zucker (2019).
  public static let magma = ColourMap(
    [
      -0.002136485053939582, 0.2516605407371642, 8.353717279216625, -27.66873308576866, 52.17613981234068,
      -50.76852536473588, 18.65570506591883,
    ],
    [
      -0.000749655052795221, 0.6775232436837668, -3.577719514958484, 14.26473078096533, -27.94360607168351,
      29.04658282127291, -11.48977351997711,
    ],
    [
      -0.005386127855323933, 2.494026599312351, 0.3144679030132573, -13.64921318813922, 12.94416944238394,
      4.23415299384598, -5.601961508734096,
    ])

  /// Google's turbo, in the polynomial fit of its authors (Mikhailov, 2019).
  public static let turbo = ColourMap(
    [0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943],
    [0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604],
    [0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973])
}
