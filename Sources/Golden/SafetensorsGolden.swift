import Files
import NN

extension Golden {
  /// Files that must be read, with these values, and files that must be refused.
  static func runSafetensors(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    for file in folder.manifest["files"]?.members ?? [] {
      let tensors = try Safetensors(folder.path + "/" + file.name)
      for expected in file.value["expected"]?.members ?? [] {
        run.add(check(tensors, "\(file.name):\(expected.name)", expected))
      }
      let expected = Set((file.value["expected"]?.members ?? []).map(\.name))
      let extra = tensors.entries.map(\.name).filter { !expected.contains($0) }
      run.add(GoldenCheck("\(file.name): names", fault: extra.isEmpty ? nil : "holds \(extra) too"))
    }
    for broken in folder.manifest["broken"]?.members ?? [] {
      do {
        _ = try Safetensors(folder.path + "/" + broken.name)
        run.add(GoldenCheck(broken.name, fault: "was read, expected a refusal: \(broken.value)"))
      } catch {
        run.add(GoldenCheck("\(broken.name): refused (\(error.reason))", fault: nil))
      }
    }
    return run.finish()
  }

  private static func check(_ tensors: Safetensors, _ name: String, _ expected: JSONValue.Member) -> GoldenCheck {
    guard let entry = tensors[expected.name] else { return GoldenCheck(name, fault: "is not there") }
    if let shape = expected.value["shape"]?.integers, shape != entry.shape {
      return GoldenCheck(name, fault: "shape \(entry.shape), expected \(shape)")
    }
    if let type = expected.value["dtype"]?.string, type != entry.type.rawValue {
      return GoldenCheck(name, fault: "\(entry.type.rawValue), expected \(type)")
    }
    let values = (expected.value["values"]?.numbers ?? []).map { Float($0) }
    guard let ours = try? tensors.floats(expected.name) else { return GoldenCheck(name, fault: "cannot be read") }
    let same = ours.count == values.count && zip(ours, values).allSatisfy { $0.bitPattern == $1.bitPattern }
    return GoldenCheck(name, fault: same ? nil : "\(ours.prefix(4)), expected \(values.prefix(4))")
  }
}
