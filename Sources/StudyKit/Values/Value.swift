/// One value of a configuration: what a setting holds, or one step of an axis.
public enum Value: Hashable, Sendable {
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case list([Value])

  /// The number, of integers too; nil of anything else.
  public var number: Double? {
    switch self {
    case .int(let n): Double(n)
    case .double(let x): x
    default: nil
    }
  }
}

extension Value: CustomStringConvertible {
  /// As a person writes it on the command line: `0.02`, `true`, `a,b`; 1.0 as `1`.
  public var description: String {
    switch self {
    case .bool(let flag): "\(flag)"
    case .int(let n): "\(n)"
    case .double(let x): x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)"
    case .string(let text): text
    case .list(let items): items.map(\.description).joined(separator: ",")
    }
  }
}

extension Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  public init(floatLiteral x: Double) { self = .double(x) }
  public init(integerLiteral n: Int) { self = .int(n) }
  public init(stringLiteral text: String) { self = .string(text) }
  public init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension Value {
  /// Equal as a person compares them: 1 is 1.0.
  func matches(_ other: Value) -> Bool {
    if let a = number, let b = other.number { return a == b }
    return self == other
  }
}
