import Driving
import NN
import Numerics
import Pictures

extension Marigold: DepthPredictor {
  public var name: String { "marigold" }

  public var ran: [PredictionFact] {
    var facts: [PredictionFact] = [.count("steps", options.steps), .count("members", options.members)]
    if options.members > 1 { facts.append(.text("reduction", options.reduction.rawValue)) }
    facts.append(.text("seed", "\(options.seed)"))
    if let resolution = options.resolution { facts.append(.count("resolution", resolution)) }
    return facts
  }

  /// Depth up to a scale and a shift, from 0.001 (nearest) to 1: to be aligned before it is judged.
  public func predict(_ image: Image, intrinsics: Intrinsics?, id: String) throws -> DepthPrediction {
    try admit(image, id: id)
    let seed = Generator(seed: options.seed).stream("marigold").seed(id)
    let picture = ByteImage(image)
    let output = self(picture.bytes, height: picture.height, width: picture.width, seed: seed)
    // A distance is above zero; an affine-invariant one loses nothing by a shift.
    let depth = withoutGradients { output.depth * 0.999 + 0.001 }
    return try DepthPrediction(depth: Grid(depth)).checked(model: name, id: id)
  }
}
