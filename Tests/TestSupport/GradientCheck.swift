import Autograd
import Foundation
import Numerics

/// Compares the gradients of a scalar function with central differences, in the direction of every single input
/// element, and returns the worst disagreement relative to the largest gradient entry.
///
/// Differences are taken in Float32, so `step` must be large enough for the values to move: pick inputs of order one.
public func gradientError(
  of f: ([Tensor]) -> Tensor, at inputs: [Tensor], step: Float = 1e-2, sample: Int = 24
) -> Double {
  let tracked = inputs.map { $0.tracked() }
  let gradients = f(tracked).backward()
  var worst = 0.0
  for (i, input) in inputs.enumerated() {
    let exact = gradients[tracked[i]]?.scalars ?? [Float](repeating: 0, count: input.count)
    let largest = Double(exact.map(abs).max() ?? 0)
    let stride = max(1, input.count / sample)
    for j in Swift.stride(from: 0, to: input.count, by: stride) {
      func value(_ offset: Float) -> Double {
        var values = input.scalars
        values[j] += offset
        var moved = inputs
        moved[i] = Tensor(values, input.shape)
        return withoutGradients { Double(f(moved).value) }
      }
      let difference = (value(step) - value(-step)) / (2 * Double(step))
      worst = max(worst, abs(difference - Double(exact[j])) / max(largest, 1e-3))
    }
  }
  return worst
}

/// Numbers of order one from a named stream, the same in every run.
public func randomTensor(_ shape: Shape, _ name: String, scale: Float = 1) -> Tensor {
  var stream = Generator(seed: 1).stream(name)
  return Tensor(stream.normal(count: shape.count).map { $0 * scale }, shape)
}
