// Manifests put some parameters in words: "groups 4, biased variance, eps 1e-05".

/// The numbers of a text behind the first place where `word` stands, up to where something else than numbers follows.
/// Of "betas (0.9, 0.999), eps 1e-08" behind "betas": 0.9 and 0.999.
func numbers(in text: String, after word: String) -> [Double] {
  guard let range = text.firstRange(of: word) else { return [] }
  var found: [Double] = []
  var current = ""
  func close() {
    if let number = Double(current.hasSuffix(".") ? String(current.dropLast()) : current) { found.append(number) }
    current = ""
  }
  for character in text[range.upperBound...] {
    if character.isNumber || ".+-".contains(character) || (character == "e" && !current.isEmpty) {
      current.append(character)
    } else {
      close()
      if !" (),:='".contains(character) { break }
    }
  }
  close()
  return found
}
