import Numerics
import Processes

extension Study {
  /// `value` with each of its constants as a setting, `prefix.name`, so that `--set objective.gamma=2` changes it. `without`:
  /// the constants that the study itself varies or fixes, which are no settings then.
  public func adjusted<T: Adjustable>(_ value: T, below prefix: String, without: Set<String> = []) -> T {
    var value = value
    let names = Set(T.constants.map(\.name))
    Numerics.require(
      without.isSubset(of: names), "adjusted: \(without.subtracting(names)) are no constants of \(T.self)")
    for constant in T.constants where !without.contains(constant.name) {
      let name = "\(prefix).\(constant.name)"
      let given = text(of: constant, name, default: constant.text(value))
      guard constant.set(&value, to: given) else {
        fail(StudyError(.configuration, "\(name) = \(given): expected \(constant.expected)"))
      }
    }
    return value
  }

  /// What the setting says, in the words of the constant's kind.
  private func text<Owner>(of constant: Constant<Owner>, _ name: String, default text: String) -> String {
    switch constant.kind {
    case .integer: "\(setting(name, Int(text) ?? 0, constant.help))"
    case .number: "\(setting(name, Double(text) ?? .nan, constant.help))"
    case .word: setting(name, text, constant.help)
    }
  }
}
