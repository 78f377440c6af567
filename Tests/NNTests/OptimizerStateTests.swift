import Autograd
import Files
import Foundation
import NN
import Testing

@Suite struct OptimizerStateTests {
  private func path() -> String {
    FileManager.default.temporaryDirectory.path + "/state-\(UUID().uuidString).safetensors"
  }

  /// One step towards the parameter's own double.
  private func step(_ p: Parameters, _ adamw: AdamW, _ ema: ExponentialMovingAverage) {
    let loss = p.all.map { square($0.value - 3).sum() }.dropFirst().reduce(square(p.all[0].value - 3).sum(), +)
    adamw.step(loss.backward())
    ema.update()
  }

  private func model(_ sizes: [Shape]) -> (Parameters, AdamW, ExponentialMovingAverage) {
    let p = Parameters(seed: 1)
    for (i, shape) in sizes.enumerated() { _ = p.tensor("w\(i)", shape, .normal(1)) }
    let adamw = AdamW(p.all, groups: [ParameterGroup("", learningRate: 0.1)])
    return (p, adamw, ExponentialMovingAverage(p.all, decay: 0.9, warmup: .ratio))
  }

  @Test func `moments, averages and counts come back, and the next step has the same bits`() throws {
    let files = [path(), path(), path()]
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    let (p, adamw, ema) = model([[2, 3], [4]])
    for _ in 0..<3 { step(p, adamw, ema) }
    try adamw.write(to: files[0])
    try ema.write(to: files[1])
    let (q, other, average) = model([[2, 3], [4]])
    for (a, b) in zip(p.all, q.all) {
      let values = a.variable.read { Array($0) }
      b.variable.update { _ = $0.update(fromContentsOf: values) }
    }
    try other.restore(from: files[0])
    try average.restore(from: files[1])
    #expect(other.stepCount == 3 && average.stepCount == 3)
    step(p, adamw, ema)
    step(q, other, average)
    for (a, b) in zip(p.all, q.all) {
      #expect(a.value.scalars == b.value.scalars)
      #expect(ema.average(of: a) == average.average(of: b))
    }
  }

  @Test func `another model's state is refused and changes nothing`() throws {
    let file = path()
    defer { try? FileManager.default.removeItem(atPath: file) }
    let (p, adamw, ema) = model([[2, 3], [4]])
    step(p, adamw, ema)
    try adamw.write(to: file)
    let (q, other, average) = model([[2, 3], [5]])
    step(q, other, average)
    let before = other.moments(of: q.all[0])?.m
    #expect(throws: FileError.self) { try other.restore(from: file) }
    #expect(throws: FileError.self) { try average.restore(from: file) }
    #expect(other.moments(of: q.all[0])?.m == before && other.stepCount == 1)
  }

  @Test func `gradients of two passes add up by parameter`() {
    let p = Parameters(seed: 1)
    let (a, b) = (p.tensor("a", [2], .ones), p.tensor("b", [2], .ones))
    var sum = (2 * a.value).sum().backward()
    sum.add((3 * a.value + 5 * b.value).sum().backward())
    #expect(sum[a]?.scalars == [5, 5] && sum[b]?.scalars == [5, 5])
  }
}
