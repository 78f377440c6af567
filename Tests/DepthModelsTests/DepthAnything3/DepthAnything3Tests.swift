import Files
import Foundation
import HazyDepth
import Pictures
import TestSupport
import Testing
import World

@Suite struct DepthAnything3Tests {
  /// The page's examples, and a shorter side.
  @Test(
    arguments: [
      (375, 1242, .upperBoundResize, 154, 504), (900, 1600, .upperBoundResize, 280, 504),
      (900, 1600, .upperBoundCrop, 280, 504), (200, 400, .lowerBoundResize, 504, 1008),
    ] as [(Int, Int, DepthAnything3Image.Method, Int, Int)])
  func `sizes are those of the reference`(_ c: (Int, Int, DepthAnything3Image.Method, Int, Int)) {
    let image = DepthAnything3Image(grey(c.0, c.1), method: c.2)
    #expect((image.second.height, image.second.width) == (c.3, c.4))
  }

  @Test func `metres come from the focal length of the processed picture`() {
    // KITTI: 721.54 pixels become 292.8 and 296.3, a factor of 0.982 and not 2.4.
    let K = Intrinsics(fx: 721.54, fy: 721.54, cx: 609.6, cy: 172.9)
    let image = DepthAnything3Image(grey(375, 1242), camera: K)
    let factor = DepthAnything3.metres(Tensor(1), camera: image.camera!).value
    #expect(abs(factor - 0.982) < 5e-4)
  }

  @Test func `halves are rounded up from four pixels and to even from more`() {
    let picture = ByteImage(height: 2, width: 2, bytes: [1, 0, 0, 1, 0, 0, 2, 0, 0, 2, 0, 0])
    #expect(OpenCVResize.area(picture, to: (1, 1)).bytes == [2, 0, 0])  // 1.5
    let row = ByteImage(height: 1, width: 2, bytes: [0, 2, 0, 1, 3, 0])
    #expect(OpenCVResize.area(row, to: (1, 1)).bytes == [0, 2, 0])  // 0.5 and 2.5
  }

  @Test(arguments: [OpenCVResize.area, .cubic(.exact), .cubic(.fixedPoint)])
  func `a flat picture stays flat`(resize: OpenCVResize) {
    let flat = ByteImage(height: 5, width: 7, bytes: Array(repeating: 200, count: 105))
    for size in [(3, 4), (5, 7), (9, 13)] {
      #expect(Set(resize(flat, to: size).bytes) == [200])
    }
  }

  @Test func `sky is set to the far quantile of the ground, and left where there is too little of either`() {
    let depth = Tensor((1...40).map { Float($0) }, [40])
    func sky(_ count: Int) -> Tensor { Tensor((0..<40).map { $0 < count ? 1 : 0 }, [40]) }
    #expect(DistantSky.filled(depth, sky: sky(10)).scalars == depth.scalars)
    #expect(DistantSky.filled(depth, sky: sky(30)).scalars == depth.scalars)
    // Ground 12...40: rank 0.99 * 28 = 27.72 between 39 and 40.
    let filled = DistantSky.filled(depth, sky: sky(11)).scalars
    #expect(filled[..<11].allSatisfy { abs($0 - 39.72) < 1e-4 })
    #expect(Array(filled[11...]) == Array(depth.scalars[11...]))
  }

  @Test func `a published layout is read, and a tensor too much is named`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let plan = folder.plan { DepthAnything3($0 / "model", tinyDepthAnything) }
    try folder.write(config: SmallFolder.depthAnything, parameters: plan)
    let model = try DepthAnything3(folder: folder.path)
    #expect(!model.configuration.isAnyView && model.configuration.encoder.depth == 4)
    let x = ImageNetImage.normalized(grey(28, 42).bytes, height: 28, width: 42)
    #expect(withoutGradients { model.network(x).depth.shape } == [1, 28, 42, 1])
    try folder.write(config: SmallFolder.depthAnything, parameters: plan) { $0["model.cam_enc.x"] = [1] }
    let error = #expect(throws: WeightsError.self) { try DepthAnything3(folder: folder.path) }
    #expect(error?.unused == ["model.cam_enc.x"])
  }

  @Test func `nested and giant models are refused with the reason`() throws {
    let folder = try SmallFolder()
    defer { folder.remove() }
    let plan = folder.plan { DepthAnything3($0 / "model", tinyDepthAnything) }
    try folder.write(config: #"{"config": {"anyview": {}, "metric": {}}}"#, parameters: plan)
    let nested = #expect(throws: FileError.self) { try DepthAnything3(folder: folder.path) }
    #expect(nested?.description.contains("nested") == true)
    try folder.write(config: SmallFolder.depthAnything, parameters: plan) {
      $0["model.backbone.pretrained.blocks.0.mlp.w12.weight"] = [1]
    }
    let giant = #expect(throws: FileError.self) { try DepthAnything3(folder: folder.path) }
    #expect(giant?.description.contains("SwiGLU") == true)
  }
}
