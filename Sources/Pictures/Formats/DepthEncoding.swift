import Numerics

/// What the numbers of a depth file mean: their unit, their special values, and what they are measured along.
public struct DepthEncoding: Sendable, Equatable {
  /// How a stored number becomes metres.
  public enum Unit: Sendable, Equatable {
    /// metres = stored / perMetre.
    case perMetre(Double)
    /// metres = focalTimesBaseline / ((stored - offset) / perPixel + shift), for stereo disparities; with f in pixels and
    /// the baseline in metres. `shift` is the difference of the two principal points (Middlebury's `doffs`).
    case disparity(focalTimesBaseline: Double, perPixel: Double = 1, offset: Double = 0, shift: Double = 0)
    /// metres = perInverseMetre / stored: 1/m times a number of units.
    case inverse(perInverseMetre: Double)
    /// metres = exp(stored / perUnit): the natural logarithm of metres.
    case logarithm(perUnit: Double)
    /// metres = near^(1 - x) far^x with x = (stored - 1) / (last - 1): equal steps of the logarithm from 1, which is near,
    /// to last, which is far.
    case logarithmicSteps(near: Double, far: Double, last: Double)

    /// Whether a larger number is a larger distance.
    var isRising: Bool {
      switch self {
      case .disparity, .inverse: false
      default: true
      }
    }
  }

  public var unit: Unit
  /// Stored numbers that mean "not measured". Not a number and infinities always do, and so do distances not above zero.
  public var invalid: [Float]
  /// Stored numbers within these mean it too, ends included.
  public var invalidRanges: [ClosedRange<Float>] = []
  /// The stored number that means "at least this far" because the file has no larger one; it counts as not measured and is
  /// counted by itself. nil: none.
  public var largest: Float?
  /// Distances from here on, in metres, are "nothing there": sky. They count as invalid and are marked.
  public var far: Float
  public var kind: DepthMap.Kind

  /// `far` in metres. Traps unless the scale is positive and finite, and `far` positive.
  public init(_ unit: Unit, invalid: [Float] = [0], far: Float = .infinity, kind: DepthMap.Kind = .planar) {
    if case .perMetre(let scale) = unit {
      require(scale > 0 && scale.isFinite, "DepthEncoding: \(scale) units per metre, expected a positive number")
    }
    require(far > 0, "DepthEncoding: far at \(far) m, expected a positive distance")
    self.unit = unit
    self.invalid = invalid
    self.far = far
    self.kind = kind
  }

  /// Plain metres, as npy, npz, PFM and EXR files hold them.
  public static let metres = DepthEncoding(.perMetre(1))
  /// KITTI's 16-bit PNG, also DrivingStereo's and the one most predictions are stored in: 1/256 m, 0 not measured.
  public static let kitti = DepthEncoding(.perMetre(256))
  /// Virtual KITTI 2's 16-bit PNG: centimetres; 65535 is the sky.
  public static let virtualKITTI2 = DepthEncoding(.perMetre(100), invalid: [], far: 655.35)
  /// Millimetres in a 16-bit PNG, as NYUv2 and Hypersim use them.
  public static let millimetres = DepthEncoding(.perMetre(1000))
  /// SHIFT's (and CARLA's) colour PNG: R + 256 G + 65536 B, 2^24 / 1000 units per metre; 1000 m is the far plane.
  public static let shift = DepthEncoding(.perMetre(16777.216), invalid: [], far: 999)
  /// RealDriveSim's float metres; the sky is a huge finite number.
  public static let realDriveSim = DepthEncoding(.perMetre(1), far: 10_000)
}

/// What became of the pixels of a depth file.
public struct DepthTally: Sendable, Equatable {
  public var valid = 0
  /// Pixels with one of the encoding's "not measured" numbers.
  public var notMeasured = 0
  /// Of those, the ones with the largest number that the file can hold.
  public var largest = 0
  /// Pixels at or beyond the encoding's far distance.
  public var far = 0
  /// Not a number or infinite.
  public var nonFinite = 0
  /// Below zero, or zero where zero is not called "not measured".
  public var notPositive = 0

  public init(
    valid: Int = 0, notMeasured: Int = 0, largest: Int = 0, far: Int = 0, nonFinite: Int = 0, notPositive: Int = 0
  ) {
    self.valid = valid
    self.notMeasured = notMeasured
    self.largest = largest
    self.far = far
    self.nonFinite = nonFinite
    self.notPositive = notPositive
  }

  public static func += (a: inout DepthTally, b: DepthTally) {
    a.valid += b.valid
    a.notMeasured += b.notMeasured
    a.largest += b.largest
    a.far += b.far
    a.nonFinite += b.nonFinite
    a.notPositive += b.notPositive
  }
}
