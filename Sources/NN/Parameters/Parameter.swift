import Autograd

/// A named, trainable or frozen tensor of a model. The name is its path in the checkpoint, with dots.
public final class Parameter: @unchecked Sendable {
  public let name: String
  public let variable: Variable

  init(_ name: String, _ variable: Variable) {
    self.name = name
    self.variable = variable
  }

  public var shape: Shape { variable.shape }
  public var count: Int { variable.shape.count }

  /// The present value, with gradient if trainable.
  public var value: Tensor { variable.value }

  public var isTrainable: Bool {
    get { variable.isTrainable }
    set { variable.isTrainable = newValue }
  }
}

extension Gradients {
  /// The gradient of a parameter; nil if the scalar does not depend on it.
  public subscript(_ parameter: Parameter) -> Tensor? { self[parameter.variable.leaf] }
}
