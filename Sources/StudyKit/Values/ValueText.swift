// Values as text, both ways: on the command line, in the environment and in CSV.

extension Value {
  /// What a person's text means: `true`, `3`, `1e-3`, `a,b` (a list), and otherwise the text itself.
  init(parsing text: some StringProtocol) {
    if text.contains(",") {
      let items = text.split(separator: ",", omittingEmptySubsequences: true)
      self = .list(items.map { Value(parsing: $0) })
    } else if text == "true" || text == "false" {
      self = .bool(text == "true")
    } else if let n = Int(text) {
      self = .int(n)
    } else if let x = Double(text), x.isFinite, text.first != "0" || !text.hasPrefix("0x") {
      self = .double(x == 0 ? 0 : x)  // -0.0 is 0: as JSON it would come back as an integer without a sign
    } else {
      self = .string(String(text))
    }
  }

  /// With all digits and its type in sight: 1.0 stays `1.0`.
  var exact: String {
    switch self {
    case .double(let x): "\(x)"
    case .list(let items): items.map(\.exact).joined(separator: ",")
    default: description
    }
  }
}

/// ", did you mean 'steps'?", or nothing if no name is near.
func hint(for name: String, among names: some Sequence<String>) -> String {
  let near = names.map { (editDistance(name.lowercased(), $0.lowercased()), $0) }.min { $0 < $1 }
  guard let near, near.0 <= max(name.count > 3 ? 2 : 1, name.count / 3) else { return "" }
  return ", did you mean '\(near.1)'?"
}

/// Levenshtein's distance.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      (diagonal, row[j + 1]) = (row[j + 1], x == y ? diagonal : 1 + min(diagonal, row[j], row[j + 1]))
    }
  }
  return row[b.count]
}
