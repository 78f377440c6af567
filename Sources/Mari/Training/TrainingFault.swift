/// Training came to a number that is none: it stops there, and the last checkpoint stays.
public struct TrainingFault: Error, CustomStringConvertible, Sendable {
  /// The step, from 0.
  public let step: Int
  /// The loss term or norm that is no number.
  public let term: String
  /// The component of the model, where one is to blame.
  public let component: String?
  public let value: Float
  /// The last good checkpoint, if one was written.
  public var checkpoint: String?

  public init(step: Int, term: String, component: String? = nil, value: Float, checkpoint: String? = nil) {
    (self.step, self.term, self.component, self.value) = (step, term, component, value)
    self.checkpoint = checkpoint
  }

  public var exitCode: Int32 { 1 }

  public var description: String {
    let place = component.map { " of \($0)" } ?? ""
    let kept = checkpoint.map { "the last good checkpoint is \($0)" } ?? "no checkpoint was written before"
    return "training stopped at step \(step): \(term)\(place) is \(value); \(kept); lower the learning rate"
  }
}
