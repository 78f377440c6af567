import CKernels
import Driving
import Files
import Foundation
import HazyDepth
import NN
import Numerics
import Pictures
import TestSupport
import Testing
import World

@Suite(.serialized) struct DirectBaselineTests {
  static let conv = DirectBaseline.Configuration(
    name: "small conv", .conv(.init(widths: [8, 8, 16], middle: 1, fine: 8)), imageWidth: 24)
  static let vit = DirectBaseline.Configuration(
    name: "small vit", .vit(.init(width: 12, depth: 4, heads: 2, patch: 4, rows: 2, columns: 6, features: 8)),
    imageWidth: 24)
  static let both = [conv, vit]

  private func picture(width: Int, height: Int) -> Image {
    var random = Generator(seed: 2).stream("picture")
    return Image(width: width, height: height, floats: random.uniform(count: width * height * 3))
  }

  @Test(arguments: both) func `any size in gives that size out, within the range`(c: DirectBaseline.Configuration)
    throws
  {
    let model = DirectBaseline(Parameters(seed: 1), c)
    for (width, height) in [(24, 8), (23, 9), (50, 17), (7, 5)] {
      let prediction = try model.predict(picture(width: width, height: height), intrinsics: nil, id: "a")
      #expect(prediction.depth.width == width && prediction.depth.height == height)
      #expect(prediction.depth.values.allSatisfy { $0 >= 0.99 && $0 <= 401 })
    }
  }

  @Test(arguments: both) func `a batch gives what its pictures give alone`(c: DirectBaseline.Configuration) {
    let model = DirectBaseline(Parameters(seed: 1), c)
    let pictures = [
      picture(width: 24, height: 8), Image(width: 24, height: 8, floats: Array(repeating: 0.5, count: 576)),
    ]
    let together = model.metres(of: pictures)
    for i in 0..<2 { #expect(isSame(model.metres(of: [pictures[i]])[0], together[i])) }
  }

  @Test(arguments: both) func `every parameter learns`(c: DirectBaseline.Configuration) {
    let p = Parameters(seed: 1)
    let model = DirectBaseline(p, c)
    let x = Tensor(picture(width: 24, height: 8).floats, [1, 8, 24, 3])
    let gradients = model.logDepth(x).mean().backward()
    for parameter in p.all {
      // Keys shift every score of a query alike: their bias has no effect, and qkv's is one tensor.
      #expect((gradients[parameter]?.sumOfSquares ?? 0) > 0, "\(parameter.name)")
    }
  }

  @Test(arguments: both) func `a folder gives back the model, rounded to half precision`(
    c: DirectBaseline.Configuration
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("direct-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = DirectBaseline(Parameters(seed: 1), c)
    try WholeFolder.write(folder) { try model.write(to: $0) }
    let read = try DirectBaseline(folder: folder)
    #expect(read.configuration == c)
    let image = picture(width: 24, height: 8)
    for (a, b) in zip(model.metres(of: [image])[0], read.metres(of: [image])[0]) { #expect(abs(a - b) < 0.02 * a) }
  }

  @Test func `a configuration that does not fit is refused with its key`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    func fault(_ json: String) throws -> String {
      try Data(json.utf8).write(to: URL(fileURLWithPath: path))
      do { _ = try DirectBaseline.Configuration(ConfigurationFile(path)) } catch { return "\(error)" }
      return ""
    }
    #expect(try fault("{\"_class_name\": \"UniDepth\"}").contains("_class_name is UniDepth"))
    #expect(try fault(Self.conv.json.replacing("[8, 8, 16]", with: "[8, 9]")).contains("widths"))
    #expect(try fault(Self.vit.json.replacing("\"heads\": 2", with: "\"heads\": 5")).contains("heads 5"))
    #expect(try fault(Self.conv.json.replacing("\"nearest_m\": 1.0", with: "\"nearest_m\": 500")).contains("nearest_m"))
    #expect(try fault(Self.conv.json).isEmpty)
  }

  @Test(arguments: both) func `training lowers the loss and has the same bits for any number of threads`(
    c: DirectBaseline.Configuration
  ) throws {
    defer { hd_threads_set(1) }
    let world = DrivingWorld(seed: 3, framesPerScene: 1)
    func train(threads: Int32, jobs: Int) throws -> (model: DirectBaseline, losses: [Float]) {
      hd_threads_set(threads)
      let examples = try DirectExamples(world, frames: Array(0..<4), width: 24, height: 8, jobs: jobs)
      var training = DirectTraining()
      (training.steps, training.warmUp, training.batchSize, training.learningRate) = (40, 4, 4, 1e-2)
      training.colour = ColourAugmentation()
      var losses: [Float] = []
      let model = try training.run(c, on: examples) { losses.append($0.loss) }
      return (model, losses)
    }
    let one = try train(threads: 1, jobs: 1)
    let many = try train(threads: 4, jobs: 3)
    #expect(one.losses == many.losses)
    #expect(
      zip(one.model.parameters.all, many.model.parameters.all).allSatisfy { $0.value.scalars == $1.value.scalars })
    let (first, last) = (one.losses.prefix(4).reduce(0, +), one.losses.suffix(4).reduce(0, +))
    #expect(last < 0.7 * first, "\(first / 4) -> \(last / 4)")
  }

  @Test func `a rate that blows up stops with the step`() throws {
    let examples = try DirectExamples(
      DrivingWorld(seed: 3, framesPerScene: 1), frames: [0], width: 24, height: 8, jobs: 1)
    var training = DirectTraining()
    (training.steps, training.warmUp, training.batchSize, training.learningRate) = (20, 1, 1, 1e38)
    let fault = #expect(throws: TrainingFault.self) { try training.run(Self.conv, on: examples) }
    #expect(fault.map { $0.step > 0 && $0.description.contains("step \($0.step)") } == true)
  }
}
