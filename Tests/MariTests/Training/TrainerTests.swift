import CKernels
import Files
import Foundation
import HazyDepth
import NN
import Processes
import TestSupport
import Testing
import World

/// Six scenes of 16x32 pixels in two fogs, as latents of the tiny VAE.
enum TinyTraining {
  static let encoder = LatentEncoder(
    VAE(Parameters(seed: 2), MariMetric2.Configuration.tiny.vae), coding: MariMetric2.Configuration.tiny.depthCoding)
  static let latents: LatentSet = {
    // The world never throws.
    guard let made = try? LatentSet(WorldFrames(.train, scenes: 6, width: 32, height: 16, draws: 2), encoder) else {
      fatalError("no latents of the world")
    }
    return made
  }()

  static func trainer(steps: Int = 8, _ change: (inout TrainingOptions) -> Void = { _ in }) -> Trainer {
    var options = TrainingOptions(steps: steps, batch: 4, warmUp: 2, emaDecay: 0.9)
    change(&options)
    var configuration = MariMetric2.Configuration.tiny
    configuration.hasCoordinates = true
    return Trainer(configuration, options)
  }
}

/// A folder for one test.
struct TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/hazydepth-\(UUID().uuidString)"
  func remove() { try? FileManager.default.removeItem(atPath: path) }
  /// Every file below a folder of it, by its path.
  func files(_ name: String) throws -> [String: Data] {
    let root = path + "/" + name
    var found: [String: Data] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: root) {
      found[file] = FileManager.default.contents(atPath: root + "/" + file)
    }
    return found
  }
}

@Suite struct TrainerTests {
  @Test func `a run that is saved and resumed ends with the bytes of one that was not`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let whole = TinyTraining.trainer()
    while !whole.isDone { try whole.step(TinyTraining.latents) }
    try whole.save(to: folder.path + "/whole")

    let first = TinyTraining.trainer()
    for _ in 0..<3 { try first.step(TinyTraining.latents) }
    try first.save(to: folder.path + "/stopped")
    let second = try Trainer.resume(from: folder.path + "/stopped")
    #expect(second.steps == 3)
    while !second.isDone { try second.step(TinyTraining.latents) }
    try second.save(to: folder.path + "/resumed")

    let (a, b) = (try folder.files("whole"), try folder.files("resumed"))
    #expect(
      Set(a.keys)
        == [
          "config.json", "model.safetensors", "ema.safetensors", "optimizer.safetensors", "training.json",
          ".made-by-hazydepth", "SHA256SUMS",
        ])
    #expect(a == b)
    #expect(try folder.files("stopped") != a)
  }

  @Test func `threads and instruction sets do not change a checkpoint`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    func run(_ name: String, isa: hd_isa, threads: Int32) throws {
      let (before, count) = (hd_isa_current(), hd_threads())
      defer {
        hd_isa_force(before)
        hd_threads_set(count)
      }
      guard hd_isa_force(isa) else { return }
      hd_threads_set(threads)
      let trainer = TinyTraining.trainer(steps: 4)
      while !trainer.isDone { try trainer.step(TinyTraining.latents) }
      try trainer.save(to: folder.path + "/" + name)
    }
    try run("one", isa: hd_isa_best(), threads: 1)
    let expected = try folder.files("one")
    for (name, isa, threads) in [("four", hd_isa_best(), 4), ("v3", HD_ISA_V3, 1), ("plain", HD_ISA_PLAIN, 2)] {
      guard isa.rawValue <= hd_isa_best().rawValue else { continue }
      try run(name, isa: isa, threads: Int32(threads))
      #expect(try folder.files(name) == expected, "\(name)")
    }
  }

  @Test func `a parameter that is no number stops the run before anything changes, and is named`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let trainer = TinyTraining.trainer()
    try trainer.step(TinyTraining.latents)
    try trainer.save(to: folder.path + "/good")
    let broken = trainer.parameters.all.first { $0.name == "depth.conv_out.bias" }
    broken?.variable.update { $0[0] = .nan }
    let before = trainer.parameters.all.first { $0.name == "conv_in.weight" }!.variable.read { Array($0) }
    let error = #expect(throws: TrainingFault.self) { try trainer.step(TinyTraining.latents) }
    #expect(error?.step == 1 && error?.term == "L_depth" && error?.component == "depth_decoder")
    #expect(error?.checkpoint == folder.path + "/good")
    #expect(error?.description.contains("step 1: L_depth of depth_decoder is nan") == true)
    #expect(trainer.steps == 1)
    #expect(trainer.parameters.all.first { $0.name == "conv_in.weight" }!.variable.read { Array($0) } == before)
  }

  @Test func `each component moves with its own rate, and the prompt not at all`() throws {
    let trainer = TinyTraining.trainer { options in
      (options.warmUp, options.learningRate, options.gradientNorm) = (0, 1e-3, 1e9)
    }
    func values() -> [String: [Float]] {
      Dictionary(
        uniqueKeysWithValues: trainer.parameters.all.map { p in (p.name, p.variable.read { Array($0) }) })
    }
    let before = values()
    try trainer.step(TinyTraining.latents)
    let after = values()
    #expect(before["empty_prompt"] == after["empty_prompt"])
    let rates = trainer.options.rates
    let factor = Float(trainer.report!.rate)
    for component in MariMetric2.Component.allCases {
      let names = before.keys.filter { MariMetric2.Component(of: $0) == component }
      let moves = names.flatMap { name in zip(before[name]!, after[name]!).map { abs($0 - $1) } }
      // AdamW's first step moves whatever has a gradient by the rate itself.
      let largest = moves.max() ?? 0
      #expect(abs(largest / (rates[component] * factor) - 1) < 0.02, "\(component): \(largest)")
    }
    #expect(rates[.dehaze_decoder] == 2e-3 && rates[.depth_decoder] == 2.4e-3 && rates[.encoder] == 1e-3)
  }

  @Test func `a batch in two parts has the gradient of the whole, where no mask tells the parts apart`() throws {
    var objective = Objective()
    objective.lambda = .only([.dehaze: 1, .vis: 0.05, .tv: 0.005])
    func norms(_ parts: Int) throws -> [Double] {
      var options = TrainingOptions(steps: 4, batch: 4, warmUp: 0)
      options.accumulation = parts
      let p = Parameters(seed: 7)
      let trainer = Trainer(MariMetric2(p, .tiny), p, options, objective: objective)
      try trainer.step(TinyTraining.latents)
      return MariMetric2.Component.allCases.map { trainer.report!.gradientNorms[$0] ?? 0 }
    }
    for (whole, parts) in zip(try norms(1), try norms(2)) { #expect(abs(whole - parts) <= 1e-5 * (whole + 1e-3)) }
  }

  @Test func `one bit flipped, or a file cut short, in any file of a checkpoint is found, put aside and told`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let trainer = TinyTraining.trainer()
    try trainer.step(TinyTraining.latents)
    let path = folder.path + "/checkpoint"
    let files = [
      "config.json", "model.safetensors", "ema.safetensors", "optimizer.safetensors", "training.json", "SHA256SUMS",
    ]
    for (i, file) in files.enumerated() {
      for isCut in [false, true] {
        try trainer.save(to: path)
        #expect(try Trainer.resumed(from: path)?.steps == 1)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)"))
        if isCut { bytes = bytes.prefix(bytes.count / 2) } else { bytes[bytes.count * 2 / 3] ^= 0x40 }
        try bytes.write(to: URL(fileURLWithPath: "\(path)/\(file)"))
        let error = #expect(throws: (any Error).self) { try Trainer.resume(from: path) }
        #expect((error as? FileError)?.kind == .damaged || (error as? FileError)?.kind == .missing, "\(file)")
        var told: [String] = []
        #expect(try Trainer.resumed(from: path, tell: { told.append($0) }) == nil)
        #expect(told.count == 1 && told[0].contains(path) && told[0].contains("training starts afresh"), "\(told)")
        #expect(!FileManager.default.fileExists(atPath: path))
        let number = 2 * i + (isCut ? 2 : 1)
        let place = path + ".damaged" + (number > 1 ? "-\(number)" : "")
        #expect(FileManager.default.fileExists(atPath: place), "\(place)")
      }
    }
  }

  @Test func `a study's cell whose checkpoint was damaged ends with the bits of one that was never stopped`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    let whole = TinyTraining.trainer()
    while !whole.isDone { try whole.step(TinyTraining.latents) }
    try whole.save(to: folder.path + "/whole")
    let first = TinyTraining.trainer()
    try first.step(TinyTraining.latents)
    try first.save(to: folder.path + "/checkpoint")
    let weights = URL(fileURLWithPath: folder.path + "/checkpoint/ema.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 2] ^= 1
    try bytes.write(to: weights)
    let again = try Trainer.resuming(in: folder.path) { TinyTraining.trainer() }
    #expect(again.steps == 0)
    while !again.isDone { try again.step(TinyTraining.latents) }
    try again.save(to: folder.path + "/again")
    #expect(try folder.files("whole") == folder.files("again"))
  }

  @Test func `a checkpoint that is no checkpoint is refused`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    #expect(throws: FileError.self) { try Trainer.resume(from: folder.path) }
    let trainer = TinyTraining.trainer()
    try trainer.step(TinyTraining.latents)
    try trainer.save(to: folder.path + "/a")
    try Data(#"{"schema": 1}"#.utf8).write(to: URL(fileURLWithPath: folder.path + "/a/training.json"))
    #expect(throws: FileError.self) { try Trainer.resume(from: folder.path + "/a") }
  }

  @Test func `the log of a run that goes on drops the lines behind its checkpoint`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let trainer = TinyTraining.trainer()
    func write(from step: Int, to end: Int) throws {
      let log = try TrainingLog(folder: folder.path, from: step)
      for _ in step..<end {
        try trainer.step(TinyTraining.latents)
        try log.write(trainer.report!, images: 4)
      }
    }
    try write(from: 0, to: 3)
    _ = try TrainingLog(folder: folder.path, from: 2)
    let text = try String(contentsOfFile: folder.path + "/losses.csv", encoding: .utf8)
    let steps = text.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    #expect(steps == ["0", "1"])
    #expect(text.hasPrefix("step,L_dehaze,L_depth,L_vis,L_preserve,L_rank,L_tv,L_total,rate,grad,grad_conv_in"))
  }
}
