import Files
import HazyDepth
import NN
import Pictures
import World

extension Golden {
  static func runDepthAnything3(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    for model in folder.manifest["models"]?.elements ?? [] {
      let name = model["name"]?.string ?? ""
      var options = DepthAnything3.LoadingOptions()
      options.loadsRays = true
      let network = try DepthAnything3(folder: folder.path + "/" + name, options: options)
      for entry in model["cases"]?.elements ?? [] {
        let checks = try withoutGradients { try compare(ModelCase(folder, entry), network) }
        checks.forEach(run.add)
      }
    }
    for entry in folder.manifest["preprocess_only"]?.elements ?? [] {
      let golden = try ModelCase(folder, entry)
      _ = try comparePreprocessing(golden)
      golden.finish().forEach(run.add)
    }
    try compareSky(folder).forEach(run.add)
    return run.checks
  }

  private static func compare(_ golden: ModelCase, _ model: DepthAnything3) throws -> [GoldenCheck] {
    let image = try comparePreprocessing(golden)
    // The picture of the file, so that a resize that is off by one level does not count twice.
    let second = try golden.picture("pre.step2_u8")
    let x = golden.has("pre.image") ? try golden.map("pre.image") : second.normalized
    var fault: (any Error)?
    let output = model.network(x) { stage, value in
      do { try golden.compare(stage, stageNamed: stage, value) } catch { fault = error }
    }
    if let fault { throw fault }
    try golden.compare("net.depth_before_sky", output.rawDepth.scalars)
    try golden.compare("net.depth", output.depth.scalars)
    if let sky = output.sky { try golden.compare("net.sky", sky.scalars) }
    if let confidence = output.confidence { try golden.compare("net.depth_conf", confidence.scalars) }
    if let rays = output.rays {
      try golden.compare("net.ray", rays.map.scalars)
      try golden.compare("net.ray_conf", rays.confidence.scalars)
    }
    if let camera = output.camera {
      try golden.compare("cam.pose_enc", camera.encoding)
      try golden.compare("out.intrinsics", camera: camera.intrinsics.matrix)
      try golden.compare("out.extrinsics", camera: camera.extrinsics)
    }
    if let camera = image.camera {
      try golden.compare("out.depth_metric", DepthAnything3.metres(output.depth, camera: camera).scalars)
    }
    return golden.finish()
  }

  private static func comparePreprocessing(_ golden: ModelCase) throws -> DepthAnything3Image {
    let picture = try golden.picture("in.image")
    let camera = golden.has("in.K") ? Intrinsics(matrix: try golden.file.floats("in.K").map { Double($0) }) : nil
    let method = golden.manifest["method"]?.string.flatMap(DepthAnything3Image.Method.init(rawValue:))
    let resolution = golden.manifest["process_res"]?.integer ?? 504
    func prepared(_ cubic: OpenCVResize.CubicArithmetic) -> DepthAnything3Image {
      DepthAnything3Image(
        picture, camera: camera, resolution: resolution, method: method ?? .upperBoundResize, cubic: cubic)
    }
    let image = prepared(.exact)
    // Area steps are equal; cubic ones may be off by one level where OpenCV with IPP meets a tie.
    try golden.compare("pre.step1_u8", picture: image.first, slack: image.isFirstCubic ? 2e-4 : 0)
    try golden.compare("pre.step2_u8", picture: image.second, slack: image.isAnyCubic ? 2e-4 : 0)
    let other = prepared(.fixedPoint)
    try golden.compare("pre.step1_u8_noipp", picture: other.first)
    try golden.compare("pre.step2_u8_noipp", picture: other.second)
    try golden.compare("pre.image", map: try golden.picture("pre.step2_u8").normalized)
    if let K = image.camera { try golden.compare("pre.K", camera: K.matrix) }
    return image
  }

  private static func compareSky(_ folder: GoldenFolder) throws -> [GoldenCheck] {
    let file = try Safetensors(folder.path + "/sky_unit.safetensors")
    return try (folder.manifest["sky_unit"]?["cases"]?.elements ?? []).compactMap(\.string).map { name in
      let parts = try ["depth_in", "sky", "depth_out"].map { try file.floats("\(name).\($0)") }
      let filled = DistantSky.filled(Tensor(parts[0], [parts[0].count]), sky: Tensor(parts[1], [parts[1].count]))
      let e = zip(filled.scalars, parts[2]).map { abs($0 - $1) / max(abs($1), 1e-30) }.max() ?? 0
      return GoldenCheck("sky_unit:\(name)", absolute: Double(e), relative: Double(e), tolerance: 1e-5)
    }
  }
}

extension ModelCase {
  /// A stage of a network: tokens as they lie, maps turned.
  fileprivate func compare(_ tensor: String, stageNamed stage: String, _ value: Tensor) throws {
    if value.rank == 4 { try compare(tensor, map: value) } else { try compare(tensor, value.scalars) }
  }
}

extension ByteImage {
  var normalized: Tensor { ImageNetImage.normalized(bytes, height: height, width: width) }
}

extension Intrinsics {
  /// From a 3 x 3 matrix, row by row.
  init(matrix K: [Double]) { self.init(fx: K[0], fy: K[4], cx: K[2], cy: K[5], skew: K[1]) }

  /// 3 x 3, row by row.
  var matrix: [Double] { [fx, skew, cx, 0, fy, cy, 0, 0, 1] }
}
