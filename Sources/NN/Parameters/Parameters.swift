import Autograd
import Numerics

/// A path in a model's parameters, and what stands behind it: a checkpoint, or a seed for a fresh start. A layer asks its
/// scope for a tensor by name and shape and need not know which of the two answers.
///
///     let unet = try Parameters(checkpoint: "unet").build { UNet($0, .sd21) }   // or Parameters(seed: 7)
public struct Parameters: Sendable {
  let registry: Registry
  /// The path, with dots; empty at the root.
  public let path: String

  init(_ registry: Registry, _ path: String) {
    self.registry = registry
    self.path = path
  }

  /// A fresh start: parameters take their `Initialisation`, drawn from streams of this seed.
  public init(seed: UInt64) {
    self.init(Registry(source: nil, seed: seed, isTrainable: true), "")
  }

  /// Parameters read from tensors by name. `isTrainable: false` leaves them in the file's mapped pages where it can.
  public init(source: any WeightSource, isTrainable: Bool = true) {
    self.init(Registry(source: source, seed: 0, isTrainable: isTrainable), "")
  }

  /// One step down: `p / "conv1"`.
  public static func / (p: Parameters, name: String) -> Parameters {
    Parameters(p.registry, p.path.isEmpty ? name : p.path + "." + name)
  }

  /// One step down to an element of a list: `p / "resnets" / 0`.
  public static func / (p: Parameters, index: Int) -> Parameters { p / String(index) }

  /// The step down under whichever of these names the checkpoint has; the first on a fresh start.
  public func first(of names: [String]) -> Parameters {
    let found = names.first { name in registry.source?.hasTensor(under: (self / name).path) ?? false }
    return self / (found ?? names[0])
  }

  /// Whether the checkpoint has a tensor of this name here; nil on a fresh start.
  public func has(_ name: String) -> Bool? { registry.source.map { $0.shape(of: (self / name).path) != nil } }

  /// The parameter of this name and shape. Trailing axes of size 1 may differ in the checkpoint ([C, C, 1, 1] for [C, C]).
  /// What does not fit is collected and reported by `build`.
  public func tensor(_ name: String, _ shape: Shape, _ initial: Initialisation) -> Parameter {
    registry.parameter((self / name).path, shape, initial)
  }

  /// Every parameter made under this path, in the order of making.
  public var all: [Parameter] {
    registry.parameters.filter { path.isEmpty || $0.name == path || $0.name.hasPrefix(path + ".") }
  }

  /// The number of scalars in them.
  public var scalarCount: Int { all.reduce(0) { $0 + $1.count } }

  /// Makes a model, then checks it against the checkpoint: throws one `WeightsError` that lists every tensor that is
  /// missing, misshapen or unused. `ignoring`: names that a checkpoint may hold and the model does not need.
  public func build<Model>(ignoring: Set<String> = [], _ make: (Parameters) throws -> Model) throws -> Model {
    let model = try make(self)
    try registry.check(ignoring: ignoring)
    return model
  }
}

/// Everything that scopes of one model share.
final class Registry: @unchecked Sendable {
  let source: (any WeightSource)?
  private let random: Generator
  private let isTrainable: Bool
  private let isPlan: Bool
  private(set) var parameters: [Parameter] = []
  /// What was asked for, if this only plans.
  private(set) var planned: [PlannedParameter] = []
  private var byName: [String: Parameter] = [:]
  private var error = WeightsError()

  init(source: (any WeightSource)?, seed: UInt64, isTrainable: Bool, isPlan: Bool = false) {
    self.source = source
    random = Registry.random(seed: seed)
    self.isTrainable = isTrainable
    self.isPlan = isPlan
  }

  /// Where fresh parameters draw from, each its own stream.
  static func random(seed: UInt64) -> Generator { Generator(seed: seed).stream("init") }

  func parameter(_ name: String, _ shape: Shape, _ initial: Initialisation) -> Parameter {
    if let known = byName[name] {
      require(known.shape == shape, "parameters: \(name) was made as \(known.shape) and is now asked as \(shape)")
      return known
    }
    let made = Parameter(name, variable(name, shape, initial))
    parameters.append(made)
    byName[name] = made
    return made
  }

  private func variable(_ name: String, _ shape: Shape, _ initial: Initialisation) -> Variable {
    if isPlan {
      planned.append(PlannedParameter(name: name, shape: shape, initial: initial))
      return .placeholder(shape)
    }
    guard let source else {
      return Variable(shape, isTrainable: isTrainable) { initial.fill($0, from: random.stream(name)) }
    }
    guard let found = source.shape(of: name) else {
      error.missing.append((name, shape))
      return .placeholder(shape)
    }
    guard found.withoutTrailingOnes == shape.axes.withoutTrailingOnes else {
      error.misshapen.append((name, expected: shape, found: found))
      return .placeholder(shape)
    }
    if let type = source.unusableType(of: name) {
      error.unusable.append((name, type))
      return .placeholder(shape)
    }
    if !isTrainable, let view = source.view(of: name) {
      return Variable(shape, viewing: view.memory, owner: view.owner)
    }
    return Variable(shape, isTrainable: isTrainable) { source.read(name, into: $0) }
  }

  func check(ignoring: Set<String>) throws {
    guard let source else { return }
    var found = error
    found.place = source.place
    found.unused = source.names.filter { byName[$0] == nil && !ignoring.contains($0) }
    if !found.isEmpty { throw found }
  }
}

extension [Int] {
  /// [C, C, 1, 1] -> [C, C].
  var withoutTrailingOnes: [Int] {
    var s = self
    while s.last == 1 { s.removeLast() }
    return s
  }
}
