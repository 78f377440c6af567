import Driving
import Testing

@Test func `frames pair by the same id, and what does not pair is listed on both sides`() {
  let pairing = Pairing(clear: ["c", "a", "b"], hazy: ["b", "d", "a"], rule: .sameID)
  #expect(pairing.pairs.map(\.clear) == ["a", "b"] && pairing.pairs.map(\.hazy) == ["a", "b"])
  #expect(pairing.unpairedClear == ["c"] && pairing.unpairedHazy == ["d"] && pairing.duplicates == [])
}

@Test func `a repeated id pairs with nothing`() {
  let pairing = Pairing(clear: ["a", "a", "b"], hazy: ["a", "b"], rule: .sameID)
  #expect(pairing.pairs.map(\.clear) == ["b"] && pairing.duplicates == ["a"])
}

@Test func `a component is replaced as a whole, not as a part of another`() {
  let rule = PairingRule.replacing(component: "clone", with: "fog")
  #expect(rule.clear(of: "Scene01/fog/foggy/1")?.id == "Scene01/clone/foggy/1")
  #expect(rule.clear(of: "Scene01/foggy/1") == nil)
}

@Test func `one clear frame has a variant per density, and two of one density are duplicates`() {
  let rule = PairingRule.suffix(marker: "_beta_")
  let pairing = Pairing(clear: ["x_1", "y"], hazy: ["x_1_beta_0.02", "x_1_beta_0.01", "z_beta_1"], rule: rule)
  #expect(pairing.pairs.map(\.variant) == ["0.01", "0.02"])
  #expect(pairing.unpairedClear == ["y"] && pairing.unpairedHazy == ["z_beta_1"])
  let listed = Pairing(clear: ["a"], hazy: ["p", "q"], rule: .list(["p": "a", "q": "a"]))
  #expect(listed.pairs == [] && listed.duplicates == ["p", "q"])
}

@Test func `a folder of variants belongs to the frame it is named after`() {
  #expect(PairingRule.child.clear(of: "s/c/7/mor_100m")! == ("s/c/7", "mor_100m"))
  #expect(PairingRule.child.clear(of: "7") == nil)
}
