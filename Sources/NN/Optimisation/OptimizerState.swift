import Autograd
import Files

// What a run needs besides the parameters to go on with the same bits: moments, averages and their counts of steps.

extension AdamW {
  /// Writes the moments and the number of steps as a safetensors file, whole or not at all: `m.<name>` and `v.<name>`.
  public func write(to path: String) throws(FileError) {
    var shapes: [String: [Int]] = [:]
    var values: [String: UnsafeMutableBufferPointer<Float>] = [:]
    for slot in slots {
      for (kind, buffer) in [("m.", slot.m), ("v.", slot.v)] {
        shapes[kind + slot.parameter.name] = slot.parameter.shape.axes
        values[kind + slot.parameter.name] = buffer
      }
    }
    try Safetensors.write(shapes, to: path, metadata: ["steps": String(stepCount)]) { Array(values[$0]!) }
  }

  /// Takes over what `write` has written for the same parameters. A file that does not fit throws, and changes nothing.
  public func restore(from path: String) throws(FileError) {
    let file = try StateFile(path, tensors: 2 * slots.count)
    for slot in slots {
      try file.check("m." + slot.parameter.name, slot.m.count)
      try file.check("v." + slot.parameter.name, slot.v.count)
    }
    for slot in slots {
      try file.read("m." + slot.parameter.name, into: slot.m)
      try file.read("v." + slot.parameter.name, into: slot.v)
    }
    stepCount = file.steps
  }
}

extension ExponentialMovingAverage {
  /// Writes the averages under the parameters' names, and the number of updates, as a safetensors file, whole or not at
  /// all: a model can be loaded from it.
  public func write(to path: String, precision: Safetensors.Precision = .float32) throws(FileError) {
    var shapes: [String: [Int]] = [:]
    var values: [String: UnsafeMutableBufferPointer<Float>] = [:]
    for (parameter, shadow) in zip(parameters, shadows) {
      shapes[parameter.name] = parameter.shape.axes
      values[parameter.name] = shadow
    }
    try Safetensors.write(
      shapes, to: path, metadata: ["format": "pt", "steps": String(stepCount)], precision: precision
    ) { Array(values[$0]!) }
  }

  /// Takes over what `write` has written for the same parameters. A file that does not fit throws, and changes nothing.
  public func restore(from path: String) throws(FileError) {
    let file = try StateFile(path, tensors: parameters.count)
    for (parameter, shadow) in zip(parameters, shadows) { try file.check(parameter.name, shadow.count) }
    for (parameter, shadow) in zip(parameters, shadows) { try file.read(parameter.name, into: shadow) }
    stepCount = file.steps
  }
}

/// A file of state, checked against what it is for.
private struct StateFile {
  private let file: Safetensors
  let steps: Int

  init(_ path: String, tensors: Int) throws(FileError) {
    file = try Safetensors(path)
    guard let steps = file.metadata["steps"].flatMap({ Int($0) }), steps >= 0 else {
      throw FileError(.damaged, path, "does not say after how many steps it was written")
    }
    self.steps = steps
    guard file.entries.count == tensors else {
      throw FileError(.damaged, path, "has \(file.entries.count) tensors, expected \(tensors): another model's state")
    }
  }

  func check(_ name: String, _ count: Int) throws(FileError) {
    guard let entry = file[name], entry.count == count, entry.type == .float32 else {
      throw FileError(.damaged, file.path, "has no F32 tensor '\(name)' of \(count) values: another model's state")
    }
  }

  func read(_ name: String, into buffer: UnsafeMutableBufferPointer<Float>) throws(FileError) {
    if let entry = file[name] { try file.read(entry, into: buffer) }
  }
}
