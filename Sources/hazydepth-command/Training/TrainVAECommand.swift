import Files
import ArgumentParser
import CKernels
import Foundation
import HazyDepth
import NN
import Processes
import World

/// `hazydepth train-vae --out DIR`
struct TrainVAECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-vae", abstract: "Train a small VAE on the driving world, and say what it loses.",
    discussion: """
      Writes config.json and diffusion_pytorch_model.safetensors (Float16) as diffusers lays a VAE out. The round trip on \
      held-out scenes is printed: no method that works in the latents can be better. The same options give the same \
      bytes on every machine, with any number of threads.
      """)

  @Option(help: "The folder to write; one that this command made is replaced.") var out: String
  @Option(help: "Scenes to train on.") var scenes = 800
  @Option(help: "Held-out scenes to measure on.") var testScenes = 64
  @Option(help: "Rows by columns of the frames.") var size = PictureSize(height: 64, width: 192)
  @Option(help: "Optimiser steps.") var steps = 1500
  @Option(help: "The seed of the world, its fogs, the first weights and all draws.") var seed: UInt64 = 7
  @Option(help: "Channels of the levels, finest first.") var channels = "32,64"
  @Option(help: "Resnets per block of the encoder.") var layers = 1
  @Option(help: "Pixels of a side that become channels at the door.") var patch = 2
  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try check("--scenes", scenes, in: OptionRange.frames)
    try check("--test-scenes", testScenes, in: OptionRange.frames)
    try check("--steps", steps, in: OptionRange.steps)
    try check("--layers", layers, in: 1...16)
    try check("--patch", patch, in: 1...16)
    let (widths, groups) = (self.widths, VAE.Configuration.small.norm_num_groups)
    guard let widths, (1...6).contains(widths.count), widths.allSatisfy({ (1...4096).contains($0) && $0 % groups == 0 })
    else { throw ValidationError("--channels \(channels): expected one to six multiples of \(groups), up to 4096") }
    let side = configuration.factor
    guard size.height % side == 0, size.width % side == 0 else {
      throw ValidationError("--size \(size): expected multiples of \(side), the pixels of a latent pixel's side")
    }
  }

  /// nil where a word is no number.
  private var widths: [Int]? {
    let found = channels.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    return found.contains(nil) ? nil : found.compactMap(\.self)
  }

  private var configuration: VAE.Configuration {
    var c = VAE.Configuration.small
    (c.block_out_channels, c.layers_per_block, c.patch_size) = (widths ?? [], layers, patch)
    return c
  }

  private static let maker = "hazydepth train-vae"

  func run() throws {
    try WholeFolder.admit(out, maker: TrainVAECommand.maker)
    hd_threads_set(Int32(running.workers))
    let pictures = try render(.train, scenes)
    var options = VAETrainer.Options()
    options.steps = steps
    options.fit(height: size.height, width: size.width, factor: configuration.factor)
    let trainer = VAETrainer(configuration, options, seed: seed)
    let progress = Progress("vae", total: steps, style: running.progress, unit: "steps")
    let start = monotonicSeconds()
    for step in 0..<steps {
      try StopSignal.check()
      let loss = try trainer.advance(on: pictures)
      progress.advance("step \(step) loss \(loss.total)")
    }
    progress.finish()
    say(
      "\(trainer.parameters.scalarCount) parameters, \((monotonicSeconds() - start) / Double(steps) * 1e3) ms a step\n")
    trainer.setScale(on: pictures)
    try WholeFolder.write(out, maker: TrainVAECommand.maker) { try trainer.vae.write(trainer.parameters, to: $0) }
    let vae = try VAE(folder: out)
    RoundTripReport(RoundTrip(vae, on: try render(.test, testScenes))).print()
    print(out)
  }

  private func render(_ split: DrivingWorld.Split, _ scenes: Int) throws -> PictureSet {
    let source = WorldFrames(
      split, scenes: scenes, width: size.width, height: size.height, seed: seed, draws: split == .train ? 2 : 1,
      clearShare: split == .train ? 0.1 : 0)
    let progress = Progress("\(split.rawValue) scenes", total: source.count, style: running.progress)
    let pictures = try PictureSet(source, jobs: running.workers) { id in
      try StopSignal.check()
      progress.advance(id)
    }
    progress.finish()
    return pictures
  }
}

/// The round trip of a VAE as a table.
struct RoundTripReport {
  let trip: RoundTrip

  init(_ trip: RoundTrip) { self.trip = trip }

  func print() {
    func f(_ x: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", x) }
    Swift.print("round trip  PSNR clear \(f(trip.clearPSNR, 2)) dB, hazy \(f(trip.hazyPSNR, 2)) dB; ", terminator: "")
    Swift.print("saturation \(f(trip.saturation, 4)) -> \(f(trip.saturationAfter, 4))")
    for depth in trip.depths {
      let line = "MAE \(f(depth.mae, 3)) m  AbsRel \(f(depth.absRel, 4))  RMSE \(f(depth.rmse, 3)) m"
      Swift.print("  \(depth.curve.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(line)")
    }
  }
}
