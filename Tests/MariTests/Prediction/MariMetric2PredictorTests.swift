import Driving
import HazyDepth
import NN
import Numerics
import Pictures
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
    #expect(try p.predict(bytes, intrinsics: nil, id: "a").depth == both[0].depth)
    #expect(try p.predict(bytes, intrinsics: nil, id: "b").depth == both[1].depth)
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

  @Test(arguments: [1, 2, 7, 50]) func `DDIM takes as many steps as asked`(_ steps: Int) throws {
    let made = try predictor { $0.steps = steps }.predict(image(16, 8), intrinsics: nil, id: "a")
    #expect(made.depth.values.allSatisfy { $0.isFinite })
  }

  @Test func `a large picture is predicted in tiles that leave no pixel out`() throws {
    // The smallest limit: tiles of a few hundred pixels.
    let made = try predictor { $0.memoryLimit = 1 }.predict(image(96, 64), intrinsics: nil, id: "a")
    #expect(made.depth.values.allSatisfy { $0 > 0 && $0.isFinite } && made.depth.values.count == 96 * 64)
    let whole = try predictor().predict(image(96, 64), intrinsics: nil, id: "a")
    #expect(made.depth != whole.depth)
  }

  @Test func `a working size of its own gives results at the picture's size`() throws {
    let made = try predictor { $0.workingSize = (8, 16) }.predict(image(40, 20), intrinsics: nil, id: "a")
    #expect(made.depth.width == 40 && made.clean?.height == 20 && made.visibility?.width == 40)
  }
}
