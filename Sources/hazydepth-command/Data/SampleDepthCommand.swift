import ArgumentParser
import Files
import Numerics
import World

/// `hazydepth sample-depth --out DIR`: something large to time `evaluate` with.
struct SampleDepthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-depth", abstract: "Write made-up depth maps and predictions of any size, for timings.",
    discussion: """
      DIR/depth and DIR/prediction hold Float32 metres (npy): a road to the horizon between blocks of houses under a \
      quarter of sky, and the same with 10 % of noise. Each frame takes 8 bytes per pixel of disk.
      """, shouldDisplay: false)

  @Option(help: "The folder to write into.")
  var out: String

  @Option(help: "How many frames.")
  var frames = 100

  @Option(help: ArgumentHelp("Rows by columns.", valueName: "HxW"))
  var size = PictureSize(height: 1024, width: 2048)

  @Option(help: "Seed of the noise.")
  var seed: UInt64 = 0

  @Flag(help: "Write into the folder of an earlier run of this command.")
  var overwrite = false

  @OptionGroup(title: "Running") var running: RunOptions

  func validate() throws {
    try check("--frames", frames, in: OptionRange.frames)
  }

  func run() throws {
    let folder = try OutputFolder(out, maker: "hazydepth sample-depth", goesOn: overwrite)
    let progress = Progress("sample-depth", total: frames, style: running.progress)
    _ = try Workers.map(frames, jobs: running.workers) { i in
      let digits = String(i)
      let id = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      let (truth, prediction) = maps(i)
      let shape = [size.height, size.width]
      try folder.write(NumpyArray.encode(truth, shape: shape), to: "depth/\(id).npy")
      try folder.write(NumpyArray.encode(prediction, shape: shape), to: "prediction/\(id).npy")
      progress.advance(id)
    }
    progress.finish()
    print("\(out): \(frames) frames of \(size)")
  }

  /// Metres, row by row; 0 in the sky.
  private func maps(_ index: Int) -> (truth: [Float], prediction: [Float]) {
    var random = Generator(seed: seed).stream("sample depth", index)
    let (width, height) = (size.width, size.height)
    let blocks = (0..<16).map { _ in random.uniform(in: 8...120) }
    let noise = random.normal(count: width * height)
    var truth = [Float](repeating: 0, count: width * height)
    for y in height / 4..<height {
      // The ground of a camera 1.5 m high whose focal length is the picture's height.
      let below = Float(y) - Float(height) / 2
      let ground: Float = below > 0 ? 1.5 * Float(height) / below : .infinity
      for x in 0..<width { truth[y * width + x] = min(ground, blocks[x * 16 / width]) }
    }
    // A sky is predicted somewhere beyond all blocks.
    let prediction = zip(truth, noise).map { z, n in (z > 0 ? z : 200) * max(1 + 0.1 * n, 0.1) }
    return (truth, prediction)
  }
}
