import Files
import HazyDepth
import NN

extension Golden {
  static func runOptim(_ run: GoldenRun) throws -> [GoldenCheck] {
    let file = try run.file("optim.safetensors")
    let names = file.names(after: "")
    let runs = Set(names.filter { $0.hasSuffix(".p0") }.map { String($0.split(separator: ".")[0]) })
    for name in runs.sorted() { try compareAdamW(file, name) }
    for name in Set(names.filter { $0.hasSuffix(".norm") }.map { String($0.dropLast(5)) }).sorted() {
      try compareClipping(file, name)
    }
    for name in file.names(after: "ema.") where name != "params" { try compareAverage(file, name) }
    if run.folder.has("lr_schedules.json") { try compareSchedules(run) }
    return run.finish()
  }

  private static func compareAdamW(_ file: GoldenFile, _ name: String) throws {
    let starts = file.names(after: name + ".").filter { $0.hasSuffix(".p0") }.map { String($0.dropLast(3)) }
    var source = MemoryWeights()
    var groups: [ParameterGroup] = []
    var doc = ""
    for group in starts {
      let p0 = "\(name).\(group).p0"
      source.tensors[group] = (try file.shape(p0), try file.values(p0))
      doc = file.doc(p0)
      groups.append(
        ParameterGroup(
          group, learningRate: Float(numbers(in: doc, after: "lr").first ?? 0),
          weightDecay: Float(numbers(in: doc, after: "weight decay").first ?? 0)))
    }
    let betas = numbers(in: doc, after: "betas")
    let parameters = try Parameters(source: source).build { p in
      try starts.map { p.tensor($0, Shape(try file.shape("\(name).\($0).p0")), .zeros) }
    }
    let adamw = AdamW(
      parameters, groups: groups, beta1: Float(betas[0]), beta2: Float(betas[1]),
      eps: Float(numbers(in: doc, after: "eps").first ?? 1e-8))
    var step = 1
    while file.has("\(name).\(starts[0]).g\(step)") {
      // Σ p g has the gradient g.
      let products = try zip(parameters, starts).map { p, group in
        (p.value * (try file.tensor("\(name).\(group).g\(step)"))).sum()
      }
      adamw.step(products.dropFirst().reduce(products[0], +).backward())
      for (p, group) in zip(parameters, starts) { try file.compare("\(name).\(group).p\(step)", p.value.detached) }
      step += 1
    }
    for (p, group) in zip(parameters, starts) {
      guard let (m, v) = adamw.moments(of: p) else { continue }
      try file.compare("\(name).\(group).exp_avg", m)
      try file.compare("\(name).\(group).exp_avg_sq", v)
    }
  }

  private static func compareClipping(_ file: GoldenFile, _ name: String) throws {
    var source = MemoryWeights()
    let inputs = file.names(after: name + ".g").map { "g" + $0 }
    for g in inputs {
      let shape = try file.shape("\(name).\(g)")
      source.tensors[g] = (shape, [Float](repeating: 0, count: shape.reduce(1, *)))
    }
    let parameters = try Parameters(source: source).build { p in
      try inputs.map { p.tensor($0, Shape(try file.shape("\(name).\($0)")), .zeros) }
    }
    let products = try zip(parameters, inputs).map { p, g in (p.value * (try file.tensor("\(name).\(g)"))).sum() }
    let gradients = products.dropFirst().reduce(products[0], +).backward()
    let norm = Clipping.globalNorm(gradients, of: parameters)
    try file.compare(name + ".norm", [Float(norm)])
    let limit = numbers(in: file.doc(name + ".norm"), after: "max_norm").first ?? 1
    let scale = Clipping.scale(norm: norm, limit: limit)
    for (p, g) in zip(parameters, inputs) {
      if let gradient = gradients[p] { try file.compare("\(name).clipped\(g.dropFirst())", gradient * scale) }
    }
  }

  private static func compareAverage(_ file: GoldenFile, _ name: String) throws {
    let doc = file.doc("ema." + name)
    let all = try file.tensor("ema.params")
    let shape = Array(try file.shape("ema.params").dropFirst())
    let count = shape.reduce(1, *)
    var source = MemoryWeights()
    source.tensors["p"] = (shape, Array(all.scalars[..<count]))
    let p = try Parameters(source: source).build { $0.tensor("p", Shape(shape), .zeros) }
    let average: ExponentialMovingAverage
    if doc.contains("EMAModel") {
      let decay = numbers(in: doc, after: "'decay'").first ?? 0
      let power = numbers(in: doc, after: "'power'").first ?? 2.0 / 3
      let gamma = numbers(in: doc, after: "'inv_gamma'").first ?? 1
      let isPower = doc.contains("'use_ema_warmup': True")
      average = ExponentialMovingAverage(
        [p], decay: decay, warmup: isPower ? .power(inverseGamma: gamma, power: power) : .ratio)
    } else {
      average = ExponentialMovingAverage([p], decay: numbers(in: doc, after: "s =").first ?? 0)
    }
    var seen: [Float] = []
    for step in 1..<all.shape[0] {
      let values = all.scalars[step * count..<(step + 1) * count]
      p.variable.update { _ = $0.update(fromContentsOf: values) }
      average.update()
      seen += average.average(of: p) ?? []
    }
    try file.compare("ema." + name, seen)
  }

  private static func compareSchedules(_ run: GoldenRun) throws {
    let tolerance = try run.folder.tolerance(for: "default")
    for item in try JSONValue(contentsOf: run.folder.path + "/lr_schedules.json").members {
      let (total, warmUp) = (item.value["total"]?.integer ?? 1, item.value["warmup"]?.integer ?? 0)
      let schedule: LearningRateSchedule
      switch item.name {
      case "iter_exponential":
        schedule = .exponential(
          warmUp: warmUp, total: total, finalRatio: item.value["final_ratio"]?.number ?? 0.01)
      case "cosine_with_warmup": schedule = .cosine(warmUp: warmUp, total: total)
      default:
        run.add(GoldenCheck("lr_schedules.json:\(item.name)", fault: "is not known here"))
        continue
      }
      let steps = item.value["iterations"]?.integers ?? []
      let expected = item.value["factor"]?.numbers ?? []
      let e = ErrorSize(steps.map { Float(schedule.factor(at: $0)) }, expected.map { Float($0) })
      let isComplete = !steps.isEmpty && steps.count == expected.count
      run.add(
        GoldenCheck(
          "lr_schedules.json:\(item.name)", absolute: e.error, relative: e.error / e.size,
          tolerance: tolerance.abs + tolerance.rel * e.size, fault: isComplete ? nil : "is not understood"))
    }
  }
}

/// Tensors in memory as a checkpoint.
private struct MemoryWeights: WeightSource {
  var tensors: [String: (shape: [Int], values: [Float])] = [:]
  var place: String { "memory" }
  var names: [String] { tensors.keys.sorted() }
  func shape(of name: String) -> [Int]? { tensors[name]?.shape }
  func read(_ name: String, into out: UnsafeMutableBufferPointer<Float>) {
    _ = out.update(fromContentsOf: tensors[name]?.values ?? [])
  }
}
