/// What a setting or an axis can hold: `Bool`, `Int`, `Float`, `Double`, `String`, and lists of them.
public protocol SettingValue: Sendable, Equatable {
  /// nil where the value is of another type; an integer is also a number.
  init?(_ value: Value)
  var value: Value { get }
  /// "a number", "an integer": for messages.
  static var typeName: String { get }
}

extension Bool: SettingValue {
  public init?(_ value: Value) {
    guard case .bool(let flag) = value else { return nil }
    self = flag
  }
  public var value: Value { .bool(self) }
  public static var typeName: String { "true or false" }
}

extension Int: SettingValue {
  public init?(_ value: Value) {
    switch value {
    case .int(let n): self = n
    case .double(let x):
      guard let n = Int(exactly: x) else { return nil }
      self = n
    default: return nil
    }
  }
  public var value: Value { .int(self) }
  public static var typeName: String { "an integer" }
}

extension Double: SettingValue {
  public init?(_ value: Value) {
    guard let x = value.number, x.isFinite else { return nil }
    self = x
  }
  /// -0 is 0: no text that a value passes through would keep the sign.
  public var value: Value { .double(self == 0 ? 0 : self) }
  public static var typeName: String { "a number" }
}

extension Float: SettingValue {
  public init?(_ value: Value) {
    guard let x = value.number, Float(x).isFinite else { return nil }
    self = Float(x)
  }
  /// The shortest decimal that reads back as this `Float`: 0.1, not 0.10000000149.
  public var value: Value { .double(self == 0 ? 0 : Double(description) ?? Double(self)) }
  public static var typeName: String { "a number" }
}

extension String: SettingValue {
  public init?(_ value: Value) {
    switch value {
    case .string(let text): self = text
    case .int, .double, .bool: self = value.description
    case .list: return nil
    }
  }
  public var value: Value { .string(self) }
  public static var typeName: String { "a text" }
}

extension Array: SettingValue where Element: SettingValue {
  public init?(_ value: Value) {
    let items = if case .list(let items) = value { items } else { [value] }
    let elements = items.compactMap { Element($0) }
    guard elements.count == items.count else { return nil }
    self = elements
  }
  public var value: Value { .list(map(\.value)) }
  public static var typeName: String { "a list, each \(Element.typeName)" }
}
