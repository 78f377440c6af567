import ArgumentParser
import Driving
import Numerics

/// Fog on the command line: how far one sees, what the fog is made of, what the camera adds.
struct FogOptions: ParsableArguments {
  @Option(help: "Visibility V in metres, the same everywhere. (default: drawn, see --mean-visibility)")
  var visibility: Double?

  @Option(help: "Draw V for each scene, log-normal with this mean in metres. (default: 100)")
  var meanVisibility: Double?

  @Option(help: "The standard deviation of ln V for --mean-visibility.")
  var spread = 0.45

  @Option(help: ArgumentHelp("What a drawn V is cut to, in metres. (default: 25:400)", valueName: "low:high"))
  var visibilityRange: NumberRange?

  @Option(help: "The contrast in percent that still counts as seen at V: 5 (WMO) or 2 (Koschmieder).")
  var contrast = 5

  @Option(help: "What fog is measured along: ray or planar (z).")
  var path = Fog.Path.ray

  @Option(help: "Which values are blended: linear light, or srgb as much of the literature has it.")
  var blend = Fog.Blend.linear

  @Option(help: ArgumentHelp("The fog's own light: sky, a gray in [0, 1], or R,G,B (sRGB).", valueName: "light"))
  var airlight = AirlightChoice.sky

  @Option(help: "How much of the sky's colour --airlight sky takes, 0 (gray) to 1.")
  var skySaturation: Float = 0.3

  @Option(help: "The height in metres over which the fog thins by e. (default: the same at all heights)")
  var scaleHeight: Double?

  @Option(help: "Patches of density: 0 (none) to 1 (from nothing to twice the mean).")
  var patches = 0.0

  @Option(help: ArgumentHelp("The patches' sizes in metres. (default: 12:70)", valueName: "low:high"))
  var patchSizes: NumberRange?

  @Option(help: "Clear air up to this many metres.")
  var beyond: Double?

  @Option(help: "Clear air from this many metres on.")
  var within: Double?

  @Flag(help: "Put the hazy picture through a sensor: exposure, shot and read noise, 8 bits.")
  var sensor = false

  @Option(help: "The sensor's exposure: light is multiplied by this. (default: 1)")
  var gain: Float?

  @Option(help: "Expose automatically, so that the picture's mean is this linear level.")
  var exposeTo: Float?

  @Option(help: "The share of all light that the lens scatters over the picture, 0 to under 1.")
  var glare: Float = 0

  @Option(help: "The variance of shot noise at white, in linear units squared.")
  var shotVariance: Float = 2e-5

  @Option(help: "The standard deviation of read noise, in linear units.")
  var readNoise: Float = 0.002

  @Option(help: "Seed of all that is drawn.")
  var seed: UInt64 = 0

  func validate() throws {
    func check(_ holds: Bool, _ text: String) throws { if !holds { throw ValidationError(text) } }
    func lies(_ name: String, _ x: Double?, in range: ClosedRange<Double>, _ unit: String = "") throws {
      try hazydepth.check(name, x, in: range, unit)
    }
    func lies(_ name: String, _ x: NumberRange?) throws {
      try lies("\(name), the lower end,", x?.lower, in: OptionRange.positiveMetres, "metres")
      try lies("\(name), the higher end,", x?.upper, in: OptionRange.positiveMetres, "metres")
    }
    try check(visibility == nil || meanVisibility == nil, "--visibility and --mean-visibility: name one")
    try lies("--visibility", visibility, in: OptionRange.positiveMetres, "metres")
    try lies("--scale-height", scaleHeight, in: OptionRange.positiveMetres, "metres")
    try check(contrast == 5 || contrast == 2, "--contrast \(contrast): expected 5 or 2")
    try lies("--spread", spread, in: 1e-6...3)
    try lies("--visibility-range", visibilityRange)
    try lies("--patch-sizes", patchSizes)
    let range = drawnRange
    let mean = meanVisibility ?? 100
    try check(
      visibility != nil || (range.lowerBound < mean && mean < range.upperBound),
      "--mean-visibility \(mean): expected inside \(range.lowerBound):\(range.upperBound) (--visibility-range)")
    try check((0...1).contains(skySaturation), "--sky-saturation \(skySaturation): expected 0 to 1")
    try check((0...1).contains(patches), "--patches \(patches): expected 0 to 1")
    try check(beyond == nil || within == nil, "--beyond and --within: name one")
    try lies("--beyond", beyond, in: OptionRange.metres, "metres")
    try lies("--within", within, in: OptionRange.metres, "metres")
    try check(gain == nil || exposeTo == nil, "--gain and --expose-to: name one")
    try lies("--gain", gain.map(Double.init), in: 1e-6...1e6)
    if let exposeTo { try check(exposeTo > 0 && exposeTo <= 1, "--expose-to \(exposeTo): expected over 0, at most 1") }
    try check(glare >= 0 && glare < 1, "--glare \(glare): expected 0 to under 1")
    try lies("--shot-variance", Double(shotVariance), in: 0...1)
    try lies("--read-noise", Double(readNoise), in: 0...1)
  }

  private var drawnRange: ClosedRange<Double> { visibilityRange.map { $0.lower...$0.upper } ?? 25...400 }
  private var seen: Visibility.Contrast { contrast == 2 ? .twoPercent : .fivePercent }

  /// What visibilities are drawn from; nil where one is given.
  var distribution: VisibilityDistribution? {
    guard visibility == nil else { return nil }
    return VisibilityDistribution(mean: meanVisibility ?? 100, spread: spread, range: drawnRange, contrast: seen)
  }

  /// The fog of a scene: its own visibility and patches, the rest as chosen. `distribution`: as above, made once.
  func fog(ofScene scene: String, _ distribution: VisibilityDistribution?) -> Fog {
    let random = Generator(seed: seed)
    var draws = random.stream("visibility of " + scene)
    let V = distribution?.draw(&draws) ?? Visibility(metres: visibility!, contrast: seen)
    let sizes = patchSizes.map { $0.lower...$0.upper } ?? 12...70
    let waves =
      patches > 0
      ? FogMedium.patches(strength: patches, wavelengths: sizes, random.stream("patches of " + scene)) : []
    let extent: Fog.Extent = beyond.map { .beyond($0) } ?? within.map { .within($0) } ?? .everywhere
    return Fog(
      V, airlight: airlight.light(saturation: skySaturation), path: path, blend: blend, scaleHeight: scaleHeight,
      waves: waves, extent: extent)
  }

  var camera: Sensor? {
    guard sensor else { return nil }
    let exposure: Sensor.Exposure = exposeTo.map { .automatic(mean: $0) } ?? .gain(gain ?? 1)
    return Sensor(exposure: exposure, glare: glare, shotVariance: shotVariance, readNoise: readNoise)
  }
}

/// `sky`, a gray, or three numbers.
enum AirlightChoice: ExpressibleByArgument {
  case sky
  case colour(SIMD3<Float>)

  init?(argument: String) {
    if argument == "sky" {
      self = .sky
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) ?? .nan }
    guard parts.count == 1 || parts.count == 3, parts.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    self = .colour(parts.count == 1 ? SIMD3(repeating: parts[0]) : SIMD3(parts[0], parts[1], parts[2]))
  }

  var defaultValueDescription: String { "sky" }

  /// A picture without sky takes a light gray instead.
  func light(saturation: Float) -> Airlight {
    switch self {
    case .sky: .sky(otherwise: SIMD3(0.8, 0.8, 0.8), saturation: saturation)
    case .colour(let c): .constant(c.x, c.y, c.z)
    }
  }
}
