import Files
import HazyDepth
import NN

extension Golden {
  static func runDDIM(_ run: GoldenRun) throws -> [GoldenCheck] {
    let configuration = try ConfigurationFile(run.folder.path + "/scheduler_config.json")
    func schedule(_ name: String) throws -> NoiseSchedule {
      switch name {
      case "plain": try NoiseSchedule(configuration)
      case "zsnr": try NoiseSchedule(configuration, isZeroTerminalSNR: true)
      case "alpha_one": try NoiseSchedule(configuration, setAlphaToOne: true)
      default: throw FileError(.damaged, run.folder.path, "schedule '\(name)' is not known here")
      }
    }
    try compareTables(try run.file("tables.safetensors"), schedule)
    try compareTimesteps(run, try schedule("plain"))
    try compareNoising(try run.file("noising.safetensors"), schedule)
    try compareTrajectories(run, schedule)
    return run.finish()
  }

  private static func compareTables(_ file: GoldenFile, _ schedule: (String) throws -> NoiseSchedule) throws {
    for name in file.names(after: "").filter({ $0.hasSuffix(".betas") }).map({ String($0.dropLast(6)) }) {
      let s = try schedule(name)
      try file.compare(name + ".betas", s.betas, tolerance: "tables")
      try file.compare(name + ".alphas_cumprod", s.alphasCumprod, tolerance: "tables")
      try file.compare(name + ".final_alpha_cumprod", [s.finalAlphaCumprod], tolerance: "tables")
    }
  }

  private static func compareTimesteps(_ run: GoldenRun, _ schedule: NoiseSchedule) throws {
    for list in try JSONValue(contentsOf: run.folder.path + "/timesteps.json").members {
      let parts = list.name.split(separator: ".")
      guard parts.count == 2, let spacing = TimestepSpacing(rawValue: String(parts[0])), let n = Int(parts[1]),
        var expected = list.value.integers
      else {
        run.add(GoldenCheck("timesteps.json:\(list.name)", fault: "is not understood"))
        continue
      }
      // The reference starts outside its own table with leading spacing and n = T; ours is lowered into it.
      let excess = max(0, (expected.first ?? 0) - (schedule.count - 1))
      expected = expected.map { $0 - excess }
      let ours = spacing.timesteps(n, of: schedule.count, offset: schedule.stepsOffset)
      let name = "timesteps.json:\(list.name)" + (excess > 0 ? " (lowered by \(excess) into the table)" : "")
      run.add(GoldenCheck(name, fault: ours == expected ? nil : "differs: \(ours.prefix(6)), \(expected.prefix(6))"))
    }
  }

  private static func compareNoising(_ file: GoldenFile, _ schedule: (String) throws -> NoiseSchedule) throws {
    let (x_0, eps) = (try file.tensor("x0"), try file.tensor("noise"))
    let t = try file.integers("timesteps")
    for name in file.names(after: "").filter({ $0.hasSuffix(".noisy") }).map({ String($0.dropLast(6)) }) {
      let s = try schedule(name)
      try file.compare(name + ".noisy", s.addNoise(to: x_0, eps, t))
      try file.compare(name + ".velocity", s.v_star(of: x_0, eps, t))
    }
  }

  private static func compareTrajectories(
    _ run: GoldenRun, _ schedule: (String) throws -> NoiseSchedule
  ) throws {
    let file = try run.file("trajectories.safetensors")
    let (x_T, c) = (try file.tensor("x_T"), try file.tensor("cond"))
    for item in try JSONValue(contentsOf: run.folder.path + "/runs.json").elements ?? [] {
      guard let key = item["key"]?.string, let n = item["steps"]?.integer, let name = item["schedule"]?.string,
        let spacing = item["spacing"]?.string.flatMap(TimestepSpacing.init(rawValue:))
      else {
        run.add(GoldenCheck("runs.json", fault: "an entry is not understood: \(item)"))
        continue
      }
      var (t, previous, xs, x_0s): ([Int], [Int], [Float], [Float]) = ([], [], [], [])
      _ = sampleDDIM(x_T, try schedule(name), steps: n, spacing: spacing) { step, x, x_0 in
        t.append(step.t)
        previous.append(step.previous)
        xs += x.scalars
        x_0s += x_0.scalars
      } model: { x, t in
        0.5 * tanh(0.7 * x + 0.3 * c) + (0.25 * (Float(t) / 1000)) * c
      }
      try file.compare(key + ".timesteps", t.map { Float($0) })
      if let expected = item["prev_timesteps"]?.integers {
        run.add(GoldenCheck("runs.json:\(key) previous timesteps", fault: previous == expected ? nil : "\(previous)"))
      }
      try file.compare(key + ".x", xs)
      try file.compare(key + ".pred_x0", x_0s)
    }
  }
}
