/// A value whose constants have names, so that a study's `--set` or a command's can change each of them.
///
///     extension Objective: Adjustable {
///       public static let constants: [Constant<Objective>] = [
///         Constant("gamma", \.gamma, in: 0...1000, "how fast the visibility's target falls"), …
public protocol Adjustable: Sendable {
  static var constants: [Constant<Self>] { get }
}

/// One named constant of a value: how it is read, set, and what it may be.
public struct Constant<Owner>: Sendable {
  /// What its text may say.
  public enum Kind: Sendable {
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case word([String])
  }
  /// "lambda.rank", "gamma".
  public let name: String
  public let kind: Kind
  public let help: String
  /// The present value as text that sets it again to the bit.
  public let text: @Sendable (Owner) -> String
  private let write: @Sendable (inout Owner, String) -> Bool

  public init(
    _ name: String, _ path: WritableKeyPath<Owner, Int> & Sendable, in range: ClosedRange<Int>, _ help: String
  ) {
    (self.name, kind, self.help) = (name, .integer(range), help)
    text = { "\($0[keyPath: path])" }
    write = { owner, text in
      guard let n = Int(text), range.contains(n) else { return false }
      owner[keyPath: path] = n
      return true
    }
  }

  public init(
    _ name: String, _ path: WritableKeyPath<Owner, Double> & Sendable, in range: ClosedRange<Double>, _ help: String
  ) {
    (self.name, kind, self.help) = (name, .number(range), help)
    text = { "\($0[keyPath: path])" }
    write = { owner, text in
      guard let x = Double(text), range.contains(x) else { return false }
      owner[keyPath: path] = x
      return true
    }
  }

  public init(
    _ name: String, _ path: WritableKeyPath<Owner, Float> & Sendable, in range: ClosedRange<Double>, _ help: String
  ) {
    (self.name, kind, self.help) = (name, .number(range), help)
    text = { "\($0[keyPath: path])" }
    write = { owner, text in
      guard let x = Float(text), range.contains(Double(x)) else { return false }
      owner[keyPath: path] = x
      return true
    }
  }

  public init<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Owner, Word> & Sendable, _ help: String
  ) {
    (self.name, kind, self.help) = (name, .word(Word.allCases.map(\.rawValue)), help)
    text = { $0[keyPath: path].rawValue }
    write = { owner, text in
      guard let word = Word(rawValue: text) else { return false }
      owner[keyPath: path] = word
      return true
    }
  }

  /// "a number from 0 to 1", "depth or haze".
  public var expected: String {
    switch kind {
    case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .word(let words): words.joined(separator: " or ")
    }
  }

  /// False, and nothing changed, where the text is not what is expected.
  public func set(_ owner: inout Owner, to text: String) -> Bool { write(&owner, text) }
}
