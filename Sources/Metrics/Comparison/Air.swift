/// What a picture was taken through: the two sides of a comparison. Raw values are the words of files and tables.
public enum Air: String, Sendable, CaseIterable {
  case clear, hazy

  /// 0 or 1: its place where both stand side by side.
  var index: Int { self == .clear ? 0 : 1 }
}
