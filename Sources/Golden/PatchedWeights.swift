import NN

/// A checkpoint with some tensors replaced by those of other files, and some left out.
struct PatchedWeights: WeightSource {
  let base: Safetensors
  /// Later ones win.
  let patches: [Safetensors]
  /// Names of the base that are not to be seen.
  var hidden: Set<String> = []

  private func source(of name: String) -> Safetensors? {
    patches.last { $0[name] != nil } ?? (base[name] != nil && !hidden.contains(name) ? base : nil)
  }

  var place: String { base.path }
  var names: [String] {
    let own = base.names.filter { !hidden.contains($0) }
    let known = Set(own)
    var more: [String] = []
    for name in patches.flatMap(\.names) where !known.contains(name) && !more.contains(name) { more.append(name) }
    return own + more
  }
  func shape(of name: String) -> [Int]? { source(of: name)?.shape(of: name) }
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) { source(of: name)?.read(name, into: out) }
}
