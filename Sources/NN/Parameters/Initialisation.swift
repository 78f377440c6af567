import Autograd
import Numerics

/// How a fresh parameter starts. Draws come from a stream named after the parameter, so that adding one shifts no other.
public enum Initialisation: Sendable, Equatable {
  case zeros
  case ones
  case constant(Float)
  /// Uniform in ±bound.
  case uniform(Float)
  /// Normal with mean 0.
  case normal(Float)

  /// torch's default for Linear and Conv2d, weight and bias: uniform in ±1/√fanIn.
  public static func fanIn(_ n: Int) -> Initialisation { .uniform(1 / Float(max(1, n)).squareRoot()) }

  func fill(_ out: UnsafeMutableBufferPointer<Float>, from stream: Generator) {
    var stream = stream
    switch self {
    case .zeros: out.update(repeating: 0)
    case .ones: out.update(repeating: 1)
    case .constant(let c): out.update(repeating: c)
    case .uniform(let bound):
      stream.fillUniform(out)
      for i in out.indices { out[i] = (2 * out[i] - 1) * bound }
    case .normal(let deviation):
      stream.fillNormal(out)
      for i in out.indices { out[i] *= deviation }
    }
  }
}
