import NN

/// Told of a network's intermediate results by name as they come: for tests against reference values and for looking.
public typealias StageObserver = (_ stage: String, _ value: Tensor) -> Void

/// Looks at nothing.
public func ignoreStages(_ stage: String, _ value: Tensor) {}
