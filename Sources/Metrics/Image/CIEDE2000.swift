import Numerics

/// Colour difference as seen: CIEDE2000 on CIELAB of sRGB under D65.
///
/// Source: Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula", 2005, whose 34 test pairs it meets.
public enum CIEDE2000 {
  public struct Lab: Sendable, Equatable {
    public let L: Double
    public let a: Double
    public let b: Double
    public init(L: Double, a: Double, b: Double) {
      self.L = L
      self.a = a
      self.b = b
    }
  }

  /// sRGB in [0, 1] -> CIELAB.
  public static func lab(_ red: Double, _ green: Double, _ blue: Double) -> Lab {
    func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : Portable.pow((c + 0.055) / 1.055, 2.4) }
    func f(_ t: Double) -> Double { t > 0.008856 ? Portable.pow(t, 1.0 / 3) : 7.787 * t + 16.0 / 116 }
    let (r, g, b) = (linear(red), linear(green), linear(blue))
    let x = f((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047)
    let y = f(0.212671 * r + 0.715160 * g + 0.072169 * b)
    let z = f((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883)
    return Lab(L: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z))
  }

  /// The difference of two colours; 1 is about what can just be seen.
  public static func difference(_ p: Lab, _ q: Lab) -> Double {
    func chroma(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    func seventh(_ c: Double) -> Double {
      let c7 = c * c * c * c * c * c * c
      return (c7 / (c7 + 6_103_515_625)).squareRoot()  // 25^7
    }
    let radians = Double.pi / 180
    func sine(_ degrees: Double) -> Double { Portable.sin(degrees * radians) }
    func cosine(_ degrees: Double) -> Double { Portable.cos(degrees * radians) }
    func hue(_ a: Double, _ b: Double) -> Double {
      guard a != 0 || b != 0 else { return 0 }
      let h = Portable.atan2(b, a) / radians
      return h < 0 ? h + 360 : h
    }

    let G = 0.5 * (1 - seventh((chroma(p.a, p.b) + chroma(q.a, q.b)) / 2))
    let (a1, a2) = ((1 + G) * p.a, (1 + G) * q.a)
    let (C1, C2) = (chroma(a1, p.b), chroma(a2, q.b))
    let (h1, h2) = (hue(a1, p.b), hue(a2, q.b))
    let isGrey = C1 * C2 == 0

    let step = h2 - h1
    let dh = isGrey ? 0 : abs(step) <= 180 ? step : step > 180 ? step - 360 : step + 360
    let dL = q.L - p.L
    let dC = C2 - C1
    let dH = 2 * (C1 * C2).squareRoot() * sine(dh / 2)

    let L = (p.L + q.L) / 2
    let C = (C1 + C2) / 2
    let sum = h1 + h2
    let h = isGrey ? sum : abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
    let T =
      1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63)
    let distance = (h - 275) / 25
    let theta = 30 * Portable.exp(-distance * distance)
    let lightness = (L - 50) * (L - 50)
    let S_L = 1 + 0.015 * lightness / (20 + lightness).squareRoot()
    let S_C = 1 + 0.045 * C
    let S_H = 1 + 0.015 * C * T
    let R_T = -sine(2 * theta) * 2 * seventh(C)
    let (l, c, k) = (dL / S_L, dC / S_C, dH / S_H)
    return max(0, l * l + c * c + k * k + R_T * c * k).squareRoot()
  }

  /// The difference at each pixel, row-major.
  public static func map(_ x: ColorImage, _ y: ColorImage) -> [Double] {
    require(
      x.height == y.height && x.width == y.width, "CIEDE2000: \(x.width) x \(x.height) vs \(y.width) x \(y.height)")
    func lab(_ image: ColorImage, _ i: Int) -> Lab {
      CIEDE2000.lab(image.planes[0][i], image.planes[1][i], image.planes[2][i])
    }
    return (0..<x.count).map { difference(lab(x, $0), lab(y, $0)) }
  }
}
