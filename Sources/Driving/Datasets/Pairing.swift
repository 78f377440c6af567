/// Which hazy frame belongs to which clear one.
public enum PairingRule: Sendable {
  /// The same id on both sides.
  case sameID
  /// A hazy id is a clear id with one path component replaced, e.g. `clone` by `fog`.
  case replacing(component: String, with: String)
  /// A hazy id is a clear id with something after it, e.g. `…_foggy_beta_0.01`; what follows `marker` is the variant.
  case suffix(marker: String)
  /// A hazy id lies one level below its clear id: one folder of variants per frame.
  case child
  /// A list of hazy ids and the clear id of each.
  case list([String: String])

  /// The clear id and the variant ("" if there is one only) of a hazy id; nil if the rule does not fit it.
  public func clear(of hazy: String) -> (id: String, variant: String)? {
    switch self {
    case .sameID: return (hazy, "")
    case .replacing(let component, let replacement):
      var parts = hazy.split(separator: "/", omittingEmptySubsequences: false)
      guard let at = parts.firstIndex(of: replacement[...]) else { return nil }
      parts[at] = component[...]
      return (parts.joined(separator: "/"), "")
    case .suffix(let marker):
      guard let range = hazy.ranges(of: marker).last else { return nil }
      return (String(hazy[..<range.lowerBound]), String(hazy[range.upperBound...]))
    case .child:
      guard let slash = hazy.lastIndex(of: "/") else { return nil }
      return (String(hazy[..<slash]), String(hazy[hazy.index(after: slash)...]))
    case .list(let pairs): return pairs[hazy].map { ($0, "") }
    }
  }
}

/// The result of matching two lists of ids.
public struct Pairing: Sendable, Equatable {
  public struct Pair: Sendable, Equatable {
    public let clear: String
    public let hazy: String
    public let variant: String
  }

  /// By ascending clear id, then variant.
  public private(set) var pairs: [Pair] = []
  /// Clear ids without a hazy one, and hazy ids without a clear one, ascending.
  public private(set) var unpairedClear: [String] = []
  public private(set) var unpairedHazy: [String] = []
  /// Ids that occur twice, and hazy ids that claim the same clear id and variant; none of them is paired.
  public private(set) var duplicates: [String] = []

  /// Matches every hazy id with the clear id the rule gives; one clear id may have several variants.
  public init(clear: [String], hazy: [String], rule: PairingRule) {
    func repeated(_ ids: [String]) -> Set<String> {
      Set(Dictionary(grouping: ids, by: { $0 }).filter { $0.value.count > 1 }.keys)
    }
    var bad = repeated(clear).union(repeated(hazy))
    let known = Set(clear)
    var claims: [[String]: [Pair]] = [:]
    for id in Set(hazy) where !bad.contains(id) {
      guard let (origin, variant) = rule.clear(of: id), known.contains(origin) else {
        unpairedHazy.append(id)
        continue
      }
      guard !bad.contains(origin) else { continue }
      claims[[origin, variant], default: []].append(Pair(clear: origin, hazy: id, variant: variant))
    }
    for claim in claims.values {
      if claim.count == 1 {
        pairs.append(claim[0])
      } else {
        bad.formUnion(claim.map(\.hazy))
      }
    }
    let used = Set(pairs.map(\.clear))
    unpairedClear = known.filter { !used.contains($0) && !bad.contains($0) }.sorted(by: precedes)
    unpairedHazy.sort(by: precedes)
    duplicates = bad.sorted(by: precedes)
    pairs.sort { $0.clear == $1.clear ? precedes($0.variant, $1.variant) : precedes($0.clear, $1.clear) }
  }
}

/// Byte order: the same on every machine and in every locale.
func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
