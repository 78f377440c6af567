import Autograd

/// One update of the weights, as every trainer here makes it: gradients are measured, refused where they are no numbers,
/// clipped by their global norm, and taken by AdamW at the schedule's rate; then the averages follow.
///
///     let norm = try update(L.backward(), step: step)
public final class Update {
  public let adamw: AdamW
  /// The averages, which predictions are made with; nil: none are kept.
  public let ema: ExponentialMovingAverage?
  private let schedule: LearningRateSchedule
  private let limit: Double
  private let groups: [(name: String?, parameters: [Parameter])]

  /// Gradients that are no numbers, found before anything was changed.
  public struct Fault: Error {
    /// The group they were found in; nil where there is only one.
    public let group: String?
    public let norm: Double
  }

  /// The norms of an update, before clipping.
  public struct Norms: Sendable {
    public let total: Double
    /// By group; empty where there is only one.
    public let byGroup: [String: Double]
  }

  /// `limit`: the global norm that gradients are clipped to. `groups`: whose norms are told apart, all parameters among
  /// them; without them there is one. The factor of `schedule` is that of step + 1: the first step moves too.
  public init(
    _ adamw: AdamW, _ schedule: LearningRateSchedule, limit: Double, ema: ExponentialMovingAverage? = nil,
    groups: [(name: String, parameters: [Parameter])]? = nil, of parameters: [Parameter]
  ) {
    (self.adamw, self.schedule, self.limit, self.ema) = (adamw, schedule, limit, ema)
    self.groups = groups.map { $0.map { ($0.name, $0.parameters) } } ?? [(nil, parameters)]
  }

  /// The factor on all rates at a step, from 0.
  public func rate(at step: Int) -> Double { schedule.factor(at: step + 1) }

  /// Throws a `Fault`, before anything has changed, where a gradient is no number.
  @discardableResult
  public func callAsFunction(_ gradients: Gradients, step: Int) throws(Fault) -> Norms {
    var norms: [Double] = []
    for (name, parameters) in groups {
      norms.append(Clipping.globalNorm(gradients, of: parameters))
      guard norms.last!.isFinite else { throw Fault(group: name, norm: norms.last!) }
    }
    // The norm of a single group is as it was measured: the root of its square may differ in the last bit.
    let total = norms.count == 1 ? norms[0] : norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    adamw.step(
      gradients, rate: Float(rate(at: step)), gradientScale: Clipping.scale(norm: total, limit: limit))
    ema?.update()
    let named = zip(groups, norms).compactMap { group, norm in group.name.map { ($0, norm) } }
    return Norms(total: total, byGroup: Dictionary(uniqueKeysWithValues: named))
  }
}
