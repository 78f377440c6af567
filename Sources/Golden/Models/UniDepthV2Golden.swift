import Files
import HazyDepth
import NN
import Pictures

extension Golden {
  static func runUniDepthV2(_ run: GoldenRun) throws -> [GoldenCheck] {
    let folder = run.folder
    for entry in folder.manifest["models"]?.elements ?? [] {
      let model = try UniDepthV2(folder: folder.path + "/" + (entry["name"]?.string ?? ""))
      for entry in entry["cases"]?.elements ?? [] {
        let checks = try withoutGradients { try compare(ModelCase(folder, entry), model) }
        checks.forEach(run.add)
      }
    }
    return run.checks
  }

  private static func compare(_ golden: ModelCase, _ model: UniDepthV2) throws -> [GoldenCheck] {
    let picture = try golden.picture("in.image")
    let given = golden.has("in.K") ? Intrinsics(matrix: try golden.file.floats("in.K").map { Double($0) }) : nil
    let image = UniDepthV2Image(
      picture, model.configuration.shape, level: golden.manifest["resolution_level"]?.number)
    try golden.compare("pre.image", map: image.pixels)
    var fault: (any Error)?
    let output = model.network(image.pixels, camera: given.map { image.camera($0) }) { stage, value in
      do {
        // Tokens and lists lie as the reference's; maps are turned. The patches of a tap are stored as [h, w, D].
        try value.rank == 4 ? golden.compare(stage, map: value) : golden.compare(stage, value.scalars)
      } catch { fault = error }
    }
    if let fault { throw fault }
    let K = output.camera
    try golden.compare("cam.fx_fy_cx_cy", camera: [K.fx, K.fy, K.cx, K.cy])
    try golden.compare("net.radius", map: output.radius)
    try golden.compare("net.confidence", map: output.confidence)
    try golden.compare("net.K", camera: K.matrix)
    try golden.compare("net.rays", output.rays.scalars)
    let finished = model.finished(output, image)
    try golden.compare("out.depth", map: finished.depth)
    try golden.compare("out.confidence", map: finished.confidence)
    try golden.compare("out.points", map: finished.points)
    try golden.compare("out.rays", map: finished.rays)
    try golden.compare("out.intrinsics", camera: finished.camera.matrix)
    return golden.finish()
  }
}
