import Numerics

extension DepthEncoding {
  /// Turns stored numbers, in their own memory, into a depth map, the far (sky) pixels, and the count of every kind.
  func decode(
    _ stored: consuming [Float], width: Int, height: Int
  ) -> (depth: DepthMap, far: Grid<Bool>, tally: DepthTally) {
    var pixels = DecodedPixels(stored: stored)
    var invalid = invalid
    if let largest {
      pixels.tally.largest = pixels.metres.count { $0 == largest }
      invalid.append(largest)
    }
    if !invalidRanges.isEmpty {
      let mark = -Float.greatestFiniteMagnitude  // a number that no file holds
      for i in pixels.metres.indices where invalidRanges.contains(where: { $0.contains(pixels.metres[i]) }) {
        pixels.metres[i] = mark
      }
      invalid.append(mark)
    }
    switch unit {
    case .perMetre(let scale) where scale.significandWidth == 0 && (1...65536).contains(scale):
      // A power of two: the product with its inverse is the quotient.
      let metre = Float(1 / scale)
      pixels.fill(invalid, far) { $0 * metre }
    case .perMetre(let scale):
      // The quotient of two Float32 numbers rounded through Float64 is the correctly rounded one.
      pixels.fill(invalid, far) { Float(Double($0) / scale) }
    case .disparity, .inverse, .logarithm, .logarithmicSteps: pixels.fill(invalid, far, distance: metres)
    }
    return (
      DepthMap(width: width, height: height, checked: pixels.metres, valid: pixels.valid, kind: kind),
      Grid(width: width, height: height, values: pixels.far), pixels.tally
    )
  }
}

extension DepthEncoding {
  /// The metres of a stored number as an evaluation must see a prediction: what is no distance stays none, 0 stands for
  /// "not measured".
  package func prediction(_ stored: Float) -> Float {
    if case .perMetre = unit, largest == nil, invalidRanges.isEmpty, invalid == [0] { return metres(stored) }
    return isMarked(stored) ? 0 : metres(stored)
  }

  /// The metres of one stored number, whatever it is.
  func metres(_ stored: Float) -> Float {
    let x = Double(stored)
    switch unit {
    case .perMetre(let scale): return Float(x / scale)
    case .disparity(let focalTimesBaseline, let perPixel, let offset, let shift):
      return Float(focalTimesBaseline / ((x - offset) / perPixel + shift))
    case .inverse(let scale): return Float(scale / x)
    case .logarithm(let scale): return x.isNaN ? .nan : Float(Portable.exp(x / scale))
    case .logarithmicSteps(let near, let far, let last):
      let share = (x - 1) / (last - 1)
      if share > 1 { return .infinity }
      return x.isNaN ? .nan : Float(Portable.exp((1 - share) * Portable.log(near) + share * Portable.log(far)))
    }
  }

  /// Whether a stored number means "not measured" by name.
  func isMarked(_ stored: Float) -> Bool {
    invalid.contains(stored) || stored == largest || invalidRanges.contains { $0.contains(stored) }
  }
}

/// The planes under construction.
private struct DecodedPixels {
  var metres: [Float]
  var valid: [Bool]
  var far: [Bool]
  var tally = DepthTally()

  init(stored: consuming [Float]) {
    metres = stored
    valid = [Bool](repeating: false, count: metres.count)
    far = valid
  }

  /// Sorts every pixel into one kind. Written without branches, which the compiler turns into vector code.
  @inline(__always)
  mutating func fill(_ invalid: [Float], _ limit: Float, distance: (Float) -> Float) {
    // Numbers compare unequal to NaN, so it stands for "no such value"; more than two are rare and looked up.
    let first = invalid.first ?? .nan
    let second = invalid.dropFirst().first ?? .nan
    let others = Set(invalid.dropFirst(2))
    var counts = (valid: 0, notMeasured: 0, far: 0, finite: 0)
    metres.withUnsafeMutableBufferPointer { metres in
      valid.withUnsafeMutableBufferPointer { valid in
        far.withUnsafeMutableBufferPointer { far in
          for i in 0..<metres.count {
            let x = metres[i]
            let v = distance(x)
            let isFinite = x.magnitude < .infinity
            let isMarked = isFinite && (x == first || x == second || (!others.isEmpty && others.contains(x)))
            // A disparity of zero is infinitely far away.
            let isFar = isFinite && !isMarked && v >= limit
            let isValid = isFinite && !isMarked && !isFar && v > 0
            metres[i] = isValid ? v : 0
            valid[i] = isValid
            far[i] = isFar
            counts.valid &+= isValid ? 1 : 0
            counts.notMeasured &+= isMarked ? 1 : 0
            counts.far &+= isFar ? 1 : 0
            counts.finite &+= isFinite ? 1 : 0
          }
        }
      }
    }
    tally.valid = counts.valid
    tally.notMeasured = counts.notMeasured
    tally.far = counts.far
    tally.nonFinite = metres.count - counts.finite
    tally.notPositive = counts.finite - counts.valid - counts.notMeasured - counts.far
  }
}
