import NN
import Testing

/// A checkpoint in memory.
private struct Dictionary: WeightSource {
  var tensors: [String: (shape: [Int], values: [Float])]
  var place: String { "memory" }
  var names: [String] { tensors.keys.sorted() }
  func shape(of name: String) -> [Int]? { tensors[name]?.shape }
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) {
    _ = out.update(fromContentsOf: tensors[name]?.values ?? [])
  }
}

@Suite struct ParametersTests {
  @Test func `one constructor serves a checkpoint and a fresh start`() throws {
    let source = Dictionary(tensors: [
      "fc.weight": ([2, 3], [1, 2, 3, 4, 5, 6]), "fc.bias": ([2], [0.5, -0.5]),
    ])
    let read = try Parameters(source: source).build { Linear($0 / "fc", in: 3, out: 2) }
    #expect(read(Tensor([1, 0, -1], [1, 3])).scalars == [-1.5, -2.5])
    let fresh = try Parameters(seed: 7).build { Linear($0 / "fc", in: 3, out: 2) }
    #expect(fresh.weight.value.scalars.allSatisfy { abs($0) <= 1 / Float(3).squareRoot() })
    #expect(Set(fresh.weight.value.scalars).count == 6)
  }

  @Test func `fresh parameters depend on seed and name only, not on the order of making`() throws {
    let both = Parameters(seed: 7)
    let (a, _) = (Linear(both / "a", in: 4, out: 4), Linear(both / "b", in: 4, out: 4))
    let other = Parameters(seed: 7)
    let (_, a2) = (Linear(other / "b", in: 4, out: 4), Linear(other / "a", in: 4, out: 4))
    #expect(a.weight.value.scalars == a2.weight.value.scalars)
    let seeded = Linear(Parameters(seed: 8) / "a", in: 4, out: 4)
    #expect(a.weight.value.scalars != seeded.weight.value.scalars)
  }

  @Test func `one error lists every missing, misshapen and unused tensor`() {
    let source = Dictionary(tensors: [
      "fc.weight": ([3, 2], [1, 2, 3, 4, 5, 6]), "extra": ([1], [0]), "other.bias": ([1], [0]),
    ])
    let error = #expect(throws: WeightsError.self) {
      try Parameters(source: source).build {
        (Linear($0 / "fc", in: 3, out: 2), Embedding($0 / "table", count: 2, width: 2))
      }
    }
    #expect(error?.missing.map(\.name) == ["fc.bias", "table.weight"])
    #expect(error?.misshapen.map(\.name) == ["fc.weight"])
    #expect(error?.unused == ["extra", "other.bias"])
    let text = error.map(\.description) ?? ""
    #expect(text.contains("misshapen  fc.weight: expected [2, 3], found [3, 2]"))
  }

  @Test func `names that differ by a wrapper's beginning alone are told by it`() {
    func advice(_ names: [String]) -> String {
      let tensors = Swift.Dictionary(uniqueKeysWithValues: names.map { ($0, ([2], [Float(0), 0])) })
      let error = #expect(throws: WeightsError.self) {
        try Parameters(source: Dictionary(tensors: tensors)).build {
          (LayerNorm($0 / "net" / "a", 2), LayerNorm($0 / "net" / "b", 2))
        }
      }
      return error?.description.split(separator: "\n").first.map(String.init) ?? ""
    }
    let right = ["net.a.weight", "net.a.bias", "net.b.weight", "net.b.bias"]
    for prefix in ["module.", "_orig_mod.", "model.", "module._orig_mod.", "unet."] {
      #expect(advice(right.map { prefix + $0 }).contains("begin with '\(prefix)'"), "\(prefix)")
    }
    #expect(advice(right.map { String($0.dropFirst(4)) }).contains("lack the beginning 'net.'"))
    // One name that happens to end alike is no wrapper.
    #expect(advice(["x.net.a.weight", "p", "q"]).hasSuffix("use the config.json these weights were made with"))
  }

  @Test func `trailing axes of size one are squeezed on load`() throws {
    let source = Dictionary(tensors: ["q.weight": ([2, 2, 1, 1], [1, 2, 3, 4])])
    let q = try Parameters(source: source).build { Linear($0 / "q", in: 2, out: 2, bias: false) }
    #expect(q(Tensor([1, 1], [1, 2])).scalars == [3, 7])
  }

  @Test func `a checkpoint's other spelling is found`() throws {
    let source = Dictionary(tensors: ["query.weight": ([1, 1], [3])])
    let q = try Parameters(source: source).build {
      Linear($0.first(of: ["to_q", "query"]), in: 1, out: 1, bias: false)
    }
    #expect(q(Tensor([2], [1, 1])).scalars == [6])
  }

  @Test func `tensors read from a parameter keep their value when it changes`() {
    let fc = Linear(Parameters(seed: 1), in: 2, out: 2)
    let before = fc.weight.value
    let values = before.scalars
    fc.weight.variable.update { for i in $0.indices { $0[i] += 1 } }
    #expect(before.scalars == values)
    #expect(fc.weight.value.scalars == values.map { $0 + 1 })
  }
}
