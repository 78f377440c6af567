import Files

extension PairingRule {
  /// As a person writes it: `same`, `child`, `suffix:_foggy_beta_`, `replace:clone=fog`. Throws for anything else.
  public init(_ text: String) throws(FileError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let sides = parts.last?.split(separator: "=", omittingEmptySubsequences: false).map(String.init) ?? []
    switch (parts[0], parts.count) {
    case ("same", 1): self = .sameID
    case ("child", 1): self = .child
    case ("suffix", 2) where !parts[1].isEmpty: self = .suffix(marker: parts[1])
    case ("replace", 2) where sides.count == 2 && !sides.contains(""):
      self = .replacing(component: sides[0], with: sides[1])
    default:
      throw FileError(
        .configuration, "pairs \(printable(text))", "expected same, child, suffix:MARKER or replace:CLEAR=HAZY")
    }
  }
}
