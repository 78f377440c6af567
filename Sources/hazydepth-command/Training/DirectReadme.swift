import Files
import HazyDepth

/// The README.md beside a direct baseline's weights: what it is, how it is made again, what it scores.
struct DirectReadme {
  let command: String
  let model: DirectBaseline
  let digest: String
  let training: DirectTraining
  let learned: DirectScenes
  let scores: DirectScores

  init(
    command: String, model: DirectBaseline, folder: String, training: DirectTraining, scenes: DirectScenes,
    scores: DirectScores
  ) throws {
    (self.command, self.model, self.training, self.scores) = (command, model, training, scores)
    learned = scenes
    digest = try Digest.of(file: folder + "/model.safetensors")
  }

  private var air: String { learned.fogShare > 0 ? "clear and foggy" : "clear" }

  private var fog: String {
    guard learned.fogShare > 0 else { return "It never saw fog." }
    let (V, A) = (learned.visibility, learned.airlight)
    return
      "A share of \(learned.fogShare) of its pictures is in fog: V log-uniform over \(V.lowerBound) to \(V.upperBound) m, "
      + "gray airlight of \(A.lowerBound) to \(A.upperBound)."
  }

  private var cameras: String {
    let view = learned.fieldOfView
    let range =
      view.lowerBound == view.upperBound ? "" : ", its fields of view \(view.lowerBound) to \(view.upperBound)°"
    switch model.configuration.camera {
    case .blind: return range
    case .given: return range + "; it is given the focal length"
    case .predicted: return range + "; it predicts the focal length first"
    }
  }

  var text: String {
    let kind =
      switch model.configuration.network {
      case .conv: "convolutional encoder and decoder"
      case .vit: "vision transformer under DPT's head"
      }
    let colours =
      switch training.colour {
      case nil: "as they are"
      case let c? where c == .casts(c.gain): "with casts of up to \(c.gain) in ln of each channel"
      default: "changed at random (gamma, gain, saturation, contrast, brightness)"
      }
    return """
      # \(model.name)
      A small \(kind), \(model.parameters.scalarCount) parameters, from one picture to metric depth, trained from nothing on \(air)
      frames of the procedural driving world, their colours \(colours)\(cameras). A stand-in for the large direct models in studies of
      what fog does to such; it is neither UniDepth nor Depth Anything and claims nothing of their accuracy. \(fog)

      ## Make it again

          \(command)

      gives the same bytes on every machine: `model.safetensors` has the SHA-256
      `\(digest)`.

      ## Held-out scores
      \(scores.frames) test frames of \(scores.scenes) scenes, 0–80 m, means over images; Δ is fog minus clear with the same camera, 95 %
      intervals by resampling scenes. The narrower camera is one it was not trained for: everything looks nearer than it is, and
      what fog does to the scale of predictions can pay for part of that. Scaled: each image's prediction is brought to the true
      median first, so that only what is no matter of scale is left.

      \(scores.table)

      """
  }
}
