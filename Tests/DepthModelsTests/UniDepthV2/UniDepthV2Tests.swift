import Files
import Foundation
import HazyDepth
import Pictures
import TestSupport
import Testing

func grey(_ height: Int, _ width: Int) -> ByteImage {
  ByteImage(height: height, width: width, bytes: (0..<height * width * 3).map { UInt8($0 * 7 % 251) })
}

@Suite struct UniDepthV2Tests {
  /// The page's examples: network sizes, padded and not.
  @Test(
    arguments: [
      (375, 1242, nil, 490, 1232), (900, 1600, nil, 588, 1036), (375, 1242, 0, 322, 784),
    ] as [(Int, Int, Double?, Int, Int)])
  func `sizes are those of the reference`(_ c: (Int, Int, Double?, Int, Int)) {
    let image = UniDepthV2Image(grey(c.0, c.1), level: c.2)
    #expect(image.pixels.shape == [1, c.3, c.4, 3])
  }

  @Test func `the camera moves with the padding and shrinks by the factor before rounding`() {
    let K = UniDepthV2Image(grey(375, 1242)).camera(Intrinsics(fx: 700, fy: 710, cx: 600, cy: 170))
    let f = 0.98690
    #expect(abs(K.fx - 700 * f) < 0.01 && abs(K.fy - 710 * f) < 0.01)
    #expect(abs(K.cx - 600 * f) < 0.01 && abs(K.cy - 230 * f) < 0.01)
  }

  @Test func `a size whose ratio times its height falls below its width keeps all its columns`() {
    // 183.0 / 81 * 81 is 182.99999999999997: the reference returns a map one column wide.
    let model = withoutGradients { UniDepthV2(Parameters(seed: 1), tinyUniDepth) }
    let output = model(grey(81, 183))
    #expect(output.depth.shape == [1, 81, 183, 1])
    #expect(output.depth.nonFiniteCount == 0 && output.depth.min() > 0)
    #expect(Set(output.depth.scalars).count > 1000)
  }

  @Test func `depth uses the given camera, and the guess stays the network's own`() {
    let model = UniDepthV2(Parameters(seed: 2), tinyUniDepth)
    let image = grey(60, 90)
    let free = model(image)
    let given = model(image, camera: Intrinsics(fx: 50, fy: 50, cx: 45, cy: 30))
    #expect(free.camera == given.camera)
    #expect(free.depth.scalars != given.depth.scalars)
  }

  @Test func `what is missing, of another shape or too much is listed by name`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    try folder.write(config: SmallFolder.uniDepth, parameters: folder.plan { UniDepthV2($0, tinyUniDepth) }) {
      $0["extra.weight"] = [3]
      $0["pixel_encoder.cls_token"] = nil
      $0["pixel_encoder.register_tokens"] = [1, 1, 16]
      $0["pixel_decoder.camera_layer.latents_pos"] = [1, 5, 16]
    }
    let error = #expect(throws: WeightsError.self) { try UniDepthV2(folder: folder.path) }
    #expect(error?.unused == ["extra.weight"])
    #expect(error?.missing.map(\.name) == ["pixel_encoder.cls_token"])
    #expect(error?.misshapen.map(\.name) == ["pixel_decoder.camera_layer.latents_pos"])
  }

  @Test(arguments: ["", "module."]) func `a folder in half precision gives nearly the depth of full precision`(
    prefix: String
  ) throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let plan = folder.plan { UniDepthV2($0, tinyUniDepth) }
    try folder.write(config: SmallFolder.uniDepth, parameters: plan, prefix: prefix)
    let full = try UniDepthV2(folder: folder.path)(grey(60, 90)).depth.scalars
    try folder.write(config: SmallFolder.uniDepth, parameters: plan, prefix: prefix, half: true)
    let half = try UniDepthV2(folder: folder.path)(grey(60, 90)).depth.scalars
    #expect(full != half)
    for (a, b) in zip(full, half) { #expect(abs(a - b) < 0.05 * a) }
  }

  @Test func `a configuration of another network is refused by key`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let text = SmallFolder.uniDepth.replacing("\"num_register_tokens\": 0", with: "\"num_register_tokens\": 4")
    try folder.write(config: text, parameters: [])
    let error = #expect(throws: FileError.self) { try UniDepthV2(folder: folder.path) }
    #expect(error?.description.contains("model.pixel_encoder.num_register_tokens is 4") == true)
  }

  @Test func `a folder that holds only a pickle says what to do`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    try Data(SmallFolder.uniDepth.utf8).write(to: URL(fileURLWithPath: folder.path + "/config.json"))
    try Data([0x80, 2, 0x63]).write(to: URL(fileURLWithPath: folder.path + "/pytorch_model.bin"))
    let error = #expect(throws: FileError.self) { try UniDepthV2(folder: folder.path) }
    #expect(error?.description.contains("pickle") == true)
  }
}
