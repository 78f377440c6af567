import Mari
import NN
import World

/// How far one optimiser step moves each component, relative to where it is: ‖p' - p‖ / ‖p‖.
///
///     let before = UpdateRatios(trainer.parameters)
///     try trainer.step(latents)
///     let ratios = before.ratios()
///
/// About 1e-3 is the usual rule of thumb for healthy training; it takes a copy of all parameters.
nonisolated struct UpdateRatios {
  private let before: [(parameter: Parameter, component: MariMetric2.Component, values: [Float])]

  /// Remembers the present values of all trainable parameters.
  init(_ parameters: Parameters) {
    before = parameters.all.filter(\.isTrainable).compactMap { parameter in
      MariMetric2.Component(of: parameter.name).map { (parameter, $0, parameter.variable.read { Array($0) }) }
    }
  }

  /// The ratio of each component since then, in Float64 and the parameters' order; none for one that was all zeros.
  func ratios() -> [MariMetric2.Component: Double] {
    var moved: [MariMetric2.Component: Double] = [:]
    var size: [MariMetric2.Component: Double] = [:]
    for (parameter, component, old) in before {
      parameter.variable.read { new in
        var (distance, length) = (0.0, 0.0)
        for i in old.indices {
          let (a, b) = (Double(old[i]), Double(new[i]))
          distance += (b - a) * (b - a)
          length += a * a
        }
        moved[component, default: 0] += distance
        size[component, default: 0] += length
      }
    }
    return moved.compactMapValues { $0.squareRoot() }.filter { size[$0.key]! > 0 }
      .reduce(into: [:]) { $0[$1.key] = $1.value / size[$1.key]!.squareRoot() }
  }
}
