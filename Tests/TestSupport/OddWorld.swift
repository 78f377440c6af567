import Metrics
import Numerics

/// Predictions whose hazy errors have a lower MAE and a higher RMSE for one known reason.
package enum OddWorld {
  /// Where a pixel is: its scene and image, its distance g in metres, and a place u in [0, 1) that knows nothing of g.
  package struct Place {
    package var scene: Int
    package var image: Int
    package var g: Double
    package var u: Double
    package var sign: Double
    /// Scenes differ a little in how large their errors are.
    package var factor: Double

    /// A prediction that is off by `metres`, to either side.
    package func off(_ metres: Double) -> Double { g + sign * factor * metres }
  }

  package struct Pixel {
    package var clear: Double
    package var hazy: Double
    /// Other than the place's, where a reason needs it.
    package var g: Double?
    package var hasHazyTruth = true
    package var ray = 1.0

    package init(clear: Double, hazy: Double, g: Double? = nil, hasHazyTruth: Bool = true, ray: Double = 1) {
      (self.clear, self.hazy, self.g, self.hasHazyTruth, self.ray) = (clear, hazy, g, hasHazyTruth, ray)
    }
  }

  /// `scenes` scenes with images of `sizes` pixels each.
  package static func frames(
    sizes: [Int] = [200, 200], range: ClosedRange<Double> = 15...75, scenes: Int = 24, _ pixel: (Place) -> Pixel
  ) -> PairedFrames {
    var frames = PairedFrames()
    for scene in 0..<scenes {
      var random = Generator(seed: 5).stream("scene", scene)
      let factor = 1 + 0.03 * Double(random.normal())
      for (image, count) in sizes.enumerated() {
        var (truth, hazyTruth, clear, hazy, rays) = ([Float](), [Float](), [Float](), [Float](), [Float]())
        for k in 0..<count {
          let g = range.lowerBound + (range.upperBound - range.lowerBound) * (Double(k) + 0.5) / Double(count)
          let u = Double((k * 77 + 13) % count) / Double(count)
          let place = Place(scene: scene, image: image, g: g, u: u, sign: k / 2 % 2 == 0 ? 1 : -1, factor: factor)
          let made = pixel(place)
          truth.append(Float(made.g ?? g))
          hazyTruth.append(made.hasHazyTruth ? Float(made.g ?? g) : 0)
          clear.append(Float(made.clear))
          hazy.append(Float(made.hazy))
          rays.append(Float(made.ray))
        }
        frames.add(
          FramePair(
            scene: "\(scene)", truth: truth, hazyTruth: hazyTruth, clear: clear, hazy: hazy, rayLengths: rays))
      }
    }
    return frames
  }

  /// 3 % of the pixels get far worse, the others better, at every distance.
  package static let tail = frames { p in Pixel(clear: p.off(2), hazy: p.off(p.u < 0.97 ? 1.3 : 12)) }

  /// A quarter of the surfaces look 1.5 times as far; clear air shrinks everything by 0.8, fog does not.
  package static let scaleDrift = frames(range: 20...50) { p in
    let shape = p.u < 0.75 ? p.g * p.factor : 1.5 * p.g * p.factor
    return Pixel(clear: 0.8 * shape, hazy: shape)
  }

  /// Overshoots beyond the range from surfaces that lie just within it.
  package static let cap = frames { p in
    guard p.u < 0.12 else { return Pixel(clear: p.off(5), hazy: p.off(1)) }
    return Pixel(clear: 73, hazy: 95, g: 78)
  }

  /// Undershoots of surfaces whose ray is longer than the range.
  package static let rays = frames { p in
    guard p.u < 0.12 else { return Pixel(clear: p.off(5), hazy: p.off(1)) }
    return Pixel(clear: 67, hazy: 55, g: 72, ray: 1.2)
  }

  /// The large image of each scene is odd, three small ones are better by both.
  package static let reducer = frames(sizes: [1500, 100, 100, 100]) { p in
    Pixel(clear: p.off(2), hazy: p.off(p.image > 0 ? 1 : p.u < 0.7 ? 0.5 : 5))
  }

  /// Fog leaves the hard pixels without a prediction, and the others are worse than before.
  package static let coverage = frames { p in
    let isHard = p.u < 0.3
    return Pixel(clear: p.off(isHard ? 4 : 1), hazy: isHard ? .nan : p.off(p.u < 0.93 ? 1.05 : 9.5))
  }

  /// Fog leaves the hard pixels without a truth, and the others are worse than before.
  package static let depthMakeUp = frames { p in
    let isHard = p.u < 0.3
    return Pixel(
      clear: p.off(isHard ? 4 : 1), hazy: p.off(isHard ? 4 : p.u < 0.93 ? 1.05 : 9.5), hasHazyTruth: !isHard)
  }

  /// Surfaces within 60 m gain, those beyond pay.
  package static let distance = frames { p in Pixel(clear: p.off(2), hazy: p.off(p.g < 60 ? 0.8 : 4.8)) }

  /// One scene of many is odd; the others hardly change.
  package static let oneScene = frames { p in
    Pixel(clear: p.off(2), hazy: p.off(p.scene > 0 ? 2.005 : p.u < 0.97 ? 0.5 : 14))
  }

  /// Nothing changes but for a breath.
  package static let same = frames { p in Pixel(clear: p.off(2), hazy: p.off(2.01)) }

  /// Fog on far surfaces only, near ones gaining as in `distance`, and not.
  package static let farFog = frames { p in Pixel(clear: p.off(2), hazy: p.off(p.g < 40 ? 0.9 : 4.1)) }
  package static let farFogWithoutGain = frames { p in Pixel(clear: p.off(2), hazy: p.off(p.g < 40 ? 2.01 : 4.1)) }
}
