import Files
import NN

/// One group of numbers beside the reference's: a case under a protocol, a bootstrap, an image pair.
struct MetricsComparison {
  let name: String
  private var worst = (label: "", absolute: 0.0, relative: 0.0, tolerance: 0.0, use: 0.0)
  private var faults: [String] = []
  private(set) var count = 0

  init(_ name: String) { self.name = name }

  /// Compares one number: |ours - expected| <= atol + rtol |expected|.
  ///
  /// "Infinity" and "-Infinity" are numbers; "NaN", null and any other text (a refusal of the reference's library) say
  /// that there is no value, which ours says by nil or NaN.
  mutating func check(
    _ label: String, _ ours: Double?, _ expected: JSONValue?, rtol: Double = 1e-10, atol: Double = 1e-13
  ) {
    count += 1
    guard let expected else { return faults.append("\(label): the reference has no such value") }
    guard let reference = MetricsComparison.number(expected) else {
      if let ours, !ours.isNaN { faults.append("\(label): \(ours), expected no value") }
      return
    }
    guard let ours, !ours.isNaN else { return faults.append("\(label): no value, expected \(reference)") }
    guard reference.isFinite && ours.isFinite else {
      if ours != reference { faults.append("\(label): \(ours), expected \(reference)") }
      return
    }
    let absolute = abs(ours - reference)
    let tolerance = atol + rtol * abs(reference)
    let use = absolute == 0 ? 0 : absolute / tolerance
    if use >= worst.use {
      worst = (label, absolute, reference == 0 ? 0 : absolute / abs(reference), tolerance, use)
    }
  }

  /// Compares every number of an object: one that is expected and not among ours is a fault.
  mutating func check(
    _ expected: JSONValue?, _ ours: [String: Double?], ignoring: Set<String> = [],
    tolerance: (String) -> (rtol: Double, atol: Double) = { _ in (1e-10, 1e-13) }
  ) {
    guard let expected else { return faults.append("the reference has no such object") }
    for member in expected.members where !ignoring.contains(member.name) {
      switch member.value {
      case .object, .array, .bool: continue  // compared on their own
      default:
        guard let value = ours[member.name] else {
          faults.append("\(member.name): not computed here")
          continue
        }
        let (rtol, atol) = tolerance(member.name)
        check(member.name, value, member.value, rtol: rtol, atol: atol)
      }
    }
  }

  /// Compares lists element by element.
  mutating func check(
    _ label: String, _ ours: [Double], _ expected: JSONValue?, rtol: Double = 1e-10, atol: Double = 1e-13
  ) {
    guard let elements = expected?.elements, elements.count == ours.count else {
      return faults.append("\(label): \(ours.count) values, expected \(expected?.elements?.count ?? 0)")
    }
    for (k, pair) in zip(ours, elements).enumerated() {
      check("\(label)[\(k)]", pair.0, pair.1, rtol: rtol, atol: atol)
    }
  }

  /// The group's verdict: its number that comes closest to its tolerance, and what else is wrong.
  var result: GoldenCheck {
    let label = worst.label.isEmpty ? name : "\(name) (\(worst.label) of \(count))"
    let fault = count == 0 ? "nothing was compared" : faults.isEmpty ? nil : faults.prefix(3).joined(separator: "; ")
    return GoldenCheck(
      fault == nil ? label : name, absolute: worst.absolute, relative: worst.relative, tolerance: worst.tolerance,
      fault: fault)
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value.string {
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: value.number
    }
  }
}
