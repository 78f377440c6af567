import Driving
import Mari
import Metrics
import NN
import Numerics
import Pictures
import Processes
import World

/// Frames of the driving world under one camera, rendered once, and what a model says of them with and without fog.
///
///     let street = FogExperiment(DrivingWorld(seed: 7, fieldOfView: 60), scenes: 75, width: 192, height: 64)
///     let pairs = try street.compared(model, .fog, visibility: 700)
nonisolated final class FogExperiment {
  let world: DrivingWorld
  /// The indices of the frames in their world.
  let indices: [Int]
  private let frames: [Frame]
  private let poses: [CameraPose]
  /// Predictions of the clear pictures, by model.
  private var clear: [String: [[Float]]] = [:]

  /// How many scenes are summed into one row, and drawn together by a bootstrap.
  private let block: Int

  /// Renders the first `scenes` scenes of a split. Scenes are summed in blocks of `block`: less to store, and a bootstrap
  /// of blocks is as valid as one of scenes, if there are many.
  init(
    _ world: DrivingWorld, _ split: DrivingWorld.Split = .test, scenes: Int, block: Int = 1, width: Int, height: Int,
    jobs: Int = 1
  ) throws {
    require(block > 0 && scenes > 0, "FogExperiment: \(scenes) scenes in blocks of \(block)")
    (self.world, self.block) = (world, block)
    indices = world.frames(of: split, scenes: scenes)
    let indices = indices
    let rendered = try concurrently(indices.count, jobs: jobs) { i in
      (frame: world.frame(indices[i], width: width, height: height), pose: world.pose(ofFrame: indices[i]))
    }
    // Bytes: what a camera stores, and a quarter of the memory.
    frames = rendered.map { made in
      var frame = made.frame
      frame.clear = Image(width: width, height: height, bytes: frame.clear!.bytes)
      return frame
    }
    poses = rendered.map(\.pose)
  }

  var count: Int { frames.count }

  /// A frame without fog.
  func frame(_ i: Int) -> Frame { frames[i] }

  /// The fog of a frame's scene: light and colour are the scene's, the same for every visibility (metres).
  func fog(_ i: Int, visibility: Double) -> Fog {
    var fog = FogDistribution().fog(
      Generator(seed: world.seed).stream("experiment fog", world.scene(ofFrame: indices[i])))
    fog.visibility = Visibility(metres: visibility)
    return fog
  }

  /// What a model sees of frame i after an intervention. Shuffled fog takes the depth of the frame half the set away, which
  /// is another street.
  func picture(_ i: Int, _ intervention: Intervention, visibility: Double, split: Double) -> Image {
    let other = frames[(i + frames.count / 2) % frames.count].depth
    let picture = intervention.picture(
      of: frames[i], through: fog(i, visibility: visibility), split: Float(split), other: other, pose: poses[i])
    return Image(width: picture.width, height: picture.height, bytes: picture.bytes)
  }

  /// Metres that a model predicts for each clear picture; kept for the next comparison.
  func clearPredictions(_ model: any DepthPredictor) throws -> [[Float]] {
    if let known = clear[model.name] { return known }
    let predicted = try frames.map { frame in
      try model.predict(frame.clear!, intrinsics: frame.intrinsics, id: frame.id).depth.values
    }
    clear[model.name] = predicted
    return predicted
  }

  /// The sums of a comparison, and what is kept of its frames.
  struct Comparison: Sendable {
    var frames = PairedFrames()
    /// The same with all predictions times the factor asked for.
    var scaled = PairedFrames()
    /// In the order of frames.
    var images: [FrameErrors] = []
  }

  /// Clear against changed pictures, frame by frame. `scale` multiplies the predictions of `Comparison.scaled`: the ratio of
  /// focal lengths, where a model was trained with another camera. `onFrame` is told how many are done.
  func compared(
    _ model: any DepthPredictor, _ intervention: Intervention, visibility: Double, split: Double = 40,
    scale: Double = 1, onFrame: (Int) -> Void = { _ in }
  ) throws -> Comparison {
    let clear = try clearPredictions(model)
    var result = Comparison()
    let first = frames[0]
    let rays = first.intrinsics!.rayLengths(width: first.clear!.width, height: first.clear!.height)
    for i in frames.indices {
      let frame = frames[i]
      let picture = picture(i, intervention, visibility: visibility, split: split)
      let hazy = try model.predict(picture, intrinsics: frame.intrinsics, id: frame.id).depth.values
      let scene = i / world.framesPerScene / block
      var pair = FramePair(
        scene: "\(scene)", truth: frame.depth!.metres, clear: clear[i], hazy: hazy, rayLengths: rays)
      result.images.append(FrameErrors(id: frame.id, row: result.frames.add(pair)))
      pair.clear = pair.clear.map { Float(Double($0) * scale) }
      pair.hazy = pair.hazy.map { Float(Double($0) * scale) }
      result.scaled.add(pair)
      onFrame(i + 1)
    }
    return result
  }

  /// Frame i as a reader of the study is to see it.
  func exhibit(
    _ i: Int, _ model: any DepthPredictor, _ intervention: Intervention, visibility: Double, split: Double = 40
  ) throws -> OddFrame {
    let picture = picture(i, intervention, visibility: visibility, split: split)
    let hazy = try model.predict(picture, intrinsics: frames[i].intrinsics, id: frames[i].id).depth.values
    return OddFrame(
      clear: frames[i].clear!, hazy: picture, truth: frames[i].depth!.metres,
      predictedClear: try clearPredictions(model)[i],
      predictedHazy: hazy)
  }
}

nonisolated extension Intrinsics {
  /// Radial over planar distance of every pixel, row by row.
  func rayLengths(width: Int, height: Int) -> [Float] {
    (0..<width * height).map { rayLength(x: $0 % width, y: $0 / width) }
  }
}
