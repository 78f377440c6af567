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

@Suite struct MariMetric2PredictorTests {
  private func predictor(_ change: (inout MariMetric2Predictor.Options) -> Void = { _ in }) -> MariMetric2Predictor {
    var options = MariMetric2Predictor.Options()
    change(&options)
    let c = MariMetric2.Configuration.tiny
    return MariMetric2Predictor(MariMetric2(Parameters(seed: 1), c), VAE(Parameters(seed: 2), c.vae), options)
  }

  private func image(_ width: Int, _ height: Int) -> Image {
    let frame = DrivingWorld(seed: 3).frame(0, width: width, height: height, fog: Fog(Visibility(metres: 100)))
    return frame.hazy!
  }

  @Test func `a picture of any size has depth at every pixel, within the coding's range`() throws {
    let made = try predictor().predict(image(37, 19), intrinsics: nil, id: "a")
    let coding = MariMetric2.Configuration.tiny.depthCoding
    #expect(made.depth.width == 37 && made.depth.height == 19)
    #expect(made.clean?.width == 37 && made.visibility?.height == 19 && made.uncertainty == nil)
    let range = Float(coding.nearest) * 0.999...Float(coding.farthest) * 1.001
    #expect(made.depth.values.allSatisfy { range.contains($0) })
    #expect(made.visibility!.values.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `a prediction does not depend on its company, and depends on its name`() throws {
    let p = predictor()
    let (a, b) = (image(32, 16), image(32, 16))
    let x = Tensor(pictures: [a.bytes, b.bytes], width: 32, height: 16)
    let both = p.predict(x, ids: ["a", "b"])
    let bytes = Image(width: 32, height: 16, bytes: a.bytes)
    for (k, id) in ["a", "b"].enumerated() {
      let alone = try p.predict(bytes, intrinsics: nil, id: id).depth
      #expect(isSame(alone.values, both[k].depth.values))
    }
    #expect(both[0].depth != both[1].depth)
  }

  @Test func `members differ, their spread is told, and their mean lies between them`() throws {
    let picture = image(32, 16)
    let one = try predictor().predict(picture, intrinsics: nil, id: "a")
    let three = try predictor { $0.members = 3 }.predict(picture, intrinsics: nil, id: "a")
    let median = try predictor { ($0.members, $0.reduction) = (3, .median) }
      .predict(picture, intrinsics: nil, id: "a")
    let spread = try #require(three.uncertainty)
    #expect(spread.values.allSatisfy { $0 >= 0 } && spread.values.contains { $0 > 0 })
    #expect(three.depth != one.depth && three.depth != median.depth && median.uncertainty == spread)
  }

  /// Depth of a picture with the sampler written out: from T - 1, 1000 div n down a step, ending at the last x_0.
  private func byHand(_ picture: Image, id: String, timesteps: [Int]) -> [Float] {
    let p = predictor()
    let schedule = p.model.configuration.schedule
    return withoutGradients {
      let z = p.vae.encode(Tensor(pictures: [picture.bytes], width: picture.width, height: picture.height))
      let v = p.model.visibility(z).v
      var x = PerTask.each { k in
        Tensor(z.shape) { noise in
          var stream = Generator(seed: 7).stream("prediction").stream(id).stream(k.rawValue, 0, 0, 0)
          stream.fillNormal(noise)
        }
      }
      var x_0 = x
      for t in timesteps {
        let v_hat = p.model(x, z, v: v, timesteps: [t])
        let (alpha_t, sigma_t) = schedule.coefficients([t])
        let next = t - 1000 / timesteps.count
        for k in DenoisingTask.allCases {
          x_0[k] = alpha_t * x[k] - sigma_t * v_hat[k]
          guard next >= 0 else { continue }
          let eps = alpha_t * v_hat[k] + sigma_t * x[k]
          let (alpha, sigma) = schedule.coefficients([next])
          x[k] = alpha * x_0[k] + sigma * eps
        }
      }
      return p.vae.decode(x_0.depth).metres(p.model.configuration.depthCoding)[0]
    }
  }

  @Test(arguments: [
    [999], [999, 499], [999, 856, 713, 570, 428, 285, 142], Array(stride(from: 999, through: 19, by: -20)),
  ]) func `DDIM takes as many steps as asked, at the timesteps of the list`(timesteps: [Int]) throws {
    let picture = image(16, 8)
    let made = try predictor { $0.steps = timesteps.count }.predict(picture, intrinsics: nil, id: "a").depth.values
    let expected = byHand(picture, id: "a", timesteps: timesteps)
    #expect(made.count == expected.count)
    #expect(zip(made, expected).allSatisfy { abs($0 - $1) <= 1e-3 * $1 })
    // Another number of steps is further off than that.
    let other = byHand(picture, id: "a", timesteps: timesteps.count == 2 ? [999] : [999, 499])
    #expect(zip(made, other).contains { abs($0 - $1) > 1e-2 * $1 })
  }

  @Test func `a size between multiples is predicted as the picture whose last row and column are repeated`() throws {
    let picture = Image(width: 37, height: 19, bytes: image(37, 19).bytes)
    var bytes: [UInt8] = []
    for y in 0..<20 {
      for x in 0..<38 {
        let pixel = 3 * (min(y, 18) * 37 + min(x, 36))
        bytes += picture.bytes[pixel..<pixel + 3]
      }
    }
    let padded = try predictor().predict(Image(width: 38, height: 20, bytes: bytes), intrinsics: nil, id: "a")
    let made = try predictor().predict(picture, intrinsics: nil, id: "a")
    for y in 0..<19 {
      for x in 0..<37 {
        #expect(made.depth[x, y] == padded.depth[x, y] && made.visibility?[x, y] == padded.visibility?[x, y])
      }
    }
  }

  @Test func `a large picture is predicted in tiles that leave no pixel out`() throws {
    // Little beyond what the picture takes by itself: tiles of a few hundred pixels.
    let made = try predictor { $0.memoryLimit = 96 * 64 * 64 + 300_000 }.predict(
      image(96, 64), intrinsics: nil, id: "a")
    #expect(made.depth.values.allSatisfy { $0 > 0 && $0.isFinite } && made.depth.values.count == 96 * 64)
    let whole = try predictor().predict(image(96, 64), intrinsics: nil, id: "a")
    #expect(made.depth != whole.depth)
  }

  @Test func `a picture beyond the memory given is refused with what it takes, and that is enough`() throws {
    let error = #expect(throws: FileError.self) {
      try predictor { $0.memoryLimit = 1 << 10 }.predict(image(96, 64), intrinsics: nil, id: "a")
    }
    #expect(error?.exitCode == 78 && error?.reason.contains("is 96 x 64, which takes 1 MiB") == true, "\(error!)")
    let made = try predictor { $0.memoryLimit = 1 << 20 }.predict(image(96, 64), intrinsics: nil, id: "a")
    #expect(made.depth.values.count == 96 * 64)
  }

  @Test func `a working size of its own is what the model sees, and its results are enlarged to the picture's`() throws
  {
    let picture = image(40, 20)
    let made = try predictor { $0.workingSize = PictureSide(height: 8, width: 16) }.predict(
      picture, intrinsics: nil, id: "a")
    let x = Tensor(picture.floats.map { 2 * $0 - 1 }, [1, 20, 40, 3])
    let small = predictor().predict(resized(x, to: (8, 16), .bilinear, antialias: true), ids: ["a"])[0]
    #expect(small.depth.width == 16 && small.depth.height == 8)
    let depth = Tensor(small.depth.values, [1, 8, 16, 1])
    #expect(made.depth.values == resized(depth, to: (20, 40), .bilinear, antialias: true).scalars)
    #expect(made.depth.width == 40 && made.clean?.height == 20 && made.visibility?.width == 40)
    // The picture's own size, said, changes nothing.
    let whole = try predictor().predict(picture, intrinsics: nil, id: "a")
    let said = try predictor { $0.workingSize = PictureSide(height: 20, width: 40) }.predict(
      picture, intrinsics: nil, id: "a")
    #expect(said.depth == whole.depth && whole.depth != made.depth)
  }

  @Test func `a model that tells the size it was trained at looks at every picture in that width`() throws {
    var c = MariMetric2.Configuration.tiny
    c.trainedSize = PictureSide(height: 8, width: 24)
    let model = MariMetric2(Parameters(seed: 1), c)
    let p = MariMetric2Predictor(model, VAE(Parameters(seed: 2), c.vae))
    #expect(p.inner(height: 8, width: 24) == PictureSide(height: 8, width: 24))
    #expect(p.inner(height: 30, width: 72) == PictureSide(height: 10, width: 24))
    #expect(p.inner(height: 5, width: 12) == PictureSide(height: 10, width: 24))
    #expect(p.inner(height: 1, width: 32) == PictureSide(height: 1, width: 24))
    // What it sees of a larger picture is what it is told to look at.
    var asked = MariMetric2Predictor.Options()
    asked.workingSize = PictureSide(height: 16, width: 24)
    let told = MariMetric2Predictor(model, VAE(Parameters(seed: 2), c.vae), asked)
    let picture = image(48, 32)
    #expect(
      try p.predict(picture, intrinsics: nil, id: "a").depth == told.predict(picture, intrinsics: nil, id: "a").depth)
    #expect(p.ran.contains(.count("columns", 24)) && told.ran.contains(.text("working_size", "16x24")))
  }

  @Test func `the trained size is kept by a configuration, and is nil where a file does not tell`() throws {
    let folder = TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    func read(_ text: String) throws -> MariMetric2.Configuration {
      try AtomicFile.write(text, to: folder.path + "/config.json")
      return try MariMetric2.Configuration(ConfigurationFile(folder.path + "/config.json"))
    }
    var c = MariMetric2.Configuration.tiny
    #expect(try read(c.json) == c && !c.json.contains("trained_size"))
    c.trainedSize = PictureSide(height: 64, width: 192)
    #expect(try read(c.json) == c && c.json.contains("\"trained_size\": [64, 192]"))
    let broken = c.json.replacing("[64, 192]", with: "[64]")
    #expect(throws: FileError.self) { try read(broken) }
  }

  @Test func `the weights that ship, older than that key, look at the size they were trained at`() throws {
    let folder = try ShippedWeights.folder("mari-metric-2-small")
    #expect(try MariMetric2Predictor(folder: folder).trainedSize == PictureSide(height: 64, width: 192))
  }

  @Test func `strips and pictures beyond any memory are refused by name`() throws {
    let wide = Image(width: 66, height: 2, bytes: [UInt8](repeating: 9, count: 66 * 2 * 3))
    let strip = #expect(throws: FileError.self) { try predictor().predict(wide, intrinsics: nil, id: "strip") }
    #expect(strip?.exitCode == 65 && strip?.description.contains("strip: is 66 x 2 pixels") == true)
    let fits = Image(width: 64, height: 2, bytes: [UInt8](repeating: 9, count: 64 * 2 * 3))
    #expect(try predictor().predict(fits, intrinsics: nil, id: "edge").depth.values.count == 128)
    let huge = Image(width: 8001, height: 8000, channels: 1, bytes: [UInt8](repeating: 9, count: 8001 * 8000))
    let error = #expect(throws: FileError.self) { try predictor().predict(huge, intrinsics: nil, id: "sky") }
    #expect(error?.reason.contains("64 megapixels") == true)
  }
}
